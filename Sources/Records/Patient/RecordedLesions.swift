import Criteria
import Diagnostics
import Documents
import Quantities
import Registry

/// Measurements of lesions as a table of lesions would have them: one row per lesion, day and reader.
///
/// Two values of one quantity for the same lesion, day and reader contradict each other, and neither is taken.
package struct RecordedLesions {
  package private(set) var courses: [LesionCourse] = []
  package private(set) var problems: [Problem] = []
  /// Name of the lesion of which another is a part, by the id of the part.
  private var parts: [String: String] = [:]

  private struct Key: Hashable { var patient, reader, lesion, day: String }

  package init(_ record: ClinicalRecord) throws {
    let lesions = Dictionary(
      uniqueKeysWithValues: try record.rows(LesionColumn.patient).map { ($0.id, $0) })
    parts = lesions.compactMapValues { lesions[$0.text(.partOf)]?.text(.name) }
    let rows = try record.rows(MeasurementColumn.patient, order: [.patient, .measured]).filter {
      lesions[$0.text(.lesion)] != nil && Self.fields[$0.text(.quantity)] != nil
    }
    let groups = Dictionary(grouping: rows) {
      Key(
        patient: $0.text(.patient), reader: $0.text(.reader), lesion: $0.text(.lesion),
        day: $0.text(.measured))
    }
    var found: [[String]: [LesionFinding]] = [:]
    for (key, rows) in groups {
      guard let lesion = lesions[key.lesion], let finding = finding(lesion, key.day, rows) else { continue }
      found[[key.patient, key.reader], default: []].append(finding)
    }
    courses = found.sorted { ($0.key[0], $0.key[1]) < ($1.key[0], $1.key[1]) }.map { key, findings in
      LesionCourse(
        patient: key[0], reader: key[1],
        findings: findings.sorted { ($0.day, $0.lesion) < ($1.day, $1.lesion) },
        cycles: Array(Set(record.index.days[key[0]] ?? [])).sorted())
    }
    problems.sort { $0.location < $1.location }
  }

  private static let fields: [String: WritableKeyPath<LesionFinding, ExactDecimal?> & Sendable] = [
    "longest diameter": \.long, "short axis": \.short, "enhancing diameter": \.enhancing,
    "attenuation": \.attenuation, "SUV": \.suvMax, "SUVmax": \.suvMax, "SUVmean": \.suvMean,
    "SULpeak": \.sulPeak, "volume": \.volume,
  ]

  private mutating func finding(_ lesion: LesionRow, _ day: String, _ rows: [MeasurementRow])
    -> LesionFinding?
  {
    guard let date = CalendarDay(iso8601: day) else { return nil }
    let isNode = lesion.text(.organ).lowercased().contains("node")
    var finding = LesionFinding(
      lesion: lesion.text(.name), day: date, organ: lesion.text(.organ).lowercased(),
      kind: isNode ? .node : .solid, role: LesionFinding.Role(rawValue: lesion.text(.role)), state: .measured)
    finding.partOf = parts[lesion.id] ?? ""
    // A lesion is new where it was first seen.
    for (quantity, own) in Dictionary(grouping: rows, by: { $0.text(.quantity) }) {
      let values = Set(own.compactMap(Self.value))
      guard values.count == 1, let value = values.first else {
        problems.append(Self.conflict(quantity, own))
        continue
      }
      finding[keyPath: Self.fields[quantity]!] = value
    }
    let sizes = [finding.long, finding.short].compactMap(\.self)
    if !sizes.isEmpty, sizes.allSatisfy({ $0 == .zero }) { finding.state = .absent }
    let isEmpty = Self.fields.values.allSatisfy { finding[keyPath: $0] == nil }
    return isEmpty ? nil : finding
  }

  private static func value(_ row: MeasurementRow) -> ExactDecimal? {
    guard let number = row[.value].number, let value = ExactDecimal("\(number)") else { return nil }
    return row.text(.unit) == "cm" ? value * 10 : row.text(.unit) == "L" ? value * 1000 : value
  }

  private static func conflict(_ quantity: String, _ rows: [MeasurementRow]) -> Problem {
    Problem(
      .dataRejected, what: "\(quantity) of one lesion, day and reader has several values",
      at: "registry, table measurements, rows " + rows.map { "“\($0.id)”" }.sorted().joined(separator: ", "),
      why: "the results conflict", remedy: "keep one, or state the readers")
  }
}
