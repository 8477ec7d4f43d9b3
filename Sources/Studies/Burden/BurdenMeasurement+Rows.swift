import Checks
import Criteria
import Diagnostics
import Foundation
import Quantification
import Quantities
import Reporting
import Stages
import Summaries
import Volumes

extension BurdenMeasurement {
  mutating func burdens() throws {
    if !(scene.lesions + scene.extrahepatic).isEmpty { try rows("structures", scene.lesions.map(\.region)) }
    if let thresholdRegion { try rows("PET threshold", [thresholdRegion]) }
    if let enhancingRegion { try rows("enhancement on \(anatomyName)", [enhancingRegion]) }
    if scene.suv != nil, input.confirms {
      let confirmed = zip(lesions, record.lesions).filter { $1.isConfirmed == true }.map(\.0.region)
      try rows("receptor-confirmed lesions", confirmed)
    }
    if record.rows.isEmpty, scene.readers.isEmpty {
      throw Problem(
        .inputMissing, what: "nothing defines tumour", at: "structures",
        remedy: "give lesions the role tumour, a threshold on the PET or the anatomy, or readers")
    }
  }

  /// The whole liver and each lobe.
  private mutating func rows(_ method: String, _ tumours: [Occupancy]) throws {
    record.rows.append(try row(method, "liver", scene.liver.region, tumours))
    for lobe in scene.lobes { record.rows.append(try row(method, lobe.name, lobe.region, tumours)) }
  }

  func row(
    _ method: String, _ region: String, _ liver: Occupancy, _ tumours: [Occupancy]
  ) throws -> BurdenRecord.Row {
    let burden = try LiverBurden(liver: liver, lesions: tumours)
    func millilitres(_ x: Double) -> ExactDecimal {
      ExactDecimal(shortest: x.rounded(decimals: 4)) ?? .zero
    }
    let judged = BurdenVolumes(
      tumour: millilitres(burden.tumour.value), liver: millilitres(burden.liver.value))
    let band = try rules.band(judged)
    let u = uncertainty.ofBurden(burden.percent, liver: liver, tumours: tumours)
    // The same volumes at either end of the uncertainty.
    let ends = [-1.0, 1].map { side in
      BurdenVolumes(
        tumour: millilitres(
          min(max(0, burden.tumour.value * (1 + side * u / max(burden.percent, 1e-9))), burden.liver.value)),
        liver: judged.liver)
    }
    let flags = try BurdenRules.Limit.allCases.map { limit in
      let verdict = try rules.crosses(limit, judged)
      let around = try ends.map { try rules.crosses(limit, $0).outcome }
      return BurdenRecord.Flag(
        name: limit.rawValue, text: limit.printed, isCrossed: verdict.outcome ?? false,
        verdict: around[0] != around[1]
          ? BurdenRecord.Flag.cannotBeTold : verdict.outcome == true ? "yes" : "no",
        source: "\(verdict.source)")
    }
    return .init(
      method: method, region: region, tumourMl: burden.tumour.value, liverMl: burden.liver.value,
      percent: Measured(burden.percent, u: u),
      band: band.outcome ?? "–", flags: flags)
  }

  /// A burden so near to 75 % that its own uncertainty holds the limit is neither above nor below it.
  mutating func nameWhatCannotBeTold() {
    let whole = record.rows.filter { $0.region == "liver" && $0.reader == nil }
    for row in whole
    where row.flags.contains(where: { $0.name == BurdenRules.Limit.veryHigh.rawValue && $0.cannotBeTold }) {
      remarks.append(
        Finding(
          BurdenNote.nearLimit(method: row.method, percent: row.percent.value, u: row.percent.u)))
    }
  }

  private var uncertainty: BurdenUncertainty {
    BurdenUncertainty(grid: scene.grid, resolution: input.resolution)
  }

  func volume(_ region: Occupancy) -> Measured {
    let volume = region.millilitres
    return Measured(volume, u: volume > 0 ? uncertainty.relative(region) * volume : nil)
  }
}
