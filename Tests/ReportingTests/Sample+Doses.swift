import Foundation
import Quantities
import Stages
import Volumes

@testable import Reporting

extension Sample {
  func region(_ s: Structure, _ dose: Volume<Float>, factor: Double) -> RegionDose {
    var values: [(dose: Double, weight: Double)] = []
    s.region.forEach { values.append((Double(dose.voxels[$0]) * factor, Double($1))) }
    values.sort { $0.dose > $1.dose }
    let total = values.reduce(0) { $0 + $1.weight }
    let mean = values.reduce(0) { $0 + $1.dose * $1.weight } / total
    let at = { (percent: Int) -> AbsorbedDose in
      var sum = 0.0
      for v in values {
        sum += v.weight
        if sum >= total * Double(percent) / 100 { return AbsorbedDose(v.dose) }
      }
      return AbsorbedDose(values.last!.dose)
    }
    let top = values[0].dose
    let bins = (0...120).map { Double($0) * top / 119 }
    let fractions = bins.map { bin in values.reduce(0) { $0 + ($1.dose >= bin ? $1.weight : 0) } / total }
    let small = s.region.millilitres < 20
    let budget = [
      ("volume", small ? 0.11 : 0.03, "half a voxel of the outline"),
      ("recovery", small ? 0.08 : 0.015, "fit of the recovery curve"),
      ("calibration", 0.022, "cylinder, December 2025"), ("counting", 0.012, "Poisson, region sum"),
      ("curve fit", 0.047, "covariance of the fit"),
      ("decay data and S", 0.01, "DDEP 2016"),
    ].map {
      UncertaintyContribution(
        name: $0.0, relative: $0.1, basis: $0.2, source: UncertaintySource(rawValue: "sample: \($0.0)"))
    }
    let relative = BudgetFigure.combined(budget)
    return RegionDose(
      region: s.identity, definition: s.role == .liver ? "whole liver, tumours included" : "",
      volume: Uncertain(
        Quantity(s.region.millilitres), standardUncertainty: Quantity(s.region.millilitres * 0.03)),
      mass: Uncertain(
        Mass(s.region.millilitres * 1.05),
        standardUncertainty: Mass(s.region.millilitres * (small ? 0.11 : 0.03))),
      timeIntegratedActivity: Uncertain(
        .megabecquerelHours(mean * s.region.millilitres * 11.7 / factor),
        standardUncertainty: .megabecquerelHours(mean * s.region.millilitres * 0.7 / factor)),
      mean: uncertain(mean, relative), minimum: AbsorbedDose(values.last!.dose), maximum: AbsorbedDose(top),
      doseAtVolume: [98: at(98), 95: at(95), 90: at(90), 70: at(70), 50: at(50), 2: at(2)],
      hottestTenthMillilitre: AbsorbedDose(top * 0.99),
      volumeAtDose: [5: fractions[bins.lastIndex { $0 <= 5 }!], 20: fractions[bins.lastIndex { $0 <= 20 }!]],
      bed: uncertain(mean * 1.12, relative * 1.1),
      eqd2: s.role == .kidney ? uncertain(mean * 0.62, relative * 1.1) : nil, eud: AbsorbedDose(mean * 0.93),
      radiobiology: s.role == .kidney ? "α/β = 2.5 Gy, repair half-time 2.8 h (editable)" : nil,
      histogram: .init(dose: bins, volumeFraction: fractions),
      budget: budget, warnings: [])
  }

  func comparison(_ s: DoseSummary, _ dose: Volume<Float>) -> EngineComparison {
    let other = activity(hours: 30)
    let scale = Float(0.03) * (dose.voxels.max() ?? 1) / (other.voxels.max() ?? 1)
    let difference = zip(dose.voxels, other.voxels).map { $1 * scale - $0 * 0.02 }
    return EngineComparison(
      title: "voxel kernel − local deposition", engines: ["local deposition", "voxel kernel"],
      rows: s.regions.map { ($0.region, [uncertain($0.mean.value.value * 1.013, 0.06), $0.mean]) },
      difference: try! Volume(grid: dose.grid, voxels: difference))
  }

  func predictions(_ s: DoseSummary) -> [Prediction] {
    s.regions.prefix(4).map {
      Prediction(
        region: $0.region.name, predicted: uncertain($0.mean.value.value * 0.94, 0.15), delivered: $0.mean)
    }
  }

  func truth(_ s: DoseSummary) -> [TruthRow] {
    s.regions.enumerated().map { n, r in
      TruthRow(
        quantity: "mean dose, \(r.region)", unit: "Gy", result: r.mean.value.value,
        standardUncertainty: r.mean.standardUncertainty?.value,
        truth: r.mean.value.value * [0.99, 1.031, 1.12, 1.004, 0.985, 1.0][n], tolerance: 0.05)
    }
  }
}
