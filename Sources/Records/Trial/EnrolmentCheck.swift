import Criteria
import Diagnostics
import Files
import Quantities
import Registry
import Trials

/// Consent and eligibility before an allocation, as far as the locked protocol asks for them.
package struct EnrolmentCheck {
  private let registry: Registry
  private let rule: EnrolmentRule

  package init(_ registry: Registry, _ plan: TrialProtocol) {
    (self.registry, rule) = (registry, plan.enrolment)
  }

  /// - Throws: `Problems` with everything that speaks against the allocation.
  package func check(_ subject: String) throws {
    let patient = try registry.patient(subject)
    let problems = [consent(patient), try screening(subject)].compactMap(\.self)
    guard problems.isEmpty else { throw Problems(problems) }
  }

  private func consent(_ patient: PatientRow) -> Problem? {
    guard rule.needsConsent else { return nil }
    let today = CalendarDay(iso8601: DateTime.now.description.prefix(10))
    let day = CalendarDay(iso8601: patient.text(.consented))
    if let day, today.map({ day <= $0 }) ?? true { return nil }
    return Problem(
      .dataRejected, what: day == nil ? "the record has no day of consent" : "the day of consent lies ahead",
      at: "table patients, row “\(patient.id)”", why: "nobody is allocated without consent",
      remedy: "hepatica registry set REGISTRY patients \(patient.id) consented=YYYY-MM-DD")
  }

  private func screening(_ subject: String) throws -> Problem? {
    guard let name = rule.eligibility else { return nil }
    let rows = try Self.screenings(registry, name).filter { $0.text(.patient) == subject }
    guard let last = rows.max(by: { $0.text(.screened) < $1.text(.screened) }) else {
      return Problem(
        .dataRejected, what: "the record has no screening by “\(name)”", at: "table screenings",
        why: "the protocol allocates only who was found fit",
        remedy: "hepatica eligibility --registry REGISTRY --patient \(subject) -p \(name) --record")
    }
    guard Self.isRefused(last, by: name) else { return nil }
    return Problem(
      .dataRejected, what: "the verdict of \(last.text(.screened)) is “\(last.text(.verdict))”",
      at: "table screenings, row “\(last.id)”", why: "the protocol allocates only who was found fit",
      remedy: "screen the patient again, or do not allocate")
  }

  /// Rows of the screening log by rules of a name, whatever their edition.
  static func screenings(_ registry: Registry, _ name: String) throws -> [ScreeningRow] {
    try registry.rows(of: ScreeningColumn.self).filter {
      $0.text(.protocol) == name || $0.text(.protocol).hasPrefix(name + " ")
    }
  }

  /// Whether a verdict is not the one that these rules give to who fails nothing. Of rules that are not at hand, enrolment
  /// decides.
  static func isRefused(_ row: ScreeningRow, by name: String) -> Bool {
    if let rules = try? RuleLibrary().rules(name) { return row.text(.verdict) != rules.otherwise }
    return row[.enrolled].integer == 0
  }
}
