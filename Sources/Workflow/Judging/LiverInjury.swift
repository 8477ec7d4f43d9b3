import Criteria
import Documents
import Quantities

/// Damage of the liver that no laboratory term alone shows: radioembolisation-induced liver disease (REILD) and late
/// hepatotoxicity.
///
/// Judged of patients whose findings were recorded at all; whoever was not looked at is neither diseased nor well.
package struct LiverInjury: Sendable {
  package enum Endpoint: String, Sendable, CaseIterable {
    case sangro = "REILD, Sangro 2008"
    case wide = "REILD, 2 weeks to 4 months"
    case late = "late hepatotoxicity"
    /// Encephalopathy, ascites that needed treatment, or death from liver failure (Gococo-Benore 2023, Discussion).
    case overt = "clinically overt hepatotoxicity"
  }
  /// One endpoint of one patient: the day that decided, where there is one.
  package struct Judged: Sendable {
    package var endpoint: Endpoint
    package var day: CalendarDay?
    package var verdict: Verdict<Bool>
    /// Severity of liver disease, 0…5, where it is one.
    package var grade: Verdict<Int>?
  }
  package private(set) var judged: [Judged] = []

  package init() {}

  init(_ facts: LiverFacts, by rules: ClinicalToxicity) {
    guard let first = facts.cycles.min() else { return }
    if facts.wasImaged {
      for (definition, endpoint) in [
        (ClinicalToxicity.LiverDiseaseDefinition.sangro, Endpoint.sangro), (.wide, .wide),
      ] {
        let all = facts.cycles.compactMap { Self.acute($0, definition, endpoint, facts, rules) }
        if let one = Self.decisive(all) { judged.append(one) }
      }
    }
    if let overt = Self.overt(facts, from: first) { judged.append(overt) }
    let days = facts.lateDays(from: first)
    if let one = Self.decisive(days.compactMap { Self.late($0, facts, rules) }) { judged.append(one) }
  }

  /// The first that holds; else one that cannot be assessed; else the last.
  private static func decisive(_ all: [Judged]) -> Judged? {
    all.first { $0.verdict.outcome == true } ?? all.first { $0.verdict.outcome == nil } ?? all.last
  }

  private static func acute(
    _ cycle: CalendarDay, _ definition: ClinicalToxicity.LiverDiseaseDefinition, _ endpoint: Endpoint,
    _ facts: LiverFacts, _ rules: ClinicalToxicity
  ) -> Judged? {
    guard let window = rules.days(of: definition) else { return nil }
    let peak = facts.peakBilirubin(window, after: cycle)
    let end = cycle.adding(days: window.upperBound)
    let finding = ClinicalToxicity.LiverDiseaseFinding(
      days: peak?.day.days(since: cycle), bilirubin: peak?.value,
      newAscites: facts.newAscites(cycle, by: end),
      progression: facts.progression(from: cycle, by: end),
      obstruction: facts.obstruction(from: cycle, by: end))
    guard let verdict = try? rules.liverDisease(finding, by: definition) else { return nil }
    var judged = Judged(endpoint: endpoint, day: peak?.day, verdict: verdict)
    if verdict.outcome == true {
      judged.grade = try? rules.liverDiseaseGrade(facts.severity(from: cycle, by: end))
    }
    return judged
  }

  /// `nil` where nobody looked for any of its parts.
  private static func overt(_ facts: LiverFacts, from first: CalendarDay) -> Judged? {
    let parts = facts.overt(from: first)
    guard parts.contains(where: { $0.isThere != nil }) else { return nil }
    let found = parts.filter { $0.isThere == true }
    let open = parts.filter { $0.isThere == nil }.map(\.name)
    let source = RuleSource(
      name: "clinically overt hepatotoxicity", edition: "Gococo-Benore 2023",
      citation: "Gococo-Benore DA, et al. J Nucl Med 2023;64:880-884", version: "1")
    let verdict = Verdict<Bool>(
      found.isEmpty ? (open.isEmpty ? false : nil) : true, rule: source.name,
      branch: found.map(\.name).joined(separator: ", "), missing: found.isEmpty ? open : [], source: source)
    return Judged(endpoint: .overt, day: found.compactMap(\.day).min(), verdict: verdict)
  }

  private static func late(_ day: CalendarDay, _ facts: LiverFacts, _ rules: ClinicalToxicity) -> Judged? {
    guard let cycle = facts.cycles.filter({ $0 <= day }).max() else { return nil }
    let finding = LateLiverFinding(
      months: ExactDecimal(integerLiteral: cycle.months(to: day)),
      cirrhosisLike: facts.new("cirrhosis-like morphology", by: day),
      dysfunction: facts.new("liver dysfunction", by: day),
      ascites: facts.newAscites(facts.cycles[0], by: day),
      splenomegaly: facts.new("splenomegaly", by: day), varices: facts.new("varices", by: day),
      explainedByProgression: facts.attributedToProgression(by: day))
    guard let verdict = try? rules.chronicSignal(finding) else { return nil }
    var judged = Judged(endpoint: .late, day: day, verdict: verdict)
    judged.verdict.notes += facts.presentBefore.map { "\($0) was there before treatment and does not count" }
    judged.verdict.notes += facts.reserve(by: day, after: facts.cycles[0])
    let also = finding.findings.filter { ["splenomegaly", "varices"].contains($0) }
    if !also.isEmpty { judged.verdict.notes.append("with " + also.joined(separator: " and ")) }
    return judged
  }
}

extension CalendarDay {
  /// Whole calendar months to a later day.
  func months(to later: CalendarDay) -> Int {
    var months = 0
    while adding(months: months + 1) <= later { months += 1 }
    return months
  }
}
