import Diagnostics
import Foundation
import Quantities
import Reporting
import Trials
import Workflow

/// How balanced and how predictable a protocol's allocation is, before anybody is enrolled.
public enum TrialSimulation {
  /// - Throws: `Problem` if registry, protocol or key cannot be read, or do not permit it.
  public static func run(_ file: URL, enrolments: Int, seed: UInt64) throws -> Outcome {
    let plan = try ProtocolFile.read(file).plan
    let result = AllocationSimulation(plan, enrolments: enrolments, seed: seed)
    let record = Record(result, plan, seed)
    return try Outcome(text: record.text, content: record)
  }

  package struct Record: Encodable {
    var hepatica = 1
    var trial: String
    var seed: String
    var trials, enrolments: Int
    var byArm: [String: Int]
    var meanImbalance: Double
    var largestImbalance, largestImbalanceOfStratum: Int
    var convergenceGuess, chance: Double
    var foreseenKnowingBlocks: Double?

    init(_ r: AllocationSimulation, _ plan: TrialProtocol, _ seed: UInt64) {
      (trial, self.seed, trials, enrolments) = (plan.name, "\(seed)", r.trials, r.enrolments)
      byArm = Dictionary(uniqueKeysWithValues: zip(plan.arms.map { String($0.letter) }, r.counts))
      (meanImbalance, largestImbalance) = (r.meanImbalance, r.largestImbalance)
      largestImbalanceOfStratum = r.largestStratumImbalance
      (convergenceGuess, chance) = (r.convergenceGuess, 1 / Double(plan.arms.count))
      foreseenKnowingBlocks = r.foreseen
    }

    var text: String {
      listing(
        ["simulated", "result"],
        [
          ["enrolments", "\(enrolments) in \(trials) trials (seed \(seed))"],
          [
            "by arm",
            byArm.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "),
          ],
          ["imbalance at a trial's end", "mean \(rounded(meanImbalance)), largest \(largestImbalance)"],
          ["largest imbalance within a stratum", "\(largestImbalanceOfStratum)"],
          ["right guesses of the arm that lags", "\(percent(convergenceGuess)) (chance \(percent(chance)))"],
          [
            "predicted by an observer who knows the block boundaries",
            foreseenKnowingBlocks.map(percent) ?? "no blocks",
          ],
        ])
    }
  }
}
