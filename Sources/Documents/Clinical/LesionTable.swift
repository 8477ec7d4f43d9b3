import Checks
import Criteria
import Diagnostics
import Foundation
import Quantities

/// A table of lesions: one row per lesion, visit and reader.
package struct LesionTable: Sendable {
  package private(set) var courses: [LesionCourse] = []
  package private(set) var problems: [Problem] = []

  package private(set) var account = InputAccount()
  /// Names of the columns as the file has them.
  package private(set) var header: Set<String> = []

  private static let columns = ColumnWords.known(
    [
      "patient", "lesion", "date", "visit", "reader", "organ", "kind", "role", "state", "long_mm", "short_mm",
      "slice_mm", "enhancing_mm", "product_mm2", "hu", "suvmax", "suvmean", "sulpeak", "extent_mm",
      "volume_ml", "uptake", "liver_sul_mean", "liver_sul_sd", "blood_sul_mean", "blood_sul_sd", "tracer",
      "part_of",
      "note",
    ], more: ["date": ColumnWords.scanned])

  /// - Parameter cycles: days of treatment of a patient.
  /// - Throws: `Problem` for a table that cannot be read at all; other faults stand in ``problems``.
  package init(
    _ path: String, options: LaboratoryFile.Options = .init(), cycles: (String) -> [CalendarDay]
  ) throws {
    var table = try TableReader(
      path, known: Self.columns, needed: ["patient", "lesion", "date"],
      options: options.dated { Self.isColumn($0.label) })
    header = Set(table.file.header)
    var gathered = GatheredLesions()
    table.eachRow { row in
      guard let patient = row.required("patient"), let finding = Self.finding(&row) else { return }
      gathered.take(finding, of: patient, by: row.text("reader"), &row)
    }
    gathered.dropContradicted()
    for findings in gathered.courses.map(\.findings) { Self.checkKinds(findings, &table) }
    courses = gathered.courses.map {
      LesionCourse(
        patient: $0.patient, reader: $0.reader, findings: $0.findings, cycles: cycles($0.patient))
    }
    (problems, account) = (table.problems, table.account)
  }

  private static func isColumn(_ label: String) -> Bool {
    columns.values.contains { $0.contains(measuredColumnWord(label)) }
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
    finding.visit = row.text("visit")
    finding.long = row.number("long_mm", .lesionLength)
    finding.short = row.number("short_mm", .lesionLength)
    finding.slice = row.number("slice_mm", .sliceThickness)
    finding.enhancing = row.number("enhancing_mm", .lesionLength)
    finding.product = row.number("product_mm2", .lesionProduct)
    finding.attenuation = row.number("hu", .lesionAttenuation)
    finding.suvMax = row.number("suvmax", .lesionUptake)
    finding.suvMean = row.number("suvmean", .lesionUptake)
    finding.sulPeak = row.number("sulpeak", .lesionUptake)
    finding.liver = background("liver", &row)
    finding.bloodPool = background("blood", &row)
    finding.extent = row.number("extent_mm", .lesionLength)
    finding.volume = row.number("volume_ml", .lesionVolume)
    finding.uptake = row.flag("uptake")
    finding.partOf = row.text("part_of")
    if identityWord(finding.partOf) == identityWord(lesion) {
      row.reject("part_of", "the lesion is part of itself", remedy: "leave it empty, or name another lesion")
    }
    check(finding, &row)
    return finding
  }

  private static func background(_ region: String, _ row: inout TableReader) -> PERCIST10.Background? {
    let mean = row.number("\(region)_sul_mean", .lesionUptake)
    let deviation = row.number("\(region)_sul_sd", .lesionUptake)
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

/// Rows by patient and reader, whose names mean the same in any letters' case.
private struct GatheredLesions {
  private(set) var courses: [(patient: String, reader: String, findings: [LesionFinding])] = []
  private var index: [[String]: Int] = [:]
  private var lesions: [[String]: String] = [:]
  private var seen: [[String]: LesionFinding] = [:]
  private var contradicted: Set<[String]> = []

  /// Of what two rows state differently, neither counts.
  mutating func dropContradicted() {
    for key in contradicted {
      guard let wrong = seen[key], let n = index[Array(key.prefix(2))] else { continue }
      courses[n].findings.removeAll { $0.row == wrong.row }
    }
    courses.removeAll(where: \.findings.isEmpty)
  }

  mutating func take(
    _ finding: LesionFinding, of patient: String, by reader: String, _ row: inout TableReader
  ) {
    var finding = finding
    let key = [patient, reader].map(identityWord)
    let lesion = [key[0], identityWord(finding.lesion)]
    finding.lesion = lesions[lesion] ?? finding.lesion
    finding.partOf = lesions[[key[0], identityWord(finding.partOf)]] ?? finding.partOf
    lesions[lesion] = finding.lesion
    if let first = seen[key + lesion + [finding.day.description]] {
      var same = finding
      same.row = first.row
      if same == first { return row.leave("the same lesion, visit and reader once more") }
      contradicted.insert(key + lesion + [finding.day.description])
      return row.reject(
        "lesion", "this lesion has a row for this visit already (row \(first.row))",
        why: "the results conflict", remedy: "one row per lesion, visit and reader")
    }
    seen[key + lesion + [finding.day.description]] = finding
    if index[key] == nil {
      index[key] = courses.count
      courses.append((patient, reader, []))
    }
    courses[index[key]!].findings.append(finding)
  }
}
