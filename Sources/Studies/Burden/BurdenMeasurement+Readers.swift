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
  mutating func agreement() throws {
    guard !scene.readers.isEmpty else { return }
    let empty = Occupancy(Volume<Bool>(grid: scene.grid, repeating: false))
    let liver = scene.liver.region
    let drawn = try scene.readers.map { reader in
      try reader.lesions.reduce(empty) { try $0.union($1.region) }.intersection(reader.liver ?? liver)
    }
    let agreement = try ReaderAgreement(drawn, within: liver)
    majority = agreement.majority
    var rows = try zip(scene.readers, drawn).map {
      try row("reader \($0.name)", "liver", $0.liver ?? liver, [$1])
    }
    let percents = rows.map(\.percent.value)
    let names = scene.readers.map(\.name)
    let votes = rows.map { r in
      r.flags.contains { $0.name == BurdenRules.Limit.veryHigh.rawValue && $0.isCrossed }
    }
    let mean = percents.reduce(0, +) / Double(percents.count)
    let spread = (percents.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(percents.count - 1))
      .squareRoot()
    record.readers = .init(
      names: names,
      dice: agreement.dice.map { .init(first: names[$0.first], second: names[$0.second], dice: $0.dice) },
      diceWithMajority: Dictionary(zip(names, agreement.diceWithMajority), uniquingKeysWith: { a, _ in a }),
      fleissKappa: agreement.kappa, voxels: agreement.voxels,
      veryHighVotes: Dictionary(zip(names, votes), uniquingKeysWith: { a, _ in a }),
      veryHighMajority: ReaderVotes(votes).majority, isUnanimous: ReaderVotes(votes).isUnanimous,
      meanPercent: mean,
      standardDeviationPercent: spread, sameBand: Set(rows.map(\.band)).count == 1)
    rows.append(try row("majority of readers", "liver", liver, [agreement.majority]))
    for lobe in scene.lobes {
      rows.append(try row("majority of readers", lobe.name, lobe.region, [agreement.majority]))
    }
    record.rows += rows
    if !record.readers!.sameBand {
      remarks.append(.remark("the readers put the burden into different bands"))
    }
    if !record.readers!.isUnanimous {
      remarks.append(.remark("the readers disagree whether more than 75 % of the liver is tumour"))
    }
  }

  var methods: [String] {
    var all = [
      "Burden = volume of tumour inside the liver ÷ volume of the liver with its tumours; overlapping lesions count once; boundary voxels count by the fraction inside.",
      "Bands and limits compare decimals of the volumes in mL, not rounded percentages.",
      "u of a burden: edges of lesions and liver uncertain by voxel size\(input.resolution.value > 0 ? " and \(rounded(input.resolution.value)) mm resolution" : ""), independent of each other (Gear et al. 2018, doi:10.1007/s00259-018-4136-7); contouring differences between readers are not in it.",
    ]
    if scene.suv != nil {
      all += [
        "Reference: sphere of \(rounded(input.sphereDiameter.value)) mm at the place in liver without tumour that is farthest from tumour and edge, smaller where it would not fit.",
        "A lesion is receptor-confirmed if its SUVmax is strictly more than twice the SUVmax of the sphere (Gococo-Benore 2023).",
        "Quantitative Krenning score: SUVmax of the lesion against SUVmean of blood pool, sphere in normal liver and spleen; equality takes the lower score. The visual score is a reader's.",
      ]
    }
    if !scene.readers.isEmpty {
      all += [
        "Majority: what more than half of the readers drew, voxel by voxel. Dice = 2 Σ min/(Σ + Σ). Fleiss' kappa over the voxels of the liver; more empty liver raises it, so read it together with Dice."
      ]
    }
    return all
  }
}
