import Diagnostics
import Files
import Quantities

/// What a trial decided before its first subject. Its file is locked by its hash; nothing here can change afterwards.
public struct TrialProtocol: Sendable, Hashable {
  public enum Design: String, Sendable, CaseIterable {
    /// Each patient is its own control: the arm states which hepatic artery is infused.
    case withinPatient
    case parallel
    /// Every subject is treated alike, scans in the order that the arm names.
    case singleArm
  }
  public struct Arm: Sendable, Hashable {
    /// One letter on the list.
    public var letter: Character
    public var name: String
  }
  public struct Stratum: Sendable, Hashable {
    public var name: String
    public var levels: [String]
  }
  public enum Allocation: Sendable, Hashable {
    /// Sizes to choose from, and allocations per stratum.
    case permutedBlocks(sizes: [Int], perStratum: Int)
    case minimisation(factors: [String], probability: Double)
  }

  /// Short name, the trial's id.
  public var name: String
  public var title: String
  public var design: Design
  public var arms: [Arm]
  /// The centre is the first stratum.
  public var strata: [Stratum]
  public var allocation: Allocation
  /// Seed of test lists; such lists are not secret.
  var testSeed: UInt64
  /// Planned number.
  public var subjects: Int
  public var cycles: Int
  /// Two-sided significance level, a probability.
  public var alpha: Double
  public var lesions: LesionRule
  public var endpoints: [Endpoint]
  public var visits: [VisitRule]
  public var stopping: [StoppingRule]
  public var gate: GateRule?
  /// What a subject needs before the allocation.
  public var enrolment = EnrolmentRule()
  /// Activity of each cycle; `nil` where the protocol states none.
  public var activity: ActivityRule?
  /// `nil` where the protocol says nothing of it.
  public var measurement: MeasurementRule?

  public var primary: Endpoint { endpoints.first { $0.isPrimary }! }
  public func arm(_ letter: Character) -> Arm? { arms.first { $0.letter == letter } }

  public var isMinimised: Bool { if case .minimisation = allocation { true } else { false } }
  public var minimisation: Minimisation? {
    guard case .minimisation(let factors, let probability) = allocation else { return nil }
    return Minimisation(arms: arms.map(\.letter), factors: factors, probability: probability)
  }
}

/// Which lesions count.
public struct LesionRule: Sendable, Hashable {
  /// Maximum number per lobe, the longest first.
  public var maximum: Int
  /// Strictly longer than this.
  public var longerThanMillimetres: Double
}

/// How the ratios of several lesions become one number.
public enum RatioAggregation: String, Sendable, CaseIterable {
  case meanOfRatios = "mean of ratios", ratioOfMeans = "ratio of means", geometricMean = "geometric mean",
    median
}

/// An endpoint with everything about it that could be chosen after the fact.
public struct Endpoint: Sendable, Hashable {
  public enum Quantity: String, Sendable, CaseIterable {
    case tumourToNormal = "T/N"
    case uptake, toxicity, response
  }
  /// The scale of the comparison. On the logarithmic one the answer is a ratio.
  public enum Scale: String, Sendable, CaseIterable { case raw, log }
  public var name: String
  var isPrimary: Bool
  public var quantity: Quantity
  public var cycles: [Int]
  public var scale: Scale
  public var aggregation: RatioAggregation
  /// What is in the numerator and the denominator, in words for whoever draws.
  public var regions: [String: String]
}

/// The trial stops when more than `maximum` subjects had an event.
public struct StoppingRule: Sendable, Hashable {
  public var name: String
  /// CTCAE terms; empty: any.
  public var terms: [String]
  public var grade: Int
  public var maximum: Int

  /// - Parameter worst: grades by subject and term.
  public func isReached(_ worst: [String: [String: Int]]) -> (subjects: Int, reached: Bool) {
    let hit = worst.values.count { events in
      events.contains { (terms.isEmpty || terms.contains($0.key)) && $0.value >= grade }
    }
    return (hit, hit > maximum)
  }
}

/// What is asked for before a subject is allocated.
public struct EnrolmentRule: Sendable, Hashable {
  /// A day of consent on record, not after the allocation.
  public var needsConsent = false
  /// Rules by which the subject must have been screened and found fit; `nil` asks for no screening.
  public var eligibility: String?

  public init() {}
}

/// Activity of a cycle as planned.
public struct ActivityRule: Sendable, Hashable {
  /// Planned activity of a cycle, GBq.
  public var gigabecquerel: Double
  /// Largest departure that is none, percent.
  public var tolerancePercent: Double

  public func allows(_ given: Double) -> Bool {
    abs(given - gigabecquerel) <= gigabecquerel * tolerancePercent / 100 * (1 + 1e-12)
  }
  public var words: String {
    "\(gigabecquerel.printedShort()) GBq ± \(tolerancePercent.printedShort()) %"
  }
}

/// What opens the next part of a trial.
public struct GateRule: Sendable, Hashable {
  public var name: String
  public var ratio: Double
  public var lesions: Int
  public var aggregation: RatioAggregation
  /// How many patients go through.
  public var patients: Int
  /// Ratio that was expected when the trial was planned; `nil` where none was.
  public var expected: Double?
}
