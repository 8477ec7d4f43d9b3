import Quantities
import Reporting
import Stages
import Volumes
import Workflow

/// The voxel doses of one injection at its activity: histogram and picture.
package struct PlanView: Sendable {
  package let injection: String
  package let summary: DoseSummary
  package let material: ImageMaterial

  /// - Parameters:
  ///   - activity: what enters the patient.
  ///   - summary: of one gigabecquerel; doses are proportional to the activity.
  package init(injection: String, activity: Activity, summary: DoseSummary, picture: PlanMeasurements.Picture)
  {
    self.injection = injection
    let scale = activity.inGigabecquerels
    var scaled = summary
    scaled.title = "\(rounded(scale)) GBq, predicted"
    scaled.regions = summary.regions.map { region in
      var region = region
      region.histogram.dose = region.histogram.dose.map { $0 * scale }
      region.mean = Uncertain(region.mean.value * scale)
      region.region = region.region.replacingOccurrences(of: ", plan", with: "")
      return region
    }
    self.summary = scaled
    var dose = picture.dose
    for n in dose.map.values.voxels.indices { dose.map.values.voxels[n] *= Float(scale) }
    material = ImageMaterial(reference: picture.ct, dose: dose, structures: picture.structures)
  }
}
