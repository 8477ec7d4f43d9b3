import DoseEngines
import Stages
import Summaries
import Volumes

/// What a dose rests on, on the grid that it is computed on.
struct DoseField: Sendable {
  /// `nil`: everything lies on the reference grid.
  var grid: DoseGrid?
  /// On the transport grid; `nil` for uniform tissue.
  var materials: MaterialMap?
  /// Where the dose is given.
  var structures: StructureSet?
  var regions: [DefinedRegion] = []
  /// What a human must look at.
  var review: [String] = []

  var materialsOfDose: MaterialMap? {
    guard let grid else { return materials }
    return materials?.cropped(to: grid.box)
  }

  /// Decays as the dose's voxels hold them.
  func decays(_ decays: TimeIntegratedActivityVolume) throws -> TimeIntegratedActivityVolume {
    try grid.map { try decays.spread(onto: $0.grid).activity } ?? decays
  }

  /// Decays where energy is followed.
  func sources(_ decays: TimeIntegratedActivityVolume) throws -> TimeIntegratedActivityVolume {
    try grid.map { try decays.spread(onto: $0.transport).activity } ?? decays
  }
}
