import Diagnostics
import Quantities

extension RegistryReview {
  /// Laboratory values that nobody can grade, lesions that nobody measured, visits that nobody made.
  mutating func followUp(on today: CalendarDay) {
    for row in rows[LaboratoryColumn.table] ?? [] where row["upper"].isNull && row["lower"].isNull {
      guard !Self.withoutLimits.contains(row.text("test")) else { continue }
      add(
        .gap, "no limits of normal: grades that depend on them cannot be given", in: LaboratoryColumn.table,
        [row], remedy: "registry set with the laboratory's lower and upper, or a table of limits",
        decision: false)
    }
    let measured = Set((rows[MeasurementColumn.table] ?? []).map { $0.text("lesion") })
    for row in rows[LesionColumn.table] ?? [] where !measured.contains(row.id) && row["diameter_mm"].isNull {
      add(
        .gap, "the lesion has no measurement", in: LesionColumn.table, [row],
        remedy: "hepatica measure, or remove the lesion", decision: false)
    }
    for row in rows[VisitColumn.table] ?? [] where row["done"].isNull && row["missed"].isNull {
      guard let latest = Self.day(row["latest"]) ?? Self.day(row["due"]), latest < today else { continue }
      add(
        .gap, "the visit is \(counted(today.days(since: latest), "day")) overdue", in: VisitColumn.table,
        [row],
        remedy: "registry set with done, or with missed and why", decision: false)
    }
    for row in rows[ResponseColumn.table] ?? [] where row["reader"].isNull && hasReaders(row) {
      add(
        .gap, "the assessment names no reader, others of the patient do", in: ResponseColumn.table, [row],
        remedy: "registry set with reader", decision: false)
    }
  }

  private func hasReaders(_ row: Row) -> Bool {
    (rows[ResponseColumn.table] ?? []).contains {
      $0["patient"] == row["patient"] && !$0["reader"].isNull
    }
  }

  private static let withoutLimits: Set = ["INR", "eGFR"]
}
