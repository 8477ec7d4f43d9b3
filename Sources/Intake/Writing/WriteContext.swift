import Quantities

/// What all objects that are written together share: the study that they join and how they are labelled.
///
/// Holds a pseudonym, never a name; `identity` says whose objects they become. Times are given, not taken from the clock, so that the same result written twice
/// gives the same bytes.
public struct WriteContext: Sendable {
  /// Study Instance UID (0020,000D) of the images that the result belongs to.
  public var study: String
  /// Frame of Reference UID (0020,0052) of the reference image.
  public var frameOfReference: String
  /// Pseudonym, written as Patient ID and Patient's Name.
  public var patient: String
  /// Date and time of the study.
  public var studyTime: DateTime
  /// Date and time of the content: when the image was taken or the result was made.
  public var contentTime: DateTime
  /// Series Description (0008,103E).
  public var seriesDescription: String
  public var seriesNumber: Int
  /// Version of Hepatica, Software Versions (0018,1020).
  public var softwareVersion: String
  /// Said in a comment of every object that has one.
  public var label: String
  public var identity = ObjectIdentity.pseudonym

  /// The words of `label` unless others are given.
  public static let researchUse = "Hepatica research result, not for clinical decisions"

  public init(
    study: String, frameOfReference: String, patient: String, studyTime: DateTime,
    contentTime: DateTime? = nil,
    seriesDescription: String = "", seriesNumber: Int = 1, softwareVersion: String = "0",
    label: String = WriteContext.researchUse
  ) {
    (self.study, self.frameOfReference, self.patient) = (study, frameOfReference, patient)
    (self.studyTime, self.contentTime) = (studyTime, contentTime ?? studyTime)
    (self.seriesDescription, self.seriesNumber) = (seriesDescription, seriesNumber)
    (self.softwareVersion, self.label) = (softwareVersion, label)
  }
}
