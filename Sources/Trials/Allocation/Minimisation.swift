import Statistics

/// Minimisation with a random element (Pocock and Simon, Biometrics 1975;31:103, doi:10.2307/2529712).
///
/// The arm with the least imbalance, summed over the levels of the new subject's factors (range of the arms' counts,
/// factors of equal weight), is taken with probability `p`; the others share the rest. Where several arms are best, one
/// of them is drawn with equal probability.
public struct Minimisation: Sendable, Hashable {
  /// A subject that has an arm: level by factor.
  public struct Subject: Sendable, Hashable {
    public var levels: [String: String]
    public var arm: Character
    public init(levels: [String: String], arm: Character) { (self.levels, self.arm) = (levels, arm) }
  }
  public let arms: [Character]
  public let factors: [String]
  /// Probability of the best arm, above 1/arms, at most 1.
  public let probability: Double

  public init(arms: [Character], factors: [String], probability: Double) {
    (self.arms, self.factors, self.probability) = (arms, factors, probability)
  }

  /// Sum over the factors of the range of counts that each arm would lead to, in the order of `arms`.
  func imbalances(_ levels: [String: String], among subjects: [Subject]) -> [Int] {
    arms.map { candidate in
      factors.reduce(0) { sum, factor in
        let counts = arms.map { arm in
          subjects.count { $0.arm == arm && $0.levels[factor] == levels[factor] } + (arm == candidate ? 1 : 0)
        }
        return sum + counts.max()! - counts.min()!
      }
    }
  }

  /// The arm of the next subject.
  /// - Parameters:
  ///   - seed: of the trial.
  ///   - number: how many subjects have an arm already; each has random numbers of its own, so that every draw can be
  ///     checked alone.
  public func arm(_ levels: [String: String], among subjects: [Subject], seed: UInt64, number: Int)
    -> Character
  {
    var random = SplitMix64(seed: seed ^ (UInt64(number) &* 0xD134_2543_DE82_EF95))
    let imbalances = imbalances(levels, among: subjects)
    let least = imbalances.min()!
    let best = arms.indices.filter { imbalances[$0] == least }
    let others = arms.indices.filter { imbalances[$0] != least }
    let follows = others.isEmpty || Double.random(in: 0..<1, using: &random) < probability
    let choice = follows ? best : others
    return arms[choice[random.below(choice.count)]]
  }
}
