import Diagnostics
import Foundation
import Quantities
import Stages
import Volumes

/// Calibration by the patient: the net administered activity is spread over the image in proportion to its values.
///
/// For microspheres and their Tc-99m surrogate, which stay where they lodge (Chiesa et al. 2021,
/// doi:10.1186/s40658-021-00394-3). Counts, Bq/mL and relative images serve alike; camera sensitivity, positron
/// fraction, decay and dead time cancel.
public struct AdministeredCalibration: Sendable, Hashable {
  /// Given less residual, at `time`.
  public let net: Uncertain<Becquerel>
  public let time: DateTime
  /// The part that went to the lungs, 0 ≤ f < 1; only the rest lies in the field.
  public let lungShuntFraction: Double
  public let nuclide: String

  /// - Throws: `Problem` if the activity is not above zero or the fraction is outside 0…1.
  public init(net: Uncertain<Becquerel>, at time: DateTime, nuclide: String, lungShuntFraction: Double = 0)
    throws
  {
    guard net.value.value > 0, net.value.isFinite, (0..<1).contains(lungShuntFraction) else {
      throw Problem(
        .dataRejected,
        what: "a net activity of \(net.value) with a lung shunt fraction of \(lungShuntFraction)",
        at: "administered activity", why: "the whole map is scaled to it",
        remedy: "give an activity above zero and a fraction from 0 to below 1")
    }
    (self.net, self.time, self.lungShuntFraction, self.nuclide) = (net, time, lungShuntFraction, nuclide)
  }

  /// Activity concentration at the time of administration.
  ///
  /// - Parameter field: where the activity lies, for example the liver; voxels outside become zero. Without it the
  ///   whole image counts. Negative voxels hold no spheres and become zero.
  /// - Throws: `GridError.foreignGrid`; `Problem` if no voxel of the field is above zero.
  public func distribute(_ series: ImageSeries, over field: Occupancy? = nil) throws -> QuantifiedImage {
    let grid = series.values.grid
    if let field, !field.grid.matches(grid) { throw GridError.foreignGrid("the field") }
    var notes = QuantifiedImage.Notes()
    var shares = shares(series.values, field, &notes)
    let sum = shares.voxels.reduce(0.0) { $0 + Double($1) }
    guard sum > 0 else {
      throw Problem(
        .dataRejected, what: "no voxel of the field is above zero", at: "image \(series.id)",
        why: "there is nothing to spread the activity over", remedy: "check image and structure")
    }
    let scale = net.value.value * (1 - lungShuntFraction) / (sum * grid.voxelVolume.value)
    for n in shares.voxels.indices { shares.voxels[n] = Float(Double(shares.voxels[n]) * scale) }
    let step = Provenance.Step(
      "quantify by administered activity",
      [
        "image": series.id, "net activity, Bq": "\(net.value.value)",
        "lung shunt fraction": "\(lungShuntFraction)",
        "at": "\(time)", "field": field == nil ? "whole image" : "structure",
        "negative voxels": "\(notes.negativeVoxels), clip",
      ])
    let volume = ActivityVolume(
      id: series.id, map: try QuantityMap(values: shares, common: net.relativeUncertainty), nuclide: nuclide,
      time: time, afterAdministration: .zero, provenance: series.provenance.adding(step))
    return QuantifiedImage(activity: volume, notes: notes)
  }

  private func shares(
    _ values: Volume<Float>, _ field: Occupancy?, _ notes: inout QuantifiedImage.Notes
  ) -> Volume<Float> {
    var shares = Volume<Float>(grid: values.grid, repeating: 0)
    for (offset, v) in values.voxels.enumerated() {
      if !v.isFinite { notes.nonFiniteVoxels += 1 } else if v < 0 { notes.negativeVoxels += 1 }
      if field == nil, v.isFinite, v > 0 { shares.voxels[offset] = v }
    }
    field?.forEach { offset, fraction in
      let v = values.voxels[offset]
      if v.isFinite, v > 0 { shares.voxels[offset] = v * fraction }
    }
    return shares
  }
}
