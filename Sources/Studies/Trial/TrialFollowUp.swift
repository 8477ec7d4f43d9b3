import Quantities
import Records
import Registry
import Reporting
import Trials

/// What became of a trial's subjects after the therapy from which their time counts: toxicity before and after it, the doses of
/// all of their cycles, and survival without progression. Of a trial with a gate those who were treated behind it.
package struct TrialFollowUp {
  /// The doses to one organ of one subject.
  package struct Account: Sendable {
    package var patient, organ: String
    /// Gy over the administrations before the index therapy, and over those of it and later; `nil` where one has no dose.
    package var before, after: Double?
    package var administrations: Int
    package var isComplete: Bool
    package var together: Double? { before.flatMap { a in after.map { a + $0 } } ?? before ?? after }
  }
  package let accounts: [Account]
  package let analysis: CohortAnalysis
  private let cohort: CohortContent
  /// Behind which gate these subjects were treated.
  let gate: String?

  /// `nil` where nobody has been treated.
  /// - Throws: `Problem` if the registry cannot be read.
  package init?(_ place: String, _ data: TrialData) throws {
    let registry = try RegistryCohort(place)
    let all = data.allocations.map { $0.text(.subject) }
    let wanted = Set(data.plan.gate == nil ? all : data.arterialCycles).filter { registry.starts[$0] != nil }
    guard !wanted.isEmpty else { return nil }
    gate = data.plan.gate?.name
    let tables = try registry.tables.map { Self.only($0, wanted) }
    let reading = try CohortReader.read(
      tables.filter { !$0.rows.isEmpty || $0.name == "patients" }, name: data.plan.name)
    var options = CohortOptions()
    options.endpoints = ["OS", "PFS"]
    options.landmarks = [6, 12, 18]
    options.level = 1 - data.plan.alpha
    analysis = CohortAnalysis(reading.cohort, options: options)
    cohort = CohortContent(
      analysis, source: CohortSource(registry: tables, method: [], notes: []), ignored: [])
    accounts = Self.accounts(wanted, registry, data.doses)
  }

  private static func only(_ table: TextTable, _ patients: Set<String>) -> TextTable {
    guard let column = table.header.firstIndex(of: "patient") else { return table }
    var table = table
    let kept = table.rows.indices.filter { patients.contains(table.rows[$0][column]) }
    (table.rows, table.numbers) = (kept.map { table.rows[$0] }, kept.map { table.numbers[$0] })
    return table
  }

  private static let organs = ["kidney", "marrow", "spleen", "normal liver"]

  private static func accounts(
    _ subjects: Set<String>, _ registry: RegistryCohort, _ doses: [DoseSummaryRow]
  ) -> [Account] {
    subjects.sorted().flatMap { subject -> [Account] in
      guard let start = registry.starts[subject] else { return [] }
      let given = registry.administrations.filter { $0.text(.patient) == subject }.count
      return organs.compactMap { organ in
        let own = doses.filter {
          $0.text(.patient) == subject && $0.text(.role) == organ
            && (organ != "normal liver" || $0.text(.lobe) == "whole" || $0[.lobe].isNull)
        }
        guard !own.isEmpty else { return nil }
        let split = Dictionary(grouping: own) { row in
          CalendarDay(iso8601: row.text(.delivered)).map { $0 < start } ?? false
        }
        func sum(_ rows: [DoseSummaryRow]?) -> Double? {
          rows?.compactMap { $0[.meanGy].number }.reduce(0, +)
        }
        return Account(
          patient: subject, organ: organ, before: sum(split[true]), after: sum(split[false]),
          administrations: given, isComplete: Set(own.map { $0.text(.delivered) }).count >= given)
      }
    }
  }

  /// Toxicity, doses and survival as sections of a report.
  var sections: [StudyContent.Section] {
    var all = [cohort.toxicity]
    all[0].title = gate == nil ? "Toxicity before and after" : "Safety of the dose behind the gate"
    if !accounts.isEmpty {
      all.append(
        .init(
          "accounts", "Doses of all cycles",
          [
            .table(
              Self.form.table(
                "Absorbed dose before the index therapy, by it, and together", accounts,
                notes: ["A sum is incomplete where an administration has no dose on record."]))
          ]))
    }
    return all + analysis.endpoints.map(cohort.survival)
  }

  static let form = TableForm<Account>(
    "accounts", file: "tables/accounts.csv",
    [
      .init("patient", "Subject", means: "pseudonym") { .text($0.patient) },
      .init("organ", "Organ", means: "what the region is") { .text($0.organ) },
      .init("administrations", "Administrations", .number, means: "on record, of every course") {
        .count($0.administrations)
      },
      .init("before_Gy", "Before", unit: "Gy", .number, means: "sum before the index therapy") {
        .value($0.before)
      },
      .init("after_Gy", "Index therapy", unit: "Gy", .number, means: "sum of the index therapy") {
        .value($0.after)
      },
      .init("together_Gy", "Together", unit: "Gy", .number, means: "sum of both") { .value($0.together) },
      .init("complete", "Complete", share: 0.8, means: "whether every administration has a dose") {
        $0.isComplete ? .text("yes") : .flag(.attention, "no")
      },
    ])
}

extension TrialRecord {
  package struct Survival: Encodable, Sendable {
    package var endpoint: String
    package var patients, events: Int
    var medianMonths: Double?
  }
  package struct Account: Encodable, Sendable {
    package var patient, organ: String
    var beforeGy, afterGy, togetherGy: Double?
    package var isComplete: Bool
  }
}

extension TrialFollowUp {
  var survival: [TrialRecord.Survival] {
    analysis.endpoints.compactMap { endpoint in
      endpoint.overall.map {
        .init(
          endpoint: endpoint.endpoint, patients: $0.patients, events: $0.events, medianMonths: $0.median.time)
      }
    }
  }

  var sums: [TrialRecord.Account] {
    accounts.map {
      .init(
        patient: $0.patient, organ: $0.organ, beforeGy: $0.before, afterGy: $0.after, togetherGy: $0.together,
        isComplete: $0.isComplete)
    }
  }
}
