import DICOM

/// UIDs of objects and frames that Hepatica makes, for those who must not know DICOM.
public enum ObjectUID {
  /// UID that follows from a text alone (2.25, ITU-T X.667).
  public static func derived(from text: String) -> String { UID.derived(from: text) }
}
