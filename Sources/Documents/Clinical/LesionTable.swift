import Criteria
import Diagnostics
import Foundation
import Quantities

/// A table of lesions: one row per lesion, visit and reader.
package struct LesionTable: Sendable {
  package private(set) var courses: [LesionCourse] = []
  package private(set) var problems: [Problem] = []

  package static let columns: [String: [String]] = [
    "patient": ColumnWords.patient, "lesion": ["lesion_id", "trlnkid"],
    "date": ["visit_date", "trdtc"],
    "visit": [], "reader": ["treval", "trevalid"], "organ": ["location", "loc"], "kind": ["type"],
    "role": ["category"],
    "state": ["status"], "long_mm": ["longest_mm", "ldiam_mm"], "short_mm": ["short_axis_mm", "saxis_mm"],
    "slice_mm": [], "enhancing_mm": ["viable_mm"], "product_mm2": [], "hu": ["attenuation_hu"],
    "suvmax": [], "suvmean": [], "sulpeak": [], "extent_mm": [], "volume_ml": [], "uptake": [],
    "liver_sul_mean": [], "liver_sul_sd": [], "blood_sul_mean": [], "blood_sul_sd": [], "tracer": [],
    "note": ["comment"],
  ]

  package init(_ path: String, decimalComma: Bool = false, cycles: (String) -> [CalendarDay]) throws {
    var table = try TableReader(
      path, known: Self.columns, needed: ["patient", "lesion", "date"], decimalComma: decimalComma)
    var findings: [[String]: [LesionFinding]] = [:]
    var order: [[String]] = []
    var seen: [[String]: Int] = [:]
    table.eachRow { row in
      guard let patient = row.required("patient"), let finding = Self.finding(&row) else { return }
      let key = [patient, row.text("reader")]
      if let first = seen.updateValue(row.row, forKey: key + [finding.lesion, finding.day.description]) {
        return row.reject(
          "lesion", "this lesion has a row for this visit already (row \(first))",
          why: "the results conflict",
          remedy: "one row per lesion, visit and reader")
      }
      if findings[key] == nil { order.append(key) }
      findings[key, default: []].append(finding)
    }
    for key in order { Self.checkKinds(findings[key] ?? [], &table) }
    courses = order.map {
      LesionCourse(patient: $0[0], reader: $0[1], findings: findings[$0] ?? [], cycles: cycles($0[0]))
    }
    problems = table.problems
  }

  /// Lesions that another source keeps, one course for each patient and reader.
  package init(_ courses: [LesionCourse], problems: [Problem]) {
    (self.courses, self.problems) = (courses, problems)
  }

  private static func checkKinds(_ findings: [LesionFinding], _ table: inout TableReader) {
    for (lesion, rows) in Dictionary(grouping: findings, by: \.lesion).sorted(by: { $0.key < $1.key }) {
      for (name, words) in [("organ", Set(rows.map(\.organ))), ("kind", Set(rows.map(\.kind.rawValue)))]
      where words.filter({ !$0.isEmpty }).count > 1 {
        table.rejectRow(
          rows.last?.row ?? 0, name, "\(lesion) has two \(name)s: \(words.sorted().joined(separator: ", "))")
      }
    }
  }

  private static func finding(_ row: inout TableReader) -> LesionFinding? {
    guard let lesion = row.required("lesion"), row.required("date") != nil, let day = row.day("date") else {
      return nil
    }
    let kind: BaselineLesion.Kind? = row.choice("kind")
    var finding = LesionFinding(
      lesion: lesion, day: day, organ: row.text("organ").lowercased(), kind: kind ?? .solid,
      role: row.choice("role"),
      state: row.choice("state") ?? .measured, tracer: row.text("tracer"), row: row.row)
    let length: ClosedRange<ExactDecimal> = 0...500
    finding.visit = row.text("visit")
    finding.long = row.number("long_mm", in: length)
    finding.short = row.number("short_mm", in: length)
    finding.slice = row.number("slice_mm", in: 0...20)
    finding.enhancing = row.number("enhancing_mm", in: length)
    finding.product = row.number("product_mm2", in: 0...250_000)
    finding.attenuation = row.number("hu", in: -1024...3071)
    finding.suvMax = row.number("suvmax", in: 0...1000)
    finding.suvMean = row.number("suvmean", in: 0...1000)
    finding.sulPeak = row.number("sulpeak", in: 0...1000)
    finding.liver = background("liver", &row)
    finding.bloodPool = background("blood", &row)
    finding.extent = row.number("extent_mm", in: length)
    finding.volume = row.number("volume_ml", in: 0...20_000)
    finding.uptake = row.flag("uptake")
    check(finding, &row)
    return finding
  }

  private static func background(_ region: String, _ row: inout TableReader) -> PERCIST10.Background? {
    let mean = row.number("\(region)_sul_mean", in: 0...1000)
    let deviation = row.number("\(region)_sul_sd", in: 0...1000)
    if let mean, let deviation { return PERCIST10.Background(mean: mean, deviation: deviation) }
    if mean != nil || deviation != nil {
      row.reject("\(region)_sul_mean", "mean and deviation go together", remedy: "give both or neither")
    }
    return nil
  }

  private static func check(_ finding: LesionFinding, _ row: inout TableReader) {
    if let long = finding.long, let short = finding.short, short > long {
      row.reject(
        "short_mm", "the short axis is longer than the longest diameter", remedy: "check both columns")
    }
    if let long = finding.long, let part = finding.enhancing, part > long {
      row.reject(
        "enhancing_mm", "the enhancing diameter is longer than the lesion", remedy: "check both columns")
    }
    if let peak = finding.suvMax, let mean = finding.suvMean, mean > peak {
      row.reject("suvmean", "the mean is above the maximum", remedy: "check both columns")
    }
    if finding.state == .absent, let long = finding.long, long > .zero {
      row.reject(
        "state", "the lesion is absent and has a diameter",
        remedy: "leave the diameter empty, or correct the state")
    }
  }
}
