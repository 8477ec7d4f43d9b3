import Documents
import Reporting

extension InputFaults {
  /// What a page says of input that was not used.
  package var leftOut: [PageBlock] {
    guard !isEmpty else { return [.paragraph("Nothing: every row of the input was used.")] }
    return [
      .note(.attention, "\(problems.count) problems of the input; what they concern was left out."),
      .list(listed.map { "\($0.location): \($0.what)" }),
    ]
  }
}
