import Diagnostics
import Documents
import Quantities
import Reporting

extension ReportHeader {
  /// The head of a page about judgements.
  package static func clinical(subject: String, title: String, needsReview: Bool) -> ReportHeader {
    ReportHeader(
      pseudonym: subject, therapy: title, reportUID: "", softwareVersion: Version.current,
      gitHash: Version.commit, created: .now, state: needsReview ? .needsReview : .draft)
  }
}

extension InputFaults {
  /// What a page says of input that was not used.
  package var leftOut: [ContentBlock] {
    guard !isEmpty else { return [.paragraph("Nothing: every row of the input was used.")] }
    return [
      .note(.attention, "\(all.count) problems of the input; what they concern was left out."),
      .list(listed.map { "\($0.location): \($0.what)" }),
    ]
  }
}
