/// UIDs of the storage SOP classes that are known by name, PS3.4 table B.5-1.
public enum SOPClass {
  public static let ct = "1.2.840.10008.5.1.4.1.1.2"
  public static let enhancedCT = "1.2.840.10008.5.1.4.1.1.2.1"
  public static let legacyConvertedEnhancedCT = "1.2.840.10008.5.1.4.1.1.2.2"
  public static let mr = "1.2.840.10008.5.1.4.1.1.4"
  public static let enhancedMR = "1.2.840.10008.5.1.4.1.1.4.1"
  public static let legacyConvertedEnhancedMR = "1.2.840.10008.5.1.4.1.1.4.4"
  public static let nm = "1.2.840.10008.5.1.4.1.1.20"
  public static let pet = "1.2.840.10008.5.1.4.1.1.128"
  public static let legacyConvertedEnhancedPET = "1.2.840.10008.5.1.4.1.1.128.1"
  public static let enhancedPET = "1.2.840.10008.5.1.4.1.1.130"
  public static let secondaryCapture = "1.2.840.10008.5.1.4.1.1.7"
  public static let multiFrameByteSecondaryCapture = "1.2.840.10008.5.1.4.1.1.7.2"
  public static let multiFrameWordSecondaryCapture = "1.2.840.10008.5.1.4.1.1.7.3"
  public static let multiFrameColourSecondaryCapture = "1.2.840.10008.5.1.4.1.1.7.4"
  public static let parametricMap = "1.2.840.10008.5.1.4.1.1.30"
  public static let segmentation = "1.2.840.10008.5.1.4.1.1.66.4"
  public static let surfaceSegmentation = "1.2.840.10008.5.1.4.1.1.66.5"
  public static let labelMapSegmentation = "1.2.840.10008.5.1.4.1.1.66.7"
  public static let spatialRegistration = "1.2.840.10008.5.1.4.1.1.66.1"
  public static let deformableRegistration = "1.2.840.10008.5.1.4.1.1.66.3"
  public static let realWorldValueMapping = "1.2.840.10008.5.1.4.1.1.67"
  public static let rtDose = "1.2.840.10008.5.1.4.1.1.481.2"
  public static let rtStructureSet = "1.2.840.10008.5.1.4.1.1.481.3"
  /// RT Plan, RT Ion Plan, and treatment records of beams, brachytherapy, sums and ion beams.
  public static let radiotherapyPlans: Set<String> = [
    "1.2.840.10008.5.1.4.1.1.481.5", "1.2.840.10008.5.1.4.1.1.481.8", "1.2.840.10008.5.1.4.1.1.481.4",
    "1.2.840.10008.5.1.4.1.1.481.6", "1.2.840.10008.5.1.4.1.1.481.7", "1.2.840.10008.5.1.4.1.1.481.9",
  ]
  /// All structured reports share this beginning.
  public static let reportPrefix = "1.2.840.10008.5.1.4.1.1.88."
  /// DICOMDIR, which is an index of a medium and holds no image.
  public static let mediaDirectory = "1.2.840.10008.1.3.10"
}
