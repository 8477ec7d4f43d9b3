import Diagnostics
import Files
import Foundation
import Quantities
import Registry

/// The registry as the flat tables that `hepatica cohort` reads.
struct CohortTables {
  private let registry: Registry
  private let courses: [String: [Row]]
  private let deaths: [String: Row]

  init(_ registry: Registry) throws {
    self.registry = registry
    courses = Dictionary(grouping: try registry.rows("courses", order: ["started"])) { $0.text("patient") }
    deaths = Dictionary(
      try registry.rows("deaths").map { ($0.text("patient"), $0) }, uniquingKeysWith: { a, _ in a })
  }

  func write(to folder: URL) throws -> [URL] {
    try createFolder(folder)
    let tables: [(String, [[String]])] = [
      ("patients", try patients()), ("courses", try courseRows()), ("toxicity", try toxicity()),
      ("responses", try responses()), ("survival", try survival()), ("doses", try doses()),
    ]
    return try tables.map { name, rows in
      let url = folder.appending(path: name + ".csv")
      try writeAtomically(rows.map { $0.map(Self.field).joined(separator: ",") + "\n" }.joined(), to: url)
      return url
    }
  }

  /// A registry's tables, written to `registry-tables` within the report's folder.
  /// - Returns: that folder; `nil` if the source is no registry.
  static func tables(of source: String, beside folder: URL) throws -> String? {
    let head = try? FileHandle(forReadingFrom: URL(filePath: source)).read(upToCount: 15)
    let isFile = head == Data("SQLite format 3".utf8)
    if case .file = Location(source), !isFile { return nil }
    let target = folder.appending(path: "registry-tables")
    _ = try CohortTables(Registry.open(Location(source))).write(to: target)
    return target.path
  }

  private static func field(_ text: String) -> String {
    text.contains { ",\"\n\r".contains($0) } ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }

  private static let nuclear: Set<String> = ["TARE", "IV PRRT", "IA PRRT"]

  private func first(_ patient: String) -> CalendarDay? {
    courses[patient]?.first { Self.nuclear.contains($0.text("kind")) }.flatMap {
      CalendarDay(iso8601: $0.text("started"))
    }
  }

  private func patients() throws -> [[String]] {
    let arms = Dictionary(
      try registry.rows("allocations", where: ["purpose": "production"]).map {
        ($0.text("patient"), $0.text("arm"))
      },
      uniquingKeysWith: { a, _ in a })
    let head = [
      "patient", "centre", "arm", "age_years", "sex", "primary_site", "who_grade", "ecog", "burden_percent",
      "prior_therapy",
    ]
    return [head]
      + (try registry.rows("patients")).map { row in
        let start = first(row.id)
        let age = start.flatMap { s in row["birth_year"].integer.map { "\(s.year - $0)" } } ?? ""
        let prior = (courses[row.id] ?? []).filter { !Self.nuclear.contains($0.text("kind")) }
          .filter { course in start.map { course.text("started") < "\($0)" } ?? false }
        return [
          row.id, row.text("site"), arms[row.id] ?? "", age,
          ["female": "F", "male": "M"][row.text("sex")] ?? "",
          row.text("primary_site"), row["grade"].printed, row["ecog"].printed, row["burden_percent"].printed,
          Set(prior.map { $0.text("kind") }).sorted().joined(separator: ";"),
        ]
      }
  }

  private func courseRows() throws -> [[String]] {
    let given = Dictionary(grouping: try registry.rows("administrations", order: ["started"])) {
      $0.text("course")
    }
    let all = courses.values.flatMap { $0 }.sorted { $0.id < $1.id }
    return [
      [
        "patient", "course", "therapy", "first_administration", "last_administration", "cycles",
        "activity_gbq",
      ]
    ]
      + all.filter { Self.nuclear.contains($0.text("kind")) }.map { row in
        let mine = given[row.id] ?? []
        let activity = mine.compactMap { $0["activity_gbq"].number }
        let days = mine.map { String($0.text("started").prefix(10)) }
        return [
          row.text("patient"), row.id, row.text("kind"), days.first ?? row.text("started"),
          days.last ?? row.text("ended"),
          mine.isEmpty ? "" : "\(mine.count)",
          activity.count == mine.count && !mine.isEmpty ? "\(activity.reduce(0, +))" : "",
        ]
      }
  }

  private func toxicity() throws -> [[String]] {
    let events = Dictionary(grouping: try registry.rows("adverse_events")) {
      [$0.text("patient"), $0.text("term")]
    }
    let names = ["PRRT": "therapy", "TARE": "therapy", "progression": "progression"]
    return [["patient", "term", "baseline_grade", "worst_grade", "attribution"]]
      + events.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, rows in
        let start = first(key[0]).map { "\($0)" } ?? ""
        let before = rows.filter { $0.text("started") < start }.compactMap { $0["grade"].integer }.max() ?? 0
        let after = rows.filter { $0.text("started") >= start }
        let worst = after.max { ($0["grade"].integer ?? 0) < ($1["grade"].integer ?? 0) }
        return key + [
          "\(before)", worst?["grade"].printed ?? "0", names[worst?.text("attribution") ?? ""] ?? "other",
        ]
      }
  }

  /// The best overall result of each criterion, by the order of the criterion's own words.
  private func responses() throws -> [[String]] {
    let order = ["CR", "CMR", "PR", "PMR", "SD", "SMD", "PD", "PMD", "NE"]
    let words = ["CMR": "CR", "PMR": "PR", "SMD": "SD", "PMD": "PD"]
    let rows = try registry.rows("responses", order: ["assessed"]).filter {
      ["", "overall"].contains($0.text("scope"))
    }
    let groups = Dictionary(grouping: rows) { [$0.text("patient"), $0.text("criterion")] }
    return [["patient", "criterion", "best_response", "best_change_percent", "confirmed"]]
      + groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, rows in
        let best = rows.map { $0.text("result") }.min {
          order.firstIndex(of: $0)! < order.firstIndex(of: $1)!
        }!
        return key + [words[best] ?? best, "", ""]
      }
  }

  /// Overall survival from the first radionuclide therapy, months of 30.4375 days.
  private func survival() throws -> [[String]] {
    [["patient", "endpoint", "months", "event"]]
      + (try registry.rows("patients")).compactMap { row in
        let death = deaths[row.id].flatMap { CalendarDay(iso8601: $0.text("died")) }
        guard let start = first(row.id), let end = death ?? CalendarDay(iso8601: row.text("last_seen")),
          end >= start
        else {
          return nil
        }
        return [row.id, "OS", "\(Double(end.days(since: start)) / 30.4375)", death == nil ? "0" : "1"]
      }
  }

  private func doses() throws -> [[String]] {
    let rows = try registry.rows("dose_summaries").filter {
      $0["role"] == "tumour" || ($0["role"] == "normal liver" && $0["lobe"] == "whole")
    }
    return [["patient", "lesion", "region", "dose_gy", "dose_uncertainty_gy", "outcome"]]
      + rows.map {
        [
          $0.text("patient"), $0.text("region"), $0.text("role"), $0["mean_gy"].printed,
          $0["mean_u_gy"].printed, "",
        ]
      }
  }
}
