import DoseEngines
import Stages
import Summaries
import Volumes

/// What a dose rests on, on the grid that it is computed on.
package struct DoseField: Sendable {
  /// `nil`: everything lies on the reference grid.
  package var grid: DoseGrid?
  /// On the transport grid; `nil` for uniform tissue.
  package var materials: MaterialMap?
  /// Where the dose is given.
  package var structures = StructureSet.empty
  package var regions: [DefinedRegion] = []
  /// What a human must look at.
  package var review: [Finding] = []

  /// g/mL where there is no CT; as the engines fill it in.
  var unknownDensity: Float = 1.05

  /// Where the dose is given, without holes.
  var materialsOfDose: MaterialMap? {
    guard var map = materials else { return nil }
    if let grid { map = map.cropped(to: grid.box) }
    if map.density.voxels.contains(where: \.isNaN) {
      map.density = map.density.map { $0.isNaN ? unknownDensity : $0 }
    }
    return map
  }

  /// Decays as the dose's voxels hold them.
  package func decays(_ decays: TimeIntegratedActivityVolume) throws -> TimeIntegratedActivityVolume {
    try grid.map { try decays.spread(onto: $0.grid).activity } ?? decays
  }

  /// Decays where energy is followed.
  package func sources(_ decays: TimeIntegratedActivityVolume) throws -> TimeIntegratedActivityVolume {
    try grid.map { try decays.spread(onto: $0.transport).activity } ?? decays
  }
}
