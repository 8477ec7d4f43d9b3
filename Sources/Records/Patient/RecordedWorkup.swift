import Checks
import Quantities
import Registry

/// What the last angiography before an intra-arterial treatment found: variants, coils, collaterals, Tc-99m-MAA. Of a
/// registry without a table of work-ups, or without a row in it, that of the last treatment.
///
/// Source of the limits: El-Haddad G, Strosberg J. Dig Dis Interv 2021;5:103–112, section on work-up.
package struct RecordedWorkup: Sendable {
  package var day: CalendarDay
  package var variants, coils, collaterals: String
  /// MBq; 0: not given; `nil`: not recorded.
  package var maa: Double?
  package var shuntPercent: Double?
  /// Table and row that it comes from.
  package var place: String

  /// - Throws: `Problem` if the database fails.
  package static func last(_ record: ClinicalRecord, by day: CalendarDay) throws -> RecordedWorkup? {
    (try workups(record) + procedures(record)).filter { $0.day <= day }.max { $0.day < $1.day }
  }

  /// The last one that says something of this.
  package static func last(
    _ record: ClinicalRecord, by day: CalendarDay, stating part: KeyPath<RecordedWorkup, String>
  ) throws -> RecordedWorkup? {
    (try workups(record) + procedures(record)).filter { $0.day <= day && !$0[keyPath: part].isEmpty }
      .max { $0.day < $1.day }
  }

  private static func workups(_ record: ClinicalRecord) throws -> [RecordedWorkup] {
    guard record.registry.catalogue.version >= 5 else { return [] }
    return try record.rows(WorkupColumn.patient).compactMap { row in
      CalendarDay(iso8601: row.text(.done)).map {
        RecordedWorkup(
          day: $0, variants: row.text(.variants), coils: row.text(.coils),
          collaterals: row.text(.collaterals),
          maa: row[.maaMbq].number, shuntPercent: row[.shuntPercent].number,
          place: "table workups, row “\(row.id)”")
      }
    }
  }

  private static func procedures(_ record: ClinicalRecord) throws -> [RecordedWorkup] {
    guard record.registry.catalogue.version >= 3 else { return [] }
    let given = Dictionary(
      record.administrations.map { ($0.id, $0.text(.started)) }, uniquingKeysWith: { first, _ in first })
    return try record.rows(ProcedureColumn.patient).compactMap { row in
      let (variants, coils, collaterals) = (row.text(.variants), row.text(.coils), row.text(.collaterals))
      let says = !variants.isEmpty || !coils.isEmpty || !collaterals.isEmpty || !row[.maaMbq].isNull
      guard says, let day = CalendarDay(iso8601: (given[row.text(.administration)] ?? "").prefix(10)) else {
        return nil
      }
      return RecordedWorkup(
        day: day, variants: variants, coils: coils, collaterals: collaterals, maa: row[.maaMbq].number,
        place: "table procedures, row “\(row.id)”")
    }
  }

  package var note: PlanSourceNote {
    .workup(
      day: "\(day)", variants: variants, coils: coils, collaterals: collaterals, maa: maa)
  }

  /// What a person must decide.
  package var remarks: [PlanNote] {
    let isUnusual = maa.map { $0 > 0 && !Self.customary.contains($0) } ?? false
    return (collaterals == "to the gut, open" ? [.collateralOpen] : [])
      + (isUnusual ? maa.map { [.maaUnusual($0)] } ?? [] : [])
  }

  /// Of Tc-99m-MAA, MBq.
  private static let customary = 100.0...150.0
}
