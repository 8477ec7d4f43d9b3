import Diagnostics
import Documents
import Quantities
import Records
import Reporting
import Statistics
import Trials
import Workflow

// How the trial went: what every report of a trial states whatever its result.

extension TrialContent {
  var flow: [ContentBlock] {
    [.table(TrialTables.flow.table("Subjects by step", results.conduct.flow))]
  }

  var deviations: [ContentBlock] {
    let rows = results.conduct.deviations
    guard !rows.isEmpty else {
      return [
        .paragraph(
          "None: number of subjects, consent, route and activity of each cycle, order of scans and what follows a gate are as locked, as far as the registry knows."
        )
      ]
    }
    return [
      .table(
        TrialTables.deviations.table(
          "What departs from the locked protocol", rows,
          notes: ["Major: can change the answer; such subjects are not in the analysis per protocol."]))
    ]
  }

  var missing: [ContentBlock] {
    let rows = results.conduct.missing
    let gaps = results.gaps.isEmpty ? [] : [ContentBlock.list(results.gaps.map(\.wording.what))]
    guard !rows.isEmpty else {
      return gaps + [.paragraph("Nothing that the protocol asks of a subject is missing.")]
    }
    return [.table(TrialTables.missing.table("What subjects lack", rows))] + gaps
  }

  var analysisSets: [ContentBlock] {
    guard !results.sets.isEmpty else { return [.empty(results.reason)] }
    return [
      .table(
        TrialTables.sets(isLog ? "Ratio" : "Difference").table(
          "\(plan.primary.name) by analysis set", results.sets.map { (set: $0.set, c: $0.result) },
          notes: [
            "As allocated is the analysis of this trial; the others show how far departures from the protocol carry it."
          ]))
    ]
  }

  // MARK: Endpoints

  var endpoints: [ContentBlock] {
    [
      .table(
        TrialTables.endpoints.table(
          "What was locked, and what became of it", plan.endpoints.map { (endpoint: $0, state: state($0)) }))
    ]
  }

  /// `nil` where an endpoint was analysed.
  package func state(_ endpoint: Endpoint) -> (isAnalysed: Bool, words: String) {
    switch endpoint.quantity {
    case .tumourToNormal: return tumourToNormal(endpoint)
    case .uptake:
      if endpoint.isLocked(in: plan), let e = results.enhancement {
        return (!e.patients.isEmpty, "\(counted(e.patients.count, "patient")) with both scans")
      }
      let regions = results.organs.count + (results.enhancement?.regions.count ?? 0)
      return regions > 0 ? (true, counted(regions, "organ")) : (false, "no uptake of organs on record")
    case .toxicity:
      return results.data.events.isEmpty
        ? (false, "no adverse event on record: none happened, or none was entered")
        : (true, counted(results.data.events.count, "event"))
    case .response:
      return results.responses.isEmpty && results.data.responses.isEmpty
        ? (false, "no response on record")
        : (!results.responses.isEmpty, results.responses.map(\.criterion).joined(separator: ", "))
    }
  }

  private func tumourToNormal(_ endpoint: Endpoint) -> (isAnalysed: Bool, words: String) {
    guard let within = results.within else { return (false, results.reason) }
    if endpoint == plan.primary { return (true, counted(within.primary.count, "patient")) }
    guard let later = within.later else { return (false, "no ratio of these cycles, or too few") }
    return (true, counted(later.patients, "patient"))
  }

  // MARK: Adverse events, doses

  var adverseEvents: [ContentBlock] {
    let rows = EventRow.all(results.data)
    guard !rows.isEmpty else {
      return [.empty("No adverse event is on record: none happened, or none was entered.")]
    }
    return [
      .table(
        TrialTables.events.table(
          "Subjects by worst grade, of \(results.data.allocations.count) allocated", rows,
          notes: [
            "From the table of adverse events, at any time. No event in n subjects does not exclude a rate of up to 3/n."
          ]))
    ]
  }

  var dosimetry: [ContentBlock] {
    let rows = DoseRow.all(results.data)
    guard !rows.isEmpty else { return [.empty("No absorbed dose of a subject is on record.")] }
    return [
      .table(
        TrialTables.doses.table(
          "Mean absorbed dose over administered activity, by kind of therapy", rows,
          notes: ["Cycles with a dose and a known activity; SD between cycles."]))
    ]
  }

  var limitations: [ContentBlock] {
    let n = results.data.allocations.count
    let exact = Proportion(0, of: max(1, n)).clopperPearson(level: 1 - plan.alpha).upper
    let lines: [String?] = [
      n < plan.subjects
        ? "\(n) of \(plan.subjects) planned subjects: the trial has less power than planned." : nil,
      "\(counted(n, "subject")): what none of them had can still occur in up to \((100 * exact).printed()) % (exact limit of 0 of \(n)).",
      plan.design == .withinPatient
        ? "The control lobe is not untreated: it receives what passes the treated one first. The ratio does not answer survival or toxicity of either therapy."
        : nil,
      plan.design == .singleArm
        ? "One arm in a fixed order: whatever changes with time is in the comparison too." : nil,
      plan.design == .withinPatient && plan.endpoints.contains { $0.quantity == .toxicity }
        ? "Both lobes are in one patient: toxicity cannot be compared between them." : nil,
      results.conduct.missing.isEmpty
        ? nil
        : "\(counted(Set(results.conduct.missing.map(\.patient)).count, "subject", "lacks", "lack")) something that the protocol asks for.",
    ]
    return [.list(lines.compactMap(\.self))]
  }
}

extension Endpoint {
  fileprivate func isLocked(in plan: TrialProtocol) -> Bool { self == plan.primary }
}

/// A term of the adverse events of a trial.
struct EventRow {
  let term: String
  /// Subjects by worst grade 1…5.
  let worst: [Int]
  let subjects: Int
  let therapy: Int
  func atLeast(_ grade: Int) -> Int { worst[(grade - 1)...].reduce(0, +) }

  static func all(_ data: TrialData) -> [EventRow] {
    Dictionary(grouping: data.events) { $0.text(.term) }.sorted { $0.key < $1.key }.map { term, rows in
      let grades = Dictionary(grouping: rows) { $0.text(.patient) }.mapValues { rows in
        rows.compactMap { $0[.grade].integer }.max() ?? 1
      }
      let causes = Set(
        rows.filter { ["PRRT", "TARE"].contains($0.text(.attribution)) }.map { $0.text(.patient) })
      return EventRow(
        term: term, worst: (1...5).map { grade in grades.values.count { $0 == grade } },
        subjects: data.allocations.count, therapy: causes.count)
    }
  }
}

/// Dose to a region over the activity of its administration.
struct DoseRow {
  let region, therapy: String
  let values: [Double]

  static func all(_ data: TrialData) -> [DoseRow] {
    let activities = Dictionary(
      data.administrations.compactMap { row in row[.activityGbq].number.map { (row.id, $0) } },
      uniquingKeysWith: { a, _ in a })
    let found = data.doses.compactMap { row -> (region: String, therapy: String, value: Double)? in
      guard let gray = row[.meanGy].number, let activity = activities[row.text(.administration)], activity > 0
      else { return nil }
      return (row.text(.role), row.text(.therapy), gray / activity)
    }
    return Dictionary(grouping: found) { [$0.region, $0.therapy] }.sorted { $0.key[0] < $1.key[0] }.map {
      DoseRow(region: $0[0], therapy: $0[1], values: $1.map(\.value))
    }
  }
}
