import Foundation
import Quantification
import Quantities
import Stages
import Volumes

/// Mean activity concentration of one region in one image, with the parts of its uncertainty apart: what two regions of
/// one image share cancels in their ratio.
package struct RegionUptake {
  package var name: String
  /// mL
  package var volume: Double
  /// Bq/mL at the instant of the image.
  package var concentration: Double
  /// Relative standard uncertainties: of this region alone (voxel noise, reconstruction, how the contour lies on the
  /// image), of the calibration, of the recovery curve; `nil` not evaluated.
  package var noise, calibration, recovery: Double?

  private init(
    name: String, volume: Double, concentration: Double, noise: Double?, calibration: Double?,
    recovery: Double?
  ) {
    (self.name, self.volume, self.concentration) = (name, volume, concentration)
    (self.noise, self.calibration, self.recovery) = (noise, calibration, recovery)
  }

  /// - Parameters:
  ///   - curve: corrects partial-volume loss; `nil`: as imaged.
  ///   - surroundings: the tissue whose activity spills into the region.
  ///   - reproducibility: relative standard uncertainty of a region's activity beyond voxel noise.
  package init(
    _ region: Occupancy, named name: String, in activity: ActivityVolume,
    recovery curve: RecoveryCurve? = nil,
    surroundings: Occupancy? = nil, reproducibility: Double
  ) throws {
    let structure = Structure(
      Region(id: RegionID(program: "measured region"), name: name, role: .other), region: region)
    let points = try RegionActivities.regions(
      StructureSet([structure]), in: [activity], recovery: curve, recovering: curve == nil ? [] : [.other],
      surroundings: surroundings.map { [structure.id: $0] } ?? [:])[0]
    let total = points.points[0].activity
    self.init(
      name: name, volume: points.volume.value, concentration: total.value.value / points.volume.value,
      noise: Self.quadrature([total.relativeUncertainty, reproducibility > 0 ? reproducibility : nil]),
      calibration: activity.map.common,
      recovery: points.recovery.relativeUncertainty)
  }

  /// Bq
  package var activity: Double { concentration * volume }

  /// Bq/mL; `nil` if no part was evaluated.
  package var uncertainty: Double? {
    Self.quadrature([noise, calibration, recovery]).map { $0 * abs(concentration) }
  }

  /// Several regions that share no tissue, as one.
  package static func union(_ parts: [RegionUptake], named name: String) -> RegionUptake {
    let volume = parts.reduce(0) { $0 + $1.volume }, activity = parts.reduce(0) { $0 + $1.activity }
    let noises = parts.compactMap { part in part.noise.map { $0 * part.activity } }
    return RegionUptake(
      name: name, volume: volume, concentration: activity / volume,
      noise: noises.count == parts.count && activity != 0
        ? quadrature(noises).map { $0 / abs(activity) } : nil,
      calibration: parts.compactMap(\.calibration).max(), recovery: parts.compactMap(\.recovery).max())
  }

  /// This over another region of the same image, with its standard uncertainty; `nil` unless both are above zero.
  package func ratio(to other: RegionUptake) -> (value: Double, u: Double?)? {
    guard concentration > 0, other.concentration > 0 else { return nil }
    let value = concentration / other.concentration
    return (value, Self.quadrature([noise, other.noise, recovery, other.recovery]).map { $0 * value })
  }

  /// √Σx², `nil` of nothing.
  package static func quadrature(_ parts: [Double?]) -> Double? {
    parts.compactMap(\.self).inQuadrature
  }
}
