internal import CBuildInfo

/// What this program calls itself in results.
public enum Version {
  public static let current = "0.2.0"
  /// Git commit, with a plus sign where files were changed since; “… or later” where the program was built without
  /// the Makefile, which alone states the commit of each build; `unknown` outside a checkout.
  public static var commit: String { String(cString: hepatica_commit()) }
  /// Stands on every report and screen.
  public static let researchUse = "For research use only. Not a medical device."
}
