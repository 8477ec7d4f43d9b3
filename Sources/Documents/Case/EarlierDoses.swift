import Checks
import Diagnostics
import Stages

/// All that was given before a therapy, each administration once: files that the case names, and what the record adds.
package struct EarlierDoses: Sendable {
  /// Of the files.
  package var summaries: [DoseSummary] = []
  /// What the record has and no file.
  package var recorded: [RecordedDose] = []
  package var findings: [Finding] = []
  package init() {}
}

extension Case {
  /// - Throws: `Problem` for a file that is not a summary; `Problems` for a cycle that is named twice.
  package func earlier() throws -> EarlierDoses {
    var earlier = EarlierDoses()
    earlier.summaries = try earlierSummaries()
    var files = earlier.summaries
    // Equal doses first: what is left is matched by its number alone.
    let (equal, others) = recorded.doses.parted { dose in
      guard let n = files.firstIndex(where: { dose.agrees(with: $0) == true }) else { return false }
      files.remove(at: n)
      return true
    }
    var named: [(RecordedDose, DoseSummary)] = []
    let added = others.reversed().filter { dose in
      guard let n = files.firstIndex(where: { $0.title == dose.caseTitle }) else { return true }
      named.append((dose, files.remove(at: n)))
      return false
    }
    earlier.recorded = added.reversed()
    earlier.findings = findings(earlier.recorded, both: equal, unequal: named.map(\.0))
    return earlier
  }

  private func findings(
    _ added: [RecordedDose], both equal: [RecordedDose], unequal: [RecordedDose]
  ) -> [Finding] {
    func all(_ rank: Finding.Rank, _ notes: [RecordedDoseNote]) -> [Finding] {
      notes.map { Finding(rank, .recordedDoses, stating: $0) }
    }
    return all(.information, added.isEmpty ? [] : [.added(added.map(\.title))])
      + all(.information, equal.isEmpty ? [] : [.countedOnce(equal.map(\.title))])
      + all(.decision, unequal.map { .differs($0.title) })
      + all(.decision, recorded.withoutDose.isEmpty ? [] : [.missing(recorded.withoutDose)])
      + all(.decision, recorded.contradictions.map { .contradiction($0) })
  }
}

extension Finding.Code {
  /// Earlier doses that the patient's record holds.
  static let recordedDoses = Finding.Code("course.record")
}

extension Array {
  /// Those that fulfil a condition, and the others; in order.
  fileprivate func parted(_ isFirst: (Element) -> Bool) -> ([Element], [Element]) {
    var (first, second): ([Element], [Element]) = ([], [])
    for element in self { if isFirst(element) { first.append(element) } else { second.append(element) } }
    return (first, second)
  }
}
