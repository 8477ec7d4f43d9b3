import Diagnostics
import Quantities

extension RuleDocument {
  /// Applies one of the document's decision tables.
  ///
  /// - Throws: `Problem` for an unknown table, an undeclared fact or one of the wrong kind.
  public func decide(_ table: String, _ facts: Facts) throws(Problem) -> Verdict<String> {
    guard let decisions = tables[table] else {
      throw Problem(
        .internalError, what: "the rules \(source.name) have no table “\(table)”",
        remedy: "its tables are \(tables.keys.sorted().joined(separator: ", "))")
    }
    return judge(decisions, try scope(facts))
  }

  /// The outcome of ``decide(_:_:)`` alone, for many patients of whom nobody asks why; `nil` also for facts that the
  /// document does not take.
  func outcome(_ table: String, _ facts: Facts) -> String? {
    guard let table = tables[table], let scope = try? scope(facts),
      table.requirements.allSatisfy({ $0.condition.truth(in: scope) == .yes })
    else { return nil }
    for clause in table.clauses {
      switch clause.condition.truth(in: scope) {
      case .yes: return clause.outcome
      case .unknown: return nil
      case .no: continue
      }
    }
    return table.otherwise
  }

  private func judge(_ table: DecisionTable, _ scope: Scope) -> Verdict<String> {
    var looked: [String] = []
    func verdict(_ outcome: String?, _ branch: String, missing: [String] = [], note: [String] = [])
      -> Verdict<String>
    {
      Verdict(
        outcome, rule: table.title, branch: branch, inputs: shown(looked, scope.facts),
        missing: missing.map(label), notes: note, source: source)
    }
    for requirement in table.requirements {
      let judgement = requirement.condition.judge(in: scope)
      looked.append(new: judgement.used)
      if judgement.truth == .unknown { return verdict(nil, "", missing: judgement.missing) }
      if judgement.truth == .no { return verdict(nil, requirement.otherwise, note: [requirement.otherwise]) }
    }
    for clause in table.clauses {
      let judgement = clause.condition.judge(in: scope)
      looked.append(new: judgement.used)
      if judgement.truth == .unknown { return verdict(nil, "", missing: judgement.missing) }
      if judgement.truth == .yes {
        return verdict(
          clause.outcome, explained(clause.condition), note: clause.meaning.isEmpty ? [] : [clause.meaning])
      }
    }
    return verdict(
      table.otherwise, "no earlier clause is met",
      note: table.otherwiseMeaning.isEmpty ? [] : [table.otherwiseMeaning])
  }

  func shown(_ names: [String], _ facts: Facts) -> [Verdict<String>.Input] {
    names.compactMap { name in facts[name].map { .init(label(name), shown(name, $0)) } }
  }

  /// The condition as written, with the values of the constants and the text of the definitions that it names.
  func explained(_ condition: Condition) -> String {
    let parts = condition.names.compactMap { name in
      constants[name].map { limit in
        "\(name) = \(limit.value)" + (limit.unit.isEmpty ? "" : " " + limit.unit)
          + (limit.source.isEmpty ? "" : ", " + limit.source)
      }
        ?? definitions[name].map { "\(name): \(explained($0))" }
    }
    return condition.text + (parts.isEmpty ? "" : " (" + parts.joined(separator: "; ") + ")")
  }
}

extension [String] {
  mutating func append(new names: [String]) {
    for name in names where !contains(name) { append(name) }
  }
}
