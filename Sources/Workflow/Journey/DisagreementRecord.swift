import Quantities
import Stages
import Summaries
import Volumes

/// One record of `engines.json` per engine that was run in addition to the one that counts.
package struct DisagreementRecord: Encodable {
  package var evaluated, reference: String
  /// Voxels below this part of the largest dose are left out.
  package var cutoff: Double
  package var unit = "Gy"
  package var places: [EngineDisagreement.Place]

  package init(_ d: EngineDisagreement) {
    (evaluated, reference, cutoff, places) = (d.evaluatedName, d.referenceName, d.cutoff, d.places)
  }
}

/// Voxel by voxel, Gy.
package func difference(_ dose: DoseVolume, _ reference: DoseVolume) -> Volume<Float> {
  var map = dose.map.values
  for n in map.voxels.indices { map.voxels[n] -= reference.map.values.voxels[n] }
  return map
}
