import Alignment
import Criteria
import Diagnostics
import Documents
import Foundation
import Quantification
import Quantities
import Reporting
import Stages
import Summaries
import Volumes
import Workflow

extension BurdenMeasurement {
  mutating func burdens() throws {
    if !(scene.lesions + scene.extrahepatic).isEmpty { try rows("structures", scene.lesions.map(\.region)) }
    if let thresholdRegion { try rows("PET threshold", [thresholdRegion]) }
    if scene.suv != nil, input.confirms {
      let confirmed = zip(lesions, record.lesions).filter { $1.isConfirmed == true }.map(\.0.region)
      try rows("receptor-confirmed lesions", confirmed)
    }
    if record.rows.isEmpty, scene.readers.isEmpty {
      throw Problem(
        .inputMissing, what: "nothing defines tumour", at: "structures",
        remedy: "give lesions the role tumour, a threshold on the PET, or readers")
    }
  }

  /// The whole liver and each lobe.
  mutating func rows(_ method: String, _ tumours: [Occupancy]) throws {
    record.rows.append(try row(method, "liver", scene.liver.region, tumours))
    for lobe in scene.lobes { record.rows.append(try row(method, lobe.name, lobe.region, tumours)) }
  }

  func row(
    _ method: String, _ region: String, _ liver: Occupancy, _ tumours: [Occupancy]
  ) throws -> BurdenRecord.Row {
    let burden = try LiverBurden(liver: liver, lesions: tumours)
    func millilitres(_ x: Double) -> ExactDecimal {
      ExactDecimal(shortest: (x * 1e4).rounded() / 1e4) ?? .zero
    }
    let judged = BurdenVolumes(
      tumour: millilitres(burden.tumour.value), liver: millilitres(burden.liver.value))
    let band = try rules.band(judged)
    let flags = try BurdenRules.Limit.allCases.map { limit in
      let verdict = try rules.crosses(limit, judged)
      return BurdenRecord.Flag(
        name: limit.rawValue, text: limit.printed, isCrossed: verdict.outcome ?? false,
        source: "\(verdict.source)")
    }
    return .init(
      method: method, region: region, tumourMl: burden.tumour.value, liverMl: burden.liver.value,
      percent: Measured(burden.percent, u: uncertainty(burden.percent, liver, tumours)),
      band: band.outcome ?? "–", flags: flags)
  }

  /// u(V) of each lesion and of the liver from voxel size and resolution (Gear 2018), as independent edges.
  func uncertainty(_ percent: Double, _ liver: Occupancy, _ tumours: [Occupancy]) -> Double {
    let parts = tumours.compactMap { try? $0.intersection(liver) }.filter { $0.millilitres > 0 }
    let sum = parts.reduce(0) { $0 + $1.millilitres }
    guard sum > 0 else { return 0 }
    let variance = parts.reduce(0) { $0 + pow(relative($1) * $1.millilitres, 2) }
    return percent * (variance / (sum * sum) + pow(relative(liver), 2)).squareRoot()
  }

  func relative(_ region: Occupancy) -> Double {
    let diameter = Length(cbrt(6 / Double.pi * region.millilitres * 1000))
    return UncertaintyChain.volumeUncertainty(
      diameter: diameter, voxel: Length(cbrt(scene.grid.voxelVolume.value * 1000)), fwhm: input.resolution)
  }

  func volume(_ region: Occupancy) -> Measured {
    Measured(region.millilitres, u: region.millilitres > 0 ? relative(region) * region.millilitres : nil)
  }
}

extension BurdenRules.Limit {
  package var printed: String {
    switch self {
    case .veryHigh: "> 75 %: very high burden"
    case .tareExclusion: "> 70 %: excluded from TARE"
    case .tareWithLowAlbumin: "> 50 %: excluded from TARE if albumin is below 3 g/dL"
    case .tareBilobar: "< 20 %: relative contraindication of bilobar TARE"
    case .prognostic: "> 25 %: prognostic; LUTIA requires it"
    }
  }
}
