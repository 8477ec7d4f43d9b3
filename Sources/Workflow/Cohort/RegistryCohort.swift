import Diagnostics
import Files
import Foundation
import Quantities
import Registry
import Trials

/// The cohort of a registry: its rows, laid out as the flat tables that `cohort` reads.
///
/// Time starts with the first TARE or PRRT course; patients without one were not treated. Best response is the best
/// of all overall judgements up to the first progression. An outcome of a tumour is the patient's objective response
/// by mRECIST, or RECIST 1.1 where there is no mRECIST; a complication of normal liver is a hepatic adverse event of
/// grade 2 or more after the dose.
struct RegistryCohort {
  private let registry: Registry
  private let starts: [String: CalendarDay]
  private let courses: [Row]
  private let responses: [Row]
  private let events: [Row]
  private let deaths: [String: CalendarDay]
  private let patients: [Row]

  /// Whether a source on the command line is a registry and not a table.
  static func isRegistry(_ source: String) -> Bool {
    guard case .file(let url) = Location(source) else { return true }
    guard let handle = try? FileHandle(forReadingFrom: url) else { return false }
    defer { try? handle.close() }
    return (try? handle.read(upToCount: 15)) == Data("SQLite format 3".utf8)
  }

  init(_ source: String) throws {
    registry = try Registry.open(Location(source))
    let radionuclide: Set<String> = ["TARE", "IV PRRT", "IA PRRT"]
    let courses = try registry.rows("courses", order: ["patient", "started"])
    var starts: [String: CalendarDay] = [:]
    for course in courses where radionuclide.contains(course.text("kind")) {
      guard let day = CalendarDay(iso8601: course.text("started")) else { continue }
      starts[course.text("patient")] = min(day, starts[course.text("patient")] ?? day)
    }
    (self.courses, self.starts) = (courses, starts)
    responses = try registry.rows("responses", order: ["patient", "assessed"])
    events = try registry.rows("adverse_events", order: ["patient", "started"])
    patients = try registry.rows("patients")
    deaths = Dictionary(
      try registry.rows("deaths").compactMap { row in
        CalendarDay(iso8601: row.text("died")).map { (row.text("patient"), $0) }
      }, uniquingKeysWith: { first, _ in first })
  }

  var tables: [TextTable] {
    get throws {
      [patientTable, courseTable, toxicityTable, responseTable, survivalTable, try doseTable].filter {
        !$0.rows.isEmpty || $0.name == "patients"
      }
    }
  }

  /// Writes the tables as CSV files.
  func write(to folder: URL) throws -> [URL] {
    try createFolder(folder)
    return try tables.map { table in
      let url = folder.appending(path: table.name + ".csv")
      let lines = ([table.header] + table.rows).map { $0.map(csvField).joined(separator: ",") + "\n" }
      try writeAtomically(lines.joined(), to: url)
      return url
    }
  }

  private func table(_ name: String, _ header: [String], _ rows: [[String]]) -> TextTable {
    TextTable(name: name, place: "registry, table \(name)", header: header, rows: rows)
  }

  private var patientTable: TextTable {
    let prior = Dictionary(grouping: courses) { $0.text("patient") }
    let rows = patients.map { p -> [String] in
      let start = starts[p.id]
      let age = start.flatMap { day in p["birth_year"].integer.map { "\(day.year - $0)" } } ?? ""
      let before = (prior[p.id] ?? []).filter { c in
        guard let start, let day = CalendarDay(iso8601: c.text("started")) else { return false }
        return day < start
      }
      return [
        p.id, p.text("site"), age, ["female": "F", "male": "M"][p.text("sex")] ?? "",
        p.text("primary_site"), p["grade"].printed, p["ecog"].printed, p["burden_percent"].printed,
        Set(before.map { $0.text("kind") }).sorted().joined(separator: ";"),
        start == nil ? "no course recorded" : "",
      ]
    }
    return table(
      "patients",
      [
        "patient", "centre", "age_years", "sex", "primary_site", "who_grade", "ecog", "burden_percent",
        "prior_therapy", "untreated_reason",
      ], rows)
  }

  private var courseTable: TextTable {
    let given = (try? registry.rows("administrations")) ?? []
    let byCourse = Dictionary(grouping: given) { $0.text("course") }
    let rows = courses.filter { starts[$0.text("patient")] != nil }.map { c -> [String] in
      let own = byCourse[c.id] ?? []
      let days = own.map { String($0.text("started").prefix(10)) }.sorted()
      let activities = own.compactMap { $0["activity_gbq"].number }
      return [
        c.text("patient"), c.id, c.text("kind"), days.first ?? c.text("started"),
        days.last ?? c.text("ended"), own.isEmpty ? "" : "\(own.count)",
        activities.count == own.count && !own.isEmpty ? "\(activities.reduce(0, +))" : "",
      ]
    }
    return table(
      "courses",
      [
        "patient", "course", "therapy", "first_administration", "last_administration", "cycles",
        "activity_gbq",
      ], rows)
  }

