import Statistics

/// Many trials of the same plan with drawn enrolments: how balanced and how predictable the allocation is.
public struct AllocationSimulation: Sendable, Hashable {
  public let trials: Int
  public let enrolments: Int
  /// Allocations by arm, in the order of the protocol.
  public let counts: [Int]
  /// Mean over trials of the number of subjects by which the largest arm exceeds the smallest at the end.
  public let meanImbalance: Double
  /// Largest such difference in any trial.
  public let largestImbalance: Int
  /// Within one stratum, at any time.
  public let largestStratumImbalance: Int
  /// Share of right guesses by an observer who guesses the arm with fewer subjects in the stratum (Blackwell and Hodges,
  /// Ann Math Stat 1957;28:449, doi:10.1214/aoms/1177706973); 1/arms would be chance.
  public let convergenceGuess: Double
  /// Share of allocations that an observer foresees who knows even where each block begins and ends; `nil` for
  /// minimisation.
  public let foreseen: Double?

  /// - Parameters:
  ///   - enrolments: minimum number of subjects, in whole trials.
  ///   - seed: the same seed gives the same simulation.
  public init(_ plan: TrialProtocol, enrolments wanted: Int, seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var tally = Tally(arms: plan.arms.count)
    while tally.enrolments < wanted { tally.add(plan, &random) }
    (trials, enrolments, counts) = (tally.trials, tally.enrolments, tally.counts)
    meanImbalance = Double(tally.imbalanceSum) / Double(max(1, trials))
    (largestImbalance, largestStratumImbalance) = (tally.imbalanceMost, tally.stratumMost)
    convergenceGuess = tally.rightGuesses / Double(max(1, enrolments))
    foreseen = plan.isMinimised ? nil : Double(tally.foreseen) / Double(max(1, enrolments))
  }
}

private struct Tally {
  var trials = 0, enrolments = 0, imbalanceSum = 0, imbalanceMost = 0, stratumMost = 0, foreseen = 0
  var rightGuesses = 0.0
  var counts: [Int]

  init(arms: Int) { counts = Array(repeating: 0, count: arms) }

  /// One trial: subjects arrive at random strata until the planned number is reached.
  mutating func add(_ plan: TrialProtocol, _ random: inout SplitMix64) {
    let strata = plan.strataKeys
    var arrivals = [Int](repeating: 0, count: strata.count)
    let order = (0..<plan.subjects).map { _ in random.below(strata.count) }
    for stratum in order { arrivals[stratum] += 1 }
    var ends = [Int](repeating: 0, count: counts.count)
    switch plan.allocation {
    case .permutedBlocks(let sizes, _):
      for count in arrivals where count > 0 {
        let list = PermutedBlocks(
          seed: random.next(), count: count, sizes: sizes, arms: plan.arms.map(\.letter))
        foreseen +=
          BlockCheck(list.sequence, sizes: list.blockSizes, arms: plan.arms.map(\.letter)).deterministic
        follow(Array(list.sequence).map { letter in plan.arms.firstIndex { $0.letter == letter }! }, &ends)
      }
    case .minimisation:
      minimise(plan, order.map { strata[$0] }, seed: random.next(), &ends)
    }
    trials += 1
    enrolments += plan.subjects
    for n in counts.indices { counts[n] += ends[n] }
    let imbalance = ends.max()! - ends.min()!
    imbalanceSum += imbalance
    imbalanceMost = max(imbalanceMost, imbalance)
  }

  /// One stratum's sequence: guesses and running imbalance.
  private mutating func follow(_ sequence: [Int], _ ends: inout [Int]) {
    var held = [Int](repeating: 0, count: counts.count)
    for arm in sequence {
      guess(arm, held)
      held[arm] += 1
      stratumMost = max(stratumMost, held.max()! - held.min()!)
    }
    for n in ends.indices { ends[n] += held[n] }
  }

  /// Where several arms are equally behind, the guess is right in one case per arm.
  private mutating func guess(_ arm: Int, _ held: [Int]) {
    let least = held.min()!
    if held[arm] == least { rightGuesses += 1 / Double(held.count { $0 == least }) }
  }

  private mutating func minimise(_ plan: TrialProtocol, _ order: [String], seed: UInt64, _ ends: inout [Int])
  {
    guard let method = plan.minimisation else { return }
    var subjects: [Minimisation.Subject] = []
    var held: [String: [Int]] = [:]
    for (number, stratum) in order.enumerated() {
      let levels = TrialProtocol.levels(stratum)
      let letter = method.arm(levels, among: subjects, seed: seed, number: number)
      let arm = plan.arms.firstIndex { $0.letter == letter }!
      let before = held[stratum] ?? [Int](repeating: 0, count: counts.count)
      guess(arm, before)
      held[stratum] = before.enumerated().map { $1 + ($0 == arm ? 1 : 0) }
      stratumMost = max(stratumMost, held[stratum]!.max()! - held[stratum]!.min()!)
      subjects.append(Minimisation.Subject(levels: levels, arm: letter))
      ends[arm] += 1
    }
  }
}
