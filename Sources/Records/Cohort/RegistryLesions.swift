import Criteria
import Quantities
import Registry

/// Diameters of lesions that a registry keeps as measurements, and what they say about response.
///
/// A measurement counts if it names a lesion and its quantity is `longest diameter`, `short axis` (of a lymph node) or
/// `enhancing diameter`, in mm or cm. The baseline is the last measurement up to the first administration, else the
/// diameter of the table of lesions.
package struct RegistryLesions {
  /// Which diameter, by the criterion that is judged with it.
  package enum Diameter: String, Sendable, CaseIterable {
    case longest = "longest diameter"
    case enhancing = "enhancing diameter"

    package var criterion: String { self == .longest ? "RECIST 1.1" : "mRECIST" }
  }

  private struct Series {
    var name: String
    var organ: String
    var isNode: Bool { organ.lowercased().contains("node") }
    /// mm by day, in order of time, the baseline first.
    var sizes: [(day: CalendarDay, size: Double)] = []
    var baseline: Double
  }
  /// By patient and diameter.
  private var series: [String: [Diameter: [Series]]] = [:]
  private let rules: RECIST11

  package init(_ registry: Registry, starts: [String: CalendarDay]) throws {
    rules = try RECIST11(RuleLibrary())
    let measured = Dictionary(
      grouping: try registry.rows("measurements", order: ["measured"]).filter { !$0["lesion"].isNull }
    ) { $0.text("lesion") }
    for lesion in try registry.rows("lesions") {
      let patient = lesion.text("patient")
      guard let start = starts[patient] else { continue }
      for diameter in Diameter.allCases {
        if let own = Self.series(lesion, measured[lesion.id] ?? [], diameter, start) {
          series[patient, default: [:]][diameter, default: []].append(own)
        }
      }
    }
  }

  private static func series(
    _ lesion: Row, _ measured: [Row], _ diameter: Diameter, _ start: CalendarDay
  ) -> Series? {
    var own = Series(name: lesion.text("name"), organ: lesion.text("organ"), baseline: 0)
    let quantity = diameter == .longest && own.isNode ? "short axis" : diameter.rawValue
    let all = measured.filter { $0.text("quantity") == quantity }.compactMap { row in
      CalendarDay(iso8601: row.text("measured")).flatMap { day in size(row).map { (day, $0) } }
    }
    let tabled = diameter == .longest && !own.isNode ? lesion["diameter_mm"].number : nil
    guard let baseline = all.last(where: { $0.0 <= start })?.1 ?? tabled else { return nil }
    own.baseline = baseline
    own.sizes = all.filter { $0.0 > start }
    return own
  }

  private static func size(_ row: Row) -> Double? {
    guard let value = row["value"].number, value >= 0 else { return nil }
    return ["mm": value, "cm": 10 * value][row.text("unit")]
  }
}

extension RegistryLesions {
  /// Percent changes of the sum of the targets that RECIST 1.1 would take, on days on which every target was measured.
  package func changes(of patient: String, _ criterion: String) -> [(day: CalendarDay, percent: Double)] {
    guard let diameter = Diameter.allCases.first(where: { $0.criterion == criterion }),
      let lesions = series[patient]?[diameter]
    else { return [] }
    let targets = targets(lesions)
    let baseline = targets.reduce(0) { $0 + $1.baseline }
    guard baseline > 0 else { return [] }
    return Set(targets.flatMap { $0.sizes.map(\.day) }).sorted().compactMap { day in
      let sizes = targets.compactMap { $0.sizes.last { $0.day == day }?.size }
      guard sizes.count == targets.count else { return nil }
      return (day, 100 * (sizes.reduce(0, +) - baseline) / baseline)
    }
  }

  private func targets(_ lesions: [Series]) -> [Series] {
    let known = lesions.enumerated().map { n, lesion in
      let size = ExactDecimal("\(lesion.baseline)") ?? .zero
      return BaselineLesion(
        id: String(n), organ: lesion.organ, kind: lesion.isNode ? .node : .solid, long: size, short: size,
        slice: .zero)
    }
    return rules.select(known).targets.compactMap { Int($0.id).map { lesions[$0] } }
  }

  /// Whether one lesion shrank by at least 30 % at some time after the start, by its enhancing diameter where that was
  /// measured; `nil` if it was not measured before and after.
  package func responded(_ patient: String, _ lesion: String) -> Bool? {
    for diameter in [Diameter.enhancing, .longest] {
      guard let own = series[patient]?[diameter]?.first(where: { $0.name == lesion }),
        own.baseline > 0, let least = own.sizes.map(\.size).min()
      else { continue }
      return least <= 0.7 * own.baseline
    }
    return nil
  }

  package var isEmpty: Bool {
    !series.values.contains { $0.values.contains { $0.contains { !$0.sizes.isEmpty } } }
  }
}
