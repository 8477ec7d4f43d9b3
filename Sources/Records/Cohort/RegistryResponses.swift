import Quantities
import Registry

/// Judgements of response that a registry keeps: best response, confirmation and best change of each patient.
///
/// Judgements of the whole patient count, up to the first progression. Of several readers the first by number stands
/// for the patient. A judgement up to the day of the first administration gives the sum of diameters at baseline and
/// is no response.
package struct RegistryResponses {
  package struct Judgement {
    package var day: CalendarDay
    package var result: String
    /// mm
    package var sum: Double?
  }
  private struct Key: Hashable { var patient, criterion: String }
  private var before: [Key: [Judgement]] = [:]
  /// Up to and with the first progression.
  private var after: [Key: [Judgement]] = [:]
  private let lesions: RegistryLesions
  package let criteria: [String]

  /// Days between a response and its confirmation (RECIST 1.1, section 4.6: not less than four weeks).
  private static let confirmationDays = 28
  private static let plain = ["CMR": "CR", "PMR": "PR", "SMD": "SD", "PMD": "PD"]

  package init(_ registry: Registry, starts: [String: CalendarDay], lesions: RegistryLesions) throws {
    self.lesions = lesions
    let rows = try registry.rows("responses", order: ["patient", "assessed"]).filter {
      ["", "overall"].contains($0.text("scope"))
    }
    let measured = RegistryLesions.Diameter.allCases.map(\.criterion).filter { criterion in
      starts.keys.contains { !lesions.changes(of: $0, criterion).isEmpty }
    }
    criteria = Set(rows.map { $0.text("criterion") } + measured).sorted()
    let own = Dictionary(grouping: rows) { Key(patient: $0.text("patient"), criterion: $0.text("criterion")) }
    for (key, rows) in own {
      guard let start = starts[key.patient] else { continue }
      let all = Self.judgements(rows)
      before[key] = all.filter { $0.day <= start }
      let late = all.filter { $0.day > start }
      after[key] = late.firstIndex { $0.result == "PD" }.map { Array(late[...$0]) } ?? late
    }
  }

  private static func judgements(_ rows: [Row]) -> [Judgement] {
    let reader = rows.map { $0.text("reader") }.min { ($0.count, $0) < ($1.count, $1) }
    return rows.filter { $0.text("reader") == reader }.compactMap { row in
      guard let day = CalendarDay(iso8601: row.text("assessed")) else { return nil }
      let result = row.text("result")
      return Judgement(day: day, result: plain[result] ?? result, sum: row["sum_mm"].number)
    }
  }

  package func best(_ patient: String, _ criterion: String) -> String? {
    let all = after[Key(patient: patient, criterion: criterion)] ?? []
    return ["CR", "PR", "SD", "PD", "NE"].first { result in all.contains { $0.result == result } }
  }

  /// Whether the best response was seen again after at least four weeks; `nil` if there was no response.
  package func isConfirmed(_ patient: String, _ criterion: String) -> Bool? {
    guard let best = best(patient, criterion), best == "CR" || best == "PR" else { return nil }
    let counted = best == "CR" ? ["CR"] : ["CR", "PR"]
    let seen = (after[Key(patient: patient, criterion: criterion)] ?? []).filter {
      counted.contains($0.result)
    }
    return seen.contains { first in
      seen.contains { $0.day.days(since: first.day) >= Self.confirmationDays }
    }
  }

  /// Deepest percent change of the sum of diameters from baseline, up to the first progression: of the sums that the
  /// judgements carry, else of the measured lesions.
  package func bestChange(_ patient: String, _ criterion: String) -> Double? {
    let key = Key(patient: patient, criterion: criterion)
    let judged = after[key] ?? []
    if let baseline = before[key]?.last(where: { ($0.sum ?? 0) > 0 })?.sum,
      let least = judged.compactMap(\.sum).min()
    {
      return 100 * (least - baseline) / baseline
    }
    let end = judged.last.flatMap { $0.result == "PD" ? $0.day : nil }
    return lesions.changes(of: patient, criterion).filter { change in
      end.map { change.day <= $0 } ?? true
    }.map(\.percent).min()
  }

  /// First progression by any criterion.
  package func progression(_ patient: String) -> CalendarDay? {
    criteria.compactMap { criterion in
      after[Key(patient: patient, criterion: criterion)]?.first { $0.result == "PD" }?.day
    }.min()
  }

  package var isEmpty: Bool { after.isEmpty }
}
