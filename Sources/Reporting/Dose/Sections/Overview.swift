import Diagnostics
import Foundation
import Quantities
import Stages

/// The physician's page: doses against limits, tumours, pictures, what needs a decision, conclusion and signatures.
extension DoseReport {
  var overview: [ContentBlock] {
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

  private var organs: [ContentBlock] {
    guard let course = content.overview, !course.rows.isEmpty else { return [.table(plain)] }
    let projected = course.planned.map { counted($0, "cycle") } ?? "Projected"
    let form = TableForm<CourseOverview.Row>.course(projected)
    let table = form.shown(
      "Mean absorbed dose and limits of the course", course.rows, notes: [Self.note(course)],
      keepsEmpty: false)
    return [.table(table)]
  }

  private static func note(_ course: CourseOverview) -> String {
    let plan =
      switch course.planned {
      case let planned? where planned > course.given:
        "Projected: the \(counted(planned - course.given, "cycle")) to come like this one."
      case .some: "No further cycle is planned."
      case nil: "The number of planned cycles is not stated: nothing is projected."
      }
    return
      "± u (k = 1), corrected for partial volume where possible. Limits are of the whole course. \(plan)"
  }

  /// Without limits: the organs of the last summary.
  private var plain: StudyTable {
    let organs = RegionTable.rows(content.summaries.suffix(1)).filter {
      $0.region.region.role != .tumour && $0.region.region.role != .body
    }
    return RegionTable.page([.init("mean_Gy", "This cycle")], named: .init("region", "Region")).shown(
      "Mean absorbed dose", organs.prefix(8), notes: [Document.coverage])
  }

  // MARK: Tumours

  private var tumours: [ContentBlock] {
    guard let last = content.summaries.last else { return [] }
    let lesions = last.regions.filter { $0.region.role == .tumour && !$0.region.isUnion }
    guard lesions.count > LesionGroup.most else {
      return lesions.isEmpty
        ? [] : [.table(table(last, lesions.sorted { $0.volume.value > $1.volume.value }))]
    }
    return [.table(LesionGroup(lesions, of: last).table(short: true))]
  }

  private func table(_ summary: DoseSummary, _ lesions: [RegionDose]) -> StudyTable {
    RegionTable.page(
      [
        .init("volume_mL", "Volume", isPlain: true), .init("mean_Gy", "Mean dose"), .init("D90_Gy", "D90"),
      ], named: .init("region", "Tumour")
    ).shown(
      "Tumours, largest first, this cycle", lesions.map { RegionRow(summary: summary, region: $0) })
  }

  // MARK: Pictures

  private var pictures: [ContentBlock] {
    guard let scene else { return [] }
    let isDose = scene.material.dose != nil
    let overlay: Overlay = isDose ? .dose : scene.material.activities.isEmpty ? .none : .activity(0)
    let what = isDose ? "Absorbed dose" : "Activity"
    return [
      .drawn {
        let cuts = SliceOrientation.allCases.map {
          SliceFigure(scene: scene, orientation: $0, overlay: overlay, isodoses: isDose).drawing
        }
        let projection =
          overlay == .none ? nil : ProjectionFigure(scene: scene, content: overlay)?.drawing
        return [
          .figures(
            cuts + [projection].compactMap { $0 }, perRow: 4,
            caption:
              "\(what) through the largest lesion"
              + (projection == nil ? "" : ", and its coronal maximum-intensity projection")
              + ". Scales and windows: section Images. The patient's right is on the left.")
        ]
      }
    ]
  }

  // MARK: Decisions

  private var decisions: [ContentBlock] {
    let urgent = groups.filter { $0.rank >= .decision }
    guard !urgent.isEmpty else { return [.paragraph("No finding needs a decision.")] }
    let rest = urgent.count - 3
    return urgent.prefix(3).map { .note($0) }
      + (rest > 0 ? [.paragraph("\(rest) more findings: section Findings.")] : [])
  }
}
