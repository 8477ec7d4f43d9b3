/// A first calibration file, each key with its meaning; what no image states stays open.
package enum CalibrationTemplate {
  package static func text(nuclide: String) -> String {
    """
    {
      // The camera's factor, from a phantom or point source of known activity. Keys with “//” are optional.
      factor: "\(CaseTemplate.open)", unit: "cps/MBq", // or "Bq/mL per count", "Bq/mL per count per second"
      counts: "\(CaseTemplate.open)", // "total": a voxel holds the counts of all projections; "perProjection": their mean
      nuclide: "\(nuclide)",
      date: "\(CaseTemplate.open)", // when it was measured, such as 2026-01-12T09:00:00
      // relativeUncertainty: 0.03, // one standard deviation; without it that of the dose is not evaluated
      // validDays: 365,
      // scanner: "", collimator: "", window: "", geometry: "", voxelVolumeMl: 0.086, // of the factor's own images
      // deadTime: { model: "nonParalyzable", microseconds: 2.1 }, // or paralyzable, factor
      // recovery: { model: "table", relativeUncertainty: 0.08, points: [{ ml: 0.5, coefficient: 0.2 }] }, // spheres
    }

    """
  }
}