  /// Terms that any patient had; a patient without the event was graded 0.
  private var toxicityTable: TextTable {
    let terms = Set(events.map { $0.text("term") }).sorted()
    let own = Dictionary(grouping: events) { $0.text("patient") }
    let rows = patients.flatMap { p -> [[String]] in
      guard let start = starts[p.id] else { return [] }
      return terms.map { term in
        let all = (own[p.id] ?? []).filter { $0.text("term") == term }
        let before = all.filter { isBefore($0, start) }
        let after = all.filter { !isBefore($0, start) }
        let worst = after.max { ($0["grade"].integer ?? 0) < ($1["grade"].integer ?? 0) }
        let cause = ["PRRT": "therapy", "TARE": "therapy", "progression": "progression", "other": "other"]
        return [
          p.id, term, "\(before.compactMap { $0["grade"].integer }.max() ?? 0)",
          "\(worst?["grade"].integer ?? 0)", worst.flatMap { cause[$0.text("attribution")] } ?? "",
        ]
      }
    }
    return table("toxicity", ["patient", "term", "baseline_grade", "worst_grade", "attribution"], rows)
  }

  private func isBefore(_ event: Row, _ start: CalendarDay) -> Bool {
    CalendarDay(iso8601: event.text("started")).map { $0 < start } ?? false
  }

  private static let plain = ["CMR": "CR", "PMR": "PR", "SMD": "SD", "PMD": "PD"]

  /// Judgements of the whole patient after the start, by day.
  private func judgements(_ patient: String, _ criterion: String) -> [(day: CalendarDay, result: String)] {
    guard let start = starts[patient] else { return [] }
    return responses.compactMap { r in
      guard r.text("patient") == patient, r.text("criterion") == criterion,
        ["", "overall"].contains(r.text("scope")), let day = CalendarDay(iso8601: r.text("assessed")),
        day >= start
      else { return nil }
      return (day, Self.plain[r.text("result")] ?? r.text("result"))
    }
  }

  private func best(_ patient: String, _ criterion: String) -> String? {
    let all = judgements(patient, criterion).map(\.result)
    let counted = all.firstIndex(of: "PD").map { Array(all[...$0]) } ?? all
    return ["CR", "PR", "SD", "PD", "NE"].first(where: counted.contains)
  }

  private var criteria: [String] { Set(responses.map { $0.text("criterion") }).sorted() }

  private var responseTable: TextTable {
    let rows = criteria.flatMap { criterion in
      patients.compactMap { p in best(p.id, criterion).map { [p.id, criterion, $0] } }
    }
    return table("responses", ["patient", "criterion", "best_response"], rows)
  }

  /// Months of 30.4375 days from the first course.
  private var survivalTable: TextTable {
    let rows = patients.flatMap { p -> [[String]] in
      guard let start = starts[p.id] else { return [] }
      let months = { (day: CalendarDay) in "\(Double(max(0, day.days(since: start))) / 30.4375)" }
      let seen = CalendarDay(iso8601: p.text("last_seen"))
      let death = deaths[p.id]
      guard let end = death ?? seen else { return [] }
      let overall = [p.id, "OS", months(end), death == nil ? "0" : "1"]
      let progress = criteria.flatMap { judgements(p.id, $0) }.filter { $0.result == "PD" }.map(\.day).min()
      let first = [progress, death].compactMap(\.self).min()
      guard !responses.isEmpty else { return [overall] }
      return [overall, [p.id, "PFS", months(first ?? end), first == nil ? "0" : "1"]]
    }
    return table("survival", ["patient", "endpoint", "months", "event"], rows)
  }

  private static let hepatic = [
    "hepat", "liver", "ascites", "portal", "bilirubin", "encephalopathy", "REILD",
  ]

  private var doseTable: TextTable {
    get throws {
      let criterion = criteria.contains("mRECIST") ? "mRECIST" : "RECIST 1.1"
      let rows = try registry.rows("dose_summaries", order: ["patient", "delivered"]).compactMap {
        d -> [String]? in
        let patient = d.text("patient")
        let role = d.text("role")
        guard role == "tumour" || role == "normal liver", starts[patient] != nil else { return nil }
        let outcome: Bool
        if role == "tumour" {
          guard let best = best(patient, criterion) else { return nil }
          outcome = best == "CR" || best == "PR"
        } else {
          outcome = events.contains { e in
            e.text("patient") == patient && (e["grade"].integer ?? 0) >= 2
              && e.text("started") >= d.text("delivered")
              && Self.hepatic.contains { e.text("term").localizedCaseInsensitiveContains($0) }
          }
        }
        return [
          patient, d.text("region"), role, d["mean_gy"].printed, d["mean_u_gy"].printed,
          outcome ? "yes" : "no",
        ]
      }
      return table(
        "doses", ["patient", "lesion", "region", "dose_gy", "dose_uncertainty_gy", "outcome"], rows)
    }
  }
}
