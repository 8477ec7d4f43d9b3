import Quantities
import Reporting
import Stages
import Volumes

/// The voxel doses of one injection at its activity: histogram and picture.
struct PlanView: Sendable {
  let injection: String
  let summary: DoseSummary
  let material: ImageMaterial

  /// - Parameters:
  ///   - activity: what enters the patient.
  ///   - summary: of one gigabecquerel; doses are proportional to the activity.
  init(injection: String, activity: Activity, summary: DoseSummary, picture: PlanMeasurements.Picture) {
    self.injection = injection
    let scale = activity.inGigabecquerels
    var scaled = summary
    scaled.title = "\(rounded(scale)) GBq, predicted"
    scaled.regions = summary.regions.map { region in
      var region = region
      region.histogram.dose = region.histogram.dose.map { $0 * scale }
      region.mean = Uncertain(region.mean.value * scale)
      return region
    }
    self.summary = scaled
    var dose = picture.dose
    for n in dose.map.values.voxels.indices { dose.map.values.voxels[n] *= Float(scale) }
    material = ImageMaterial(reference: picture.ct, dose: dose, structures: picture.structures)
  }

  var blocks: [PageBlock] {
    PageBlock.slices(material, title: "Predicted absorbed dose of \(injection)")
      + [
        .histogram(
          summary, caption: "Predicted from the MAA SPECT by \(summary.engine); doses at the activity above.")
      ]
  }
}
