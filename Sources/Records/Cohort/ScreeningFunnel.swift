import Quantities
import Registry

/// From the search to those who were enrolled, as the screening log of a registry states it.
///
/// Each protocol of the log is a step, in the order in which it was first applied. Of several verdicts of one patient the last
/// counts. A step asks those who passed all before it; others stay out of its denominator.
package struct ScreeningFunnel: Sendable {
  package struct Step: Sendable {
    /// Rules with their edition.
    package var name: String
    /// Patients who passed the steps before.
    package var asked: Int
    package var passed: Int
    /// Reasons in descending frequency.
    package var left: [(reason: String, count: Int)]
    /// Patients in whom something needed is not known.
    package var unknown: Int
    /// Patients who passed the steps before and of whom the log says nothing here.
    package var notAsked: Int
  }
  package let steps: [Step]
  /// Of those who passed every step, patients with a radionuclide therapy.
  package let treated: Int
  /// Patients with a radionuclide therapy who did not pass every step, or are not in the log.
  package let treatedOtherwise: [String]

  package init(_ rows: [ScreeningRow], treated: Set<String>) {
    let byStep = Dictionary(grouping: rows) { $0.text(.protocol) }
    let order = byStep.sorted { a, b in (Self.first(a.value), a.key) < (Self.first(b.value), b.key) }
    var here = Set(rows.map { $0.text(.patient) })
    var steps: [Step] = []
    for (name, rows) in order {
      let last = Dictionary(
        rows.sorted { $0.text(.screened) < $1.text(.screened) }.map { ($0.text(.patient), $0) },
        uniquingKeysWith: { $1 })
      let asked = here.filter { last[$0] != nil }
      let verdicts = Dictionary(uniqueKeysWithValues: asked.map { ($0, Verdict(last[$0]!)) })
      let reasons = verdicts.values.compactMap(\.reason)
      let counts = Dictionary(grouping: reasons) { $0 }.mapValues(\.count)
      let passed = asked.filter { verdicts[$0] == .passed }
      steps.append(
        Step(
          name: name, asked: here.count, passed: passed.count,
          left: counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) },
          unknown: verdicts.values.count { $0 == .unknown }, notAsked: here.count - asked.count))
      here = passed
    }
    (self.steps, self.treated) = (steps, here.intersection(treated).count)
    treatedOtherwise = steps.isEmpty ? [] : treated.subtracting(here).sorted()
  }

  private static func first(_ rows: [ScreeningRow]) -> String { rows.map { $0.text(.screened) }.min() ?? "" }

  private enum Verdict: Hashable {
    case passed, unknown
    case left(String)

    init(_ row: ScreeningRow) {
      let (verdict, reasons) = (row.text(.verdict), row.text(.reasons))
      if row[.enrolled].integer == 0 || !row[.notEnrolled].isNull {
        self = .left([row.text(.notEnrolled), reasons, verdict].first { !$0.isEmpty } ?? "not stated")
      } else if row[.enrolled].integer == 1
        || reasons.isEmpty && verdict != "cannot be assessed" && verdict != "no"
      {
        self = .passed
      } else if verdict == "cannot be assessed" {
        self = .unknown
      } else {
        // A relative contraindication is for a person to weigh, and excludes nobody.
        self = verdict == "individual decision" ? .passed : .left(reasons.isEmpty ? verdict : reasons)
      }
    }

    var reason: String? { if case .left(let reason) = self { reason } else { nil } }
  }
}

extension RegistryCohort {
  /// `nil` where the registry has no screening log.
  package var funnel: ScreeningFunnel? {
    get throws {
      guard registry.catalogue.version >= 3 else { return nil }
      let rows = try registry.rows(of: ScreeningColumn.self, order: [.screened])
      return rows.isEmpty ? nil : ScreeningFunnel(rows, treated: Set(starts.keys))
    }
  }
}
