import Quantities
import Records
import Registry
import Reporting

/// One quantity of one lesion before treatment and last, for the page of a case.
struct LesionChange: Sendable {
  var lesion, segment, lobe, quantity, unit: String
  var first, last: (day: String, value: Double)
  var days: Int

  /// From the first to the last value, %; `nil` from zero.
  var percent: Double? { first.value > 0 ? 100 * (last.value / first.value - 1) : nil }

  private static let quantities = [
    "longest diameter", "short axis", "enhancing diameter", "volume", "SUVmax", "SUV", "SUVmean", "SULpeak",
    "attenuation", "T/N",
  ]

  /// Of every lesion with two days or more, by segment. Values of several readers are not mixed: the first one's count.
  static func all(_ lesions: [LesionRow], _ rows: [MeasurementRow]) -> [LesionChange] {
    let byLesion = Dictionary(grouping: rows.filter { !$0[.lesion].isNull }) { $0.text(.lesion) }
    let sorted = lesions.sorted { ($0.text(.segment), $0.text(.name)) < ($1.text(.segment), $1.text(.name)) }
    return sorted.flatMap { lesion -> [LesionChange] in
      quantities.compactMap { change(lesion, $0, byLesion[lesion.id] ?? []) }
    }
  }

  private static func change(_ lesion: LesionRow, _ quantity: String, _ rows: [MeasurementRow])
    -> LesionChange?
  {
    let own = rows.filter { $0.text(.quantity) == quantity && !$0[.value].isNull }
    guard let reader = own.map({ $0.text(.reader) }).min() else { return nil }
    let mine = own.filter { $0.text(.reader) == reader }.sorted { $0.text(.measured) < $1.text(.measured) }
    guard let first = mine.first, let last = mine.last, first[.unit] == last[.unit],
      let a = first[.value].number, let b = last[.value].number,
      let start = CalendarDay(iso8601: first.text(.measured)),
      let end = CalendarDay(iso8601: last.text(.measured)), end > start
    else { return nil }
    return LesionChange(
      lesion: lesion.text(.name), segment: lesion.text(.segment), lobe: lesion.text(.lobe),
      quantity: quantity,
      unit: first.text(.unit), first: (first.text(.measured), a), last: (last.text(.measured), b),
      days: end.days(since: start))
  }
}

extension PatientContent {
  /// How each lesion changed, by segment; and lesions that split or became one.
  var lesionBlocks: [ContentBlock] {
    let lesions = (try? record.rows(LesionColumn.patient)) ?? []
    let rows = (try? record.rows(MeasurementColumn.patient, order: [.measured])) ?? []
    let changes = LesionChange.all(lesions, rows)
    var blocks: [ContentBlock] = []
    if !lesions.isEmpty {
      let sorted = lesions.sorted {
        ($0.text(.segment), $0.text(.name)) < ($1.text(.segment), $1.text(.name))
      }
      blocks.append(.table(Self.lesionForm.table("Lesions on record", sorted)))
    }
    if !changes.isEmpty {
      blocks.append(.table(Self.changeForm.table("Change of each lesion, by segment", changes)))
    }
    let names = Dictionary(lesions.map { ($0.id, $0.text(.name)) }, uniquingKeysWith: { a, _ in a })
    let parts = lesions.filter { !$0[.partOf].isNull }.map { lesion in
      "\(lesion.text(.name)) is part of \(names[lesion.text(.partOf)] ?? "a lesion that is not on record")"
    }
    if !parts.isEmpty { blocks.append(.list(parts)) }
    // With doses the burden stands beside their course.
    return doses.isEmpty ? blocks + burdenBlocks(rows) : blocks
  }

  private func burdenBlocks(_ rows: [MeasurementRow]) -> [ContentBlock] {
    let points = BurdenPoint.all(rows, (try? record.rows(LaboratoryColumn.patient)) ?? [])
    return points.isEmpty ? [] : [.table(BurdenPoint.table(points))]
  }

  static let lesionForm = TableForm<LesionRow>(
    "lesion-list", file: "lesion-list.csv",
    [
      .init("lesion", "Lesion", share: 1.2, means: "name of the lesion") { .text($0.text(.name)) },
      .init("organ", "Organ", means: "organ") { .words($0.text(.organ)) },
      .init("lobe", "Lobe", share: 0.6, means: "lobe of the liver") { .words($0.text(.lobe)) },
      .init("segment", "Segment", share: 0.7, means: "Couinaud segment") { .words($0.text(.segment)) },
      .init("diameter_mm", "At baseline", unit: "mm", .number, means: "longest diameter at baseline") {
        .value($0[.diameterMm].number)
      },
      .init("role", "Role", means: "what the reader took it for") { .words($0.text(.role)) },
    ])

  static let changeForm = TableForm<LesionChange>(
    "lesion-changes", file: "lesion-changes.csv",
    [
      .init("segment", "Segment", share: 0.7, means: "Couinaud segment") { .words($0.segment) },
      .init("lobe", "Lobe", share: 0.6, means: "lobe of the liver") { .words($0.lobe) },
      .init("lesion", "Lesion", share: 1.2, means: "name of the lesion") { .text($0.lesion) },
      .init("quantity", "Quantity", share: 1.4, means: "what was measured") { .text($0.quantity) },
      .init("unit", "Unit", share: 0.6, means: "unit of both values") { .words($0.unit) },
      .init("first_day", "From", share: 1, means: "day of the first value") { .text($0.first.day) },
      .init("first", "First", .number, share: 0.8, means: "first value") { .value($0.first.value) },
      .init("last_day", "To", share: 1, means: "day of the last value") { .text($0.last.day) },
      .init("last", "Last", .number, share: 0.8, means: "last value") { .value($0.last.value) },
      .init("change", "Change", unit: "%", .number, share: 0.8, means: "from the first to the last value") {
        .value($0.percent)
      },
    ])
}
