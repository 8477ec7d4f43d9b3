import Quantities
import Reporting
import Stages
import Volumes
import Workflow

/// The voxel doses of one injection at its activity: histogram and picture.
package struct PlanView: Sendable {
  package let injection: String
  package let summary: DoseSummary
  private let picture: PlanMeasurements.Picture
  private let scale: Double

  /// - Parameters:
  ///   - activity: what enters the patient.
  ///   - summary: of one gigabecquerel; doses are proportional to the activity.
  package init(injection: String, activity: Activity, summary: DoseSummary, picture: PlanMeasurements.Picture)
  {
    (self.injection, self.picture) = (injection, picture)
    let scale = activity.inGigabecquerels
    self.scale = scale
    var scaled = summary
    scaled.title = "\(rounded(scale)) GBq, predicted"
    scaled.regions = summary.regions.map { region in
      var region = region
      region.histogram.dose = region.histogram.dose.map { $0 * scale }
      region.mean = Uncertain(region.mean.value * scale)
      return region
    }
    self.summary = scaled
  }

  /// Made when it is looked at: a slider that moves the activity needs the histogram alone.
  package var material: ImageMaterial {
    var dose = picture.dose
    let factor = Float(scale)
    dose.map.values.voxels = dose.map.values.voxels.map { $0 * factor }
    return ImageMaterial(reference: picture.ct, dose: dose, structures: picture.structures)
  }
}
