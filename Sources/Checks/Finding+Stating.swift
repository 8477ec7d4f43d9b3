import Diagnostics
import Stages

extension Finding {
  /// A finding of a room that stated it as a value.
  package init<Fact>(_ rank: Rank, _ code: Code, stating fact: Fact, at place: String = "") {
    self.init(rank, code, Problem(.dataRejected, stating: fact, at: "").what, at: place)
  }
}
