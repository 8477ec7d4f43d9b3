import Checks
import Criteria
import Quantification
import Reporting
import Stages
import Volumes

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
    var rows = try zip(scene.readers, drawn).map { reader, drawn in
      var row = try row("reader \(reader.name)", "liver", reader.liver ?? liver, [drawn])
      row.reader = reader.name
      return row
    }
    let percents = rows.map(\.percent.value)
    let names = scene.readers.map(\.name)
    let votes = rows.map { r in
      r.flags.contains { $0.name == BurdenRules.Limit.veryHigh.rawValue && $0.isCrossed }
    }
    let mean = percents.reduce(0, +) / Double(percents.count)
    let spread = ReaderAgreement.standardDeviation(of: percents, about: mean)
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
      remarks.append(Finding(BurdenNote.bandsDiffer))
    }
    if !record.readers!.isUnanimous {
      remarks.append(Finding(BurdenNote.readersDisagree))
    }
  }
}
