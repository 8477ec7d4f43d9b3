import Diagnostics
import Stages

extension Finding {
  /// The finding as one sentence with its place in front: `Liver, Lungs: share 812 mL`.
  public var sentence: String { place.isEmpty ? text : "\(place): \(text)" }

  /// How the pages mark it. A crossed limit is as red as a missing number.
  package var severity: Severity {
    switch rank {
    case .information: .information
    case .decision: code == .limitCrossed ? .critical : .attention
    case .stop: .critical
    }
  }
}

extension [Finding] {
  /// Findings that differ only in places and numbers as one, whose numbers are ranges; the gravest first.
  public var grouped: [Finding] {
    FindingGroup.groups(byRank).map { Finding($0.rank, $0.code, $0.text, at: $0.subject) }
  }

  /// Sentences of those that need a decision or stop a number, grouped.
  public var toReview: [String] { grouped.filter { $0.rank >= .decision }.map(\.sentence) }
  /// Sentences of those that are for information, grouped.
  public var forInformation: [String] { grouped.filter { $0.rank < .decision }.map(\.sentence) }
}
