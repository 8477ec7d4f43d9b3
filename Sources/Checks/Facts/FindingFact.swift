import Diagnostics
import Stages

/// Something that a step, a study or a command states of its own result: how far it reaches, and the code that programs know it by.
///
/// It holds numbers and names and no sentence; `Reporting` gives it its words by conforming it to `Worded`.
package protocol FindingFact: Sendable, Hashable {
  /// A human must decide, if nothing else is said.
  var rank: Finding.Rank { get }
  var code: Finding.Code { get }
}

extension FindingFact {
  package var rank: Finding.Rank { .decision }
}

extension Finding {
  /// A fact with its rank, its code and its words.
  package init(_ fact: some FindingFact, at place: String = "") {
    self.init(fact.rank, fact.code, stating: fact, at: place)
  }

  /// A note of a room, with the rank and the code that it is known by.
  package init(_ note: Note, at place: String = "") {
    self.init(note.standing.rank, note.standing.code, stating: note, at: place)
  }

  /// The same at another place.
  package func moved(to place: String) -> Finding {
    var copy = self
    copy.place = place
    return copy
  }

  /// Settled by what the input states elsewhere.
  package func answered(by fact: some FindingFact) -> Finding {
    Finding(.information, code, "\(text); \(Finding(fact).text)", at: place)
  }
}

extension [Note] {
  /// Notes of one place as findings.
  package func findings(at place: String = "") -> [Finding] { map { Finding($0, at: place) } }
}
