/// What this program calls itself in results.
public enum Version {
  public static let current = "0.1.0"
  /// Stands on every report and screen.
  public static let researchUse = "For research use only. Not a medical device."
}
