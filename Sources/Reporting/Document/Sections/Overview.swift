import Foundation
import Quantities
import Stages

/// The physician's page: doses against limits, tumours, pictures, what needs a decision, conclusion and signatures.
extension DocumentBuilder {
  var overview: [Block] {
    guard content.overview != nil || content.summaries.last != nil else { return [] }
    return [.columns([(0.6, organs), (0.4, tumours)])] + pictures + decisions
      + [
        .heading("Conclusion"),
        .paragraph(content.conclusion.isEmpty ? Self.toBeWritten : content.conclusion),
      ]
      + (content.signatures.isEmpty ? [] : [.signatures(content.signatures)])
  }

  /// A line to write on; it breaks where a screen is narrow.
  private static let toBeWritten = [String](repeating: "………", count: 24).joined(separator: " ")

  // MARK: Organs

  private var organs: [Block] {
    guard let course = content.overview, !course.rows.isEmpty else { return [.table(plain)] }
    let rows = course.rows.map { row in
      Table.Row([
        .text(row.quantity == "BED" ? "\(row.region), BED" : row.region.label),
        .quantity(row.thisCycle, .gray),
        .quantity(row.soFar, .gray), .quantity(row.projected, .gray),
        row.limit.map { .plain($0.value, .gray) } ?? .absent, Self.verdict(row),
      ])
    }
    let projected = course.planned.map { "\($0) cycles" } ?? "Projected"
    let table = Table(
      caption: "Mean absorbed dose and limits of the course",
      columns: [
        .init("Region", share: 1.3), .init("This cycle", unit: "Gy", .number),
        .init("So far", unit: "Gy", .number), .init(projected, unit: "Gy", .number),
        .init("Limit", unit: "Gy", .number), .init("Verdict", share: 1.1),
      ], rows: rows, notes: [Self.note(course)]
    ).withoutEmptyColumns
    return [.table(table)]
  }

  private static func verdict(_ row: CourseOverview.Row) -> Table.Cell {
    switch row.verdict {
    case .met: .text("✓ within")
    case .attention: .flag(.attention, "near")
    case .crossed: .flag(.critical, "crossed")
    case .notJudged: .absent
    }
  }

  private static func note(_ course: CourseOverview) -> String {
    let plan =
      switch course.planned {
      case let planned? where planned > course.given:
        "Projected: the \(planned - course.given) cycles to come like this one."
      case .some: "No further cycle is planned."
      case nil: "The number of planned cycles is not stated: nothing is projected."
      }
    return
      "± u (k = 1), corrected for partial volume where possible. Limits are of the whole course. \(plan)"
  }

  /// Without limits: the organs of the last summary.
  private var plain: Table {
    let regions = (content.summaries.last?.regions ?? []).filter {
      $0.region.role != .tumour && $0.region.role != .body
    }
    return Table(
      caption: "Mean absorbed dose",
      columns: [.init("Region"), .init("This cycle", unit: "Gy", .number)],
      rows: regions.prefix(8).map {
        Table.Row([.text($0.region.label), .quantity($0.bestMean, .gray)])
      },
      notes: [Document.coverage])
  }

  // MARK: Tumours

  private var tumours: [Block] {
    guard let last = content.summaries.last else { return [] }
    let lesions = last.regions.filter { $0.region.role == .tumour && !$0.region.isUnion }
    guard lesions.count > LesionGroup.most else {
      return lesions.isEmpty
        ? [] : [.table(table(lesions.sorted { $0.volume.value > $1.volume.value }))]
    }
    return [.table(LesionGroup(lesions).table(short: true))]
  }

  private func table(_ lesions: [RegionDose]) -> Table {
    Table(
      caption: "Tumours, largest first, this cycle",
      columns: [
        .init("Tumour"), .init("Volume", unit: "mL", .number),
        .init("Mean dose", unit: "Gy", .number),
        .init("D90", unit: "Gy", .number),
      ],
      rows: lesions.map {
        Table.Row([
          .text($0.region.label), .plain($0.volume.value, .millilitre),
          .quantity($0.bestMean, .gray),
          .plain($0.doseAtVolume[90], .gray),
        ])
      })
  }

  // MARK: Pictures

  private var pictures: [Block] {
    guard let scene else { return [] }
    let isDose = scene.material.dose != nil
    let overlay: Overlay = isDose ? .dose : scene.material.activities.isEmpty ? .none : .activity(0)
    let cuts = SliceOrientation.allCases.map {
      SliceFigure(scene: scene, orientation: $0, overlay: overlay, isodoses: isDose).drawing
    }
    let projection =
      overlay == .none ? nil : ProjectionFigure(scene: scene, content: overlay)?.drawing
    let what = isDose ? "Absorbed dose" : "Activity"
    return [
      .figures(
        cuts + [projection].compactMap { $0 }, perRow: 4,
        caption:
          "\(what) through the largest lesion"
          + (projection == nil ? "" : ", and its coronal maximum-intensity projection")
          + ". Scales and windows: section Images. The patient's right is on the left.")
    ]
  }

  // MARK: Decisions

  private var decisions: [Block] {
    let urgent = groups.filter { $0.rank >= .decision }
    guard !urgent.isEmpty else { return [.paragraph("No finding needs a decision.")] }
    let rest = urgent.count - 3
    return urgent.prefix(3).map { .note($0.severity, $0.text, subject: $0.place) }
      + (rest > 0 ? [.paragraph("\(rest) more findings: section Findings.")] : [])
  }
}
