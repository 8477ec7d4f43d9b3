import Quantities

/// Who, what and with which program: the first block of the report.
public struct ReportHeader: Sendable {
  public enum State: String, Sendable {
    case draft = "Draft", needsReview = "Needs review", signed = "Signed"
  }

  /// Pseudonym of the patient; never a name.
  public var pseudonym: String
  public var site: String
  /// For example `Lu-177-DOTATATE` or `Y-90 glass microspheres`.
  public var therapy: String
  /// For example `cycle 2 of 4`.
  public var cycle: String
  public var indication: String
  public var physician: String
  public var physicist: String
  /// DICOM UID of this report.
  public var reportUID: String
  public var softwareVersion: String
  public var gitHash: String
  public var parameterFileHash: String
  /// Moment of creation, UTC; it also dates the PDF, so that equal content gives equal bytes.
  public var created: DateTime
  public var state: State

  public init(
    pseudonym: String, site: String = "", therapy: String, cycle: String = "", indication: String = "",
    physician: String = "", physicist: String = "", reportUID: String, softwareVersion: String,
    gitHash: String = "", parameterFileHash: String = "", created: DateTime, state: State = .draft
  ) {
    (self.pseudonym, self.site, self.therapy, self.cycle) = (pseudonym, site, therapy, cycle)
    (self.indication, self.physician, self.physicist) = (indication, physician, physicist)
    (self.reportUID, self.softwareVersion, self.gitHash) = (reportUID, softwareVersion, gitHash)
    (self.parameterFileHash, self.created, self.state) = (parameterFileHash, created, state)
  }
}

/// A signature with its meaning; the report leaves the name and time blank where they are `nil`.
public struct Signature: Sendable, Hashable {
  public var meaning: String
  public var name: String?
  public var time: DateTime?
  public init(meaning: String, name: String? = nil, time: DateTime? = nil) {
    (self.meaning, self.name, self.time) = (meaning, name, time)
  }

  /// Calculated, checked independently, and accepted for the record.
  public static let standard = [
    Signature(meaning: "Dosimetry performed (medical physicist)"),
    Signature(meaning: "Independently checked (second physicist)"),
    Signature(meaning: "Reviewed for the research record (physician)"),
  ]
}

/// An earlier version of the report and what changed since.
public struct Amendment: Sendable, Hashable {
  public var previousReportUID: String
  public var time: DateTime
  public var reason: String
  public init(previousReportUID: String, time: DateTime, reason: String) {
    (self.previousReportUID, self.time, self.reason) = (previousReportUID, time, reason)
  }
}
