import Diagnostics
import Quantities

/// A patient held against every criterion of a protocol.
public struct Eligibility: Sendable, Hashable {
  public enum Finding: String, Sendable, Hashable {
    case passed, failed
    /// A fact that matters is missing.
    case undetermined
  }

  /// One criterion with what decided it.
  public struct Item: Sendable, Hashable {
    public var token: String
    public var category: String
    public var text: String
    public var finding: Finding
    /// The condition of failure with its limits.
    public var condition: String
    public var inputs: [Verdict<String>.Input]
    /// Labels of the facts that are missing, with their units.
    public var missing: [String]
  }

  /// Criteria by their short names, in words.
  public func words(_ tokens: String) -> String {
    let texts = Dictionary(items.map { ($0.token, $0.text) }, uniquingKeysWith: { first, _ in first })
    return tokens.split(separator: ",").map { token in
      let name = token.trimmingPrefix { $0 == " " }
      return texts[String(name)] ?? String(name)
    }.joined(separator: "; ")
  }

  /// The status that follows; without outcome if a missing fact could still make it worse.
  public var status: Verdict<String>
  /// All criteria, in the protocol's order.
  public var items: [Item]
  /// The status at each stage of the work-up, from what can be known by then; empty if the protocol has one stage.
  public var stages: [Stage] = []

  /// A stage of the work-up with the status that its criteria and those before it give.
  public struct Stage: Sendable, Hashable {
    public var name: String
    public var status: Verdict<String>
  }

  public var failed: [Item] { items.filter { $0.finding == .failed } }
  public var undetermined: [Item] { items.filter { $0.finding == .undetermined } }
  public func failed(in category: String) -> [Item] { failed.filter { $0.category == category } }
}

extension RuleDocument {
  /// Holds a patient against every criterion of the protocol; none is skipped after the first failure.
  ///
  /// - Throws: `Problem` if the document is not a protocol, or a fact is undeclared or of the wrong kind.
  public func eligibility(_ facts: Facts) throws(Problem) -> Eligibility {
    guard !criteria.isEmpty else {
      throw Problem(
        .usage, what: "the rules \(source.name) have no criteria", remedy: "name an eligibility protocol")
    }
    let scope = try scope(facts)
    let items = criteria.map { item($0, scope) }
    let judged = stages.enumerated().map { n, name in
      Eligibility.Stage(
        name: name, status: status(zip(criteria, items).filter { $0.0.stage <= n }.map(\.1)))
    }
    return Eligibility(status: status(items), items: items, stages: judged.count > 1 ? judged : [])
  }

  private func item(_ criterion: Criterion, _ scope: Scope) -> Eligibility.Item {
    let judgement = criterion.fails.judge(in: scope)
    let finding: Eligibility.Finding =
      switch judgement.truth {
      case .yes: .failed
      case .no: .passed
      case .unknown: .undetermined
      }
    return Eligibility.Item(
      token: criterion.token, category: criterion.category, text: criterion.text, finding: finding,
      condition: explained(criterion.fails), inputs: shown(judgement.used, scope.facts),
      missing: judgement.missing.map(wanted))
  }

  /// What must be found out: label and unit.
  private func wanted(_ name: String) -> String {
    guard case .number(let unit) = inputs[name]?.kind, !unit.isEmpty else { return label(name) }
    return "\(label(name)) (\(unit))"
  }

  /// `statuses` stand from the gravest down. A failure decides unless something undetermined is graver.
  private func status(_ items: [Eligibility.Item]) -> Verdict<String> {
    for rule in statuses {
      let here = items.filter { $0.category == rule.category }
      let failed = here.filter { $0.finding == .failed }
      if !failed.isEmpty {
        return Verdict(
          rule.status, rule: source.name, branch: failed.map(\.token).joined(separator: ", "),
          inputs: failed.flatMap(\.inputs), source: source)
      }
      let open = here.filter { $0.finding == .undetermined }
      if !open.isEmpty { return undetermined(rule, open) }
    }
    return Verdict(otherwise, rule: source.name, branch: "no criterion fails", source: source)
  }

  private func undetermined(_ rule: StatusRule, _ open: [Eligibility.Item]) -> Verdict<String> {
    var missing: [String] = []
    missing.append(new: open.flatMap(\.missing))
    return Verdict(
      nil, rule: source.name, branch: "", missing: missing,
      notes: ["“\(rule.status)” cannot be excluded; open: \(open.map(\.text).joined(separator: "; "))"],
      source: source)
  }
}
