import Checks
import Diagnostics
import Documents
import Files
import Foundation
import Intake
import Quantification
import Quantities
import Stages
import Volumes
import Workflow

/// How much of the portal venous enhancement of a lesion is there in the arterial phase already.
///
/// Enhancement is the mean attenuation of a phase less that without contrast medium. One phase alone does not predict the
/// response to radioembolisation (El-Haddad 2021, doi:10.1055/s-0041-1729135).
package struct LesionEnhancement: Encodable, Sendable {
  package var lesion: String
  /// Mean attenuation, HU.
  var arterialHU, portalHU, unenhancedHU: Double
  /// Arterial over portal venous enhancement, percent; `nil` where nothing is enhanced in the portal venous phase.
  package var fraction: Double?

  init(_ lesion: String, arterial: Double, portal: Double, unenhanced: Double) {
    (self.lesion, arterialHU, portalHU, unenhancedHU) = (lesion, arterial, portal, unenhanced)
    let enhancement = portal - unenhanced
    fraction = enhancement > 0 ? 100 * (arterial - unenhanced) / enhancement : nil
  }

  /// A table of its own below that of the lesions; empty without phases.
  static func csv(_ enhancements: [LesionEnhancement], _ job: MeasureJob) -> String {
    guard !enhancements.isEmpty else { return "" }
    func digits(_ value: Double?) -> String { value.map { $0.written(decimals: 1) } ?? "" }
    let header = csvLine([
      "patient", "lesion", "date", "unenhanced_hu", "arterial_hu", "portal_hu",
      "arterial_enhancement_fraction_percent",
    ])
    return "\n" + header
      + enhancements.map {
        csvLine([
          job.patient, $0.lesion, job.day.description, digits($0.unenhancedHU), digits($0.arterialHU),
          digits($0.portalHU), digits($0.fraction),
        ])
      }.joined()
  }
}

extension LesionMeasurement {
  /// Of every lesion that all three phases show; none where no phases are given.
  /// - Throws: `Problem` for one phase without the others, or one that is not CT.
  static func enhancements(
    _ job: MeasureJob, _ review: inout [Finding], _ progress: @escaping ProgressHandler
  ) throws -> [LesionEnhancement] {
    guard job.portal != nil || job.unenhanced != nil else { return [] }
    guard let arterial = job.anatomy, let portal = job.portal, let plain = job.unenhanced else {
      throw Problem(
        .usage, what: "the arterial enhancement fraction needs three phases", at: "hepatica measure",
        why: "enhancement is the attenuation of a phase less that without contrast medium",
        remedy: "give the arterial phase with --anatomy, and --portal and --unenhanced")
    }
    let early = try attenuation((arterial, job.series), "--series", job, &review, progress)
    let late = try attenuation(portal, "--portal-series", job, &review, progress)
    let before = try attenuation(plain, "--unenhanced-series", job, &review, progress)
    let enhancements = early.compactMap { name, hounsfield -> LesionEnhancement? in
      guard let portal = late[name], let unenhanced = before[name] else { return nil }
      return LesionEnhancement(name, arterial: hounsfield, portal: portal, unenhanced: unenhanced)
    }.sorted { $0.lesion < $1.lesion }
    for open in enhancements where open.fraction == nil {
      review.append(Finding(MeasuringNote.withoutPortalEnhancement, at: open.lesion))
    }
    return enhancements
  }

  /// Mean attenuation of each lesion in a phase, HU.
  private static func attenuation(
    _ phase: (folder: URL, series: String?), _ option: String, _ job: MeasureJob, _ review: inout [Finding],
    _ progress: @escaping ProgressHandler
  ) throws -> [String: Double] {
    let source = ImageSource(
      path: phase.folder, series: phase.series, answers: SeriesAnswers(), location: phase.folder.path)
    let library = try ImageLibrary([source], seriesOption: option, progress: progress)
    let series = try library.load(source, as: "a CT") { $0.kind == .ct }
    guard series.unit == .hounsfield else {
      throw Problem(
        .dataRejected, what: "the phase is not CT", at: phase.folder.path,
        why: "the signal of MR is not an attenuation and has no common zero",
        remedy: "give three phases of one CT")
    }
    var means: [String: Double] = [:]
    for lesion in try lesions(job, on: series.values.grid, &review) {
      try keeping(lesion.name, &review) {
        means[lesion.name] = try RegionStatistics(
          of: QuantityMap<One>(values: series.values), in: lesion.region, named: lesion.name
        ).mean.value.value
      }
    }
    return means
  }
}
