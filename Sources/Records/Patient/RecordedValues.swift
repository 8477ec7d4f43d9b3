import Diagnostics
import Quantities
import Registry

/// What a command measured of a patient, on its way into the record.
package struct RecordedValue: Sendable {
  package var quantity: String
  package var value: Double
  /// Standard uncertainty (k = 1), in the same unit.
  package var u: Double?
  package var unit: String
  package var organ: String
  /// Name of the lesion; empty for an organ.
  package var lesion: String
  package var lobe: String
  /// What exactly was measured.
  package var definition: String
  /// Organ of a lesion that the record does not know yet.
  package var lesionOrgan = "liver"
  /// Reader's number; empty where nobody in particular measured.
  package var reader = ""

  package init(
    _ quantity: String, _ value: Double, u: Double? = nil, unit: String, organ: String = "",
    lesion: String = "",
    lobe: String = "", definition: String
  ) {
    (self.quantity, self.value, self.u, self.unit) = (quantity, value, u, unit)
    (self.organ, self.lesion, self.lobe, self.definition) = (organ, lesion, lobe, definition)
  }
}

/// Brings measured values into the record, so that the next command finds them.
package enum RecordedValues {
  /// A lesion that the record does not know yet is added by its name. A value that is there already stays.
  /// - Returns: how many rows are new.
  /// - Throws: `Problem` if the registry has another value of the same day, quantity and region; nothing is written.
  package static func write(
    _ values: [RecordedValue], of patient: String, on day: CalendarDay, source: String, to registry: Registry,
    by author: Author
  ) throws -> Int {
    try registry.judged().change(by: author) { change in
      var added = 0
      for value in values where value.value.isFinite {
        var row: MeasurementRow = [
          .patient: .text(patient), .measured: .text("\(day)"), .quantity: .text(value.quantity),
          .value: .real(value.value), .u: Value(value.u), .unit: .text(value.unit),
          .definition: .text(value.definition), .source: .text(source),
        ]
        if !value.organ.isEmpty { row[.organ] = .text(value.organ) }
        if !value.reader.isEmpty { row[.reader] = .text(value.reader) }
        if !value.lobe.isEmpty { row[.lobe] = .text(value.lobe) }
        if !value.lesion.isEmpty {
          let lesion = try Self.lesion(value, patient, registry, change)
          row[.lesion] = .text(lesion)
        }
        if try change.record(row.row, into: MeasurementColumn.table).isNew { added += 1 }
      }
      return added
    }
  }

  private static func lesion(
    _ value: RecordedValue, _ patient: String, _ registry: Registry, _ change: Change
  ) throws -> String {
    let known = try registry.rows(of: LesionColumn.self, where: [.patient: .text(patient)])
    if let row = known.first(where: { $0.text(.name).lowercased() == value.lesion.lowercased() }) {
      return row.id
    }
    var row: LesionRow = [
      .patient: .text(patient), .name: .text(value.lesion), .organ: .text(value.lesionOrgan),
    ]
    if !value.lobe.isEmpty { row[.lobe] = .text(value.lobe) }
    return try change.record(row.row, into: LesionColumn.table).id
  }
}
