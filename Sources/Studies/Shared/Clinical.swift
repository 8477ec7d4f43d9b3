import Diagnostics
import Documents
import Intake
import Quantities
import Reporting
import Stages

extension ReportHeader {
  /// The head of a page about judgements.
  package static func clinical(subject: String, title: String, needsReview: Bool) -> ReportHeader {
    ReportHeader(
      pseudonym: subject, therapy: title, reportUID: "", softwareVersion: Version.current,
      gitHash: Version.commit, created: .now, state: needsReview ? .needsReview : .draft)
  }
}

extension ReportHeader {
  /// Of a study without a patient of its own.
  /// - Parameters:
  ///   - subject: what it is about: files, a nuclide.
  ///   - detail: a second line.
  ///   - content: what distinguishes it from others of its kind; the report's identifier is derived from it.
  static func technical(_ subject: String, detail: String = "", made content: String, needsReview: Bool)
    -> ReportHeader
  {
    ReportHeader(
      pseudonym: detail, therapy: subject,
      reportUID: ObjectUID.derived(from: "\(subject) \(detail) \(content) \(Version.current)"),
      softwareVersion: "Hepatica \(Version.current)", gitHash: Version.commit, created: .now,
      state: needsReview ? .needsReview : .draft)
  }
}

extension StudyContent.Section {
  /// What a human must decide, and what is good to know; on a terminal they stand below the answer.
  static func findings(_ findings: [Finding]) -> StudyContent.Section {
    let notes = findings.grouped.map { ContentBlock.note($0) }
    return .init(
      "findings", "Findings",
      (notes.isEmpty ? [.empty("No findings.")] : notes).map { $0.only(.page) })
  }
}

extension InputFaults {
  /// What a page says of input that was not used.
  package var leftOut: [ContentBlock] {
    guard !isEmpty else { return [.paragraph("Nothing: every row of the input was used.")] }
    return [
      .note(.attention, "\(counted(all.count, "problem")) of the input; what they concern was left out."),
      .list(listed.map { "\($0.location): \($0.what)" }),
    ]
  }
}
