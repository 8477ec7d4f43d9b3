import Diagnostics
import Quantities

/// The cycles given so far, with what dosimetry measured.
public struct PRRTCourse: Sendable {
  /// What one cycle did to one organ.
  public struct OrganDose: Sendable, Hashable {
    public var dose: Uncertain<Gray>
    /// Biologically effective dose as computed by the dosimetry; `nil` lets the planner compute it from the dose.
    public var bed: AbsorbedDose?
    public var effectiveHalfLife: TimeSpan?
    public init(dose: Uncertain<Gray>, bed: AbsorbedDose? = nil, effectiveHalfLife: TimeSpan? = nil) {
      (self.dose, self.bed, self.effectiveHalfLife) = (dose, bed, effectiveHalfLife)
    }
  }

  public struct Cycle: Sendable, Hashable {
    public var day: CalendarDay?
    /// Net.
    public var activity: Activity
    public var organs: [String: OrganDose]
    public init(day: CalendarDay?, activity: Activity, organs: [String: OrganDose]) {
      (self.day, self.activity, self.organs) = (day, activity, organs)
    }
  }

  public let cycles: [Cycle]

  /// - Throws: `Problem` for an activity or a dose that is not possible.
  public init(_ cycles: [Cycle]) throws(Problem) {
    for (n, cycle) in cycles.enumerated() {
      try requirePositive(cycle.activity.value, "the activity of cycle \(n + 1)", "Bq")
      for (organ, dose) in cycle.organs {
        try requirePositive(dose.dose.value.value, "the dose of cycle \(n + 1) to \(organ)", "Gy")
      }
    }
    self.cycles = cycles
  }

  /// Dose per activity of an organ over the measured cycles.
  public struct Rate: Sendable, Hashable {
    /// One per measured cycle, Gy/GBq.
    public var perCycle: [Double]
    /// Mean over the measured cycles, Gy/GBq.
    public var mean: Double
    /// Standard uncertainty of the next cycle's value, Gy/GBq: s √(1 + 1/n) between cycles together with the mean of what the
    /// measurements state, as of one calibration; from one cycle alone that of its measurement.
    public var predictionUncertainty: Double?
    /// Mean of the measured effective half-lives.
    public var effectiveHalfLife: TimeSpan?
  }

  /// `nil` if no cycle has a dose to the organ.
  public func rate(of organ: String) -> Rate? {
    let measured = cycles.compactMap { cycle in cycle.organs[organ].map { (cycle.activity, $0) } }
    guard !measured.isEmpty else { return nil }
    let values = measured.map { $1.dose.value.value / $0.inGigabecquerels }
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    let own = measured.compactMap { activity, dose in
      dose.dose.standardUncertainty.map { $0.value / activity.inGigabecquerels }
    }
    let between = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(1, n - 1)
    // Cycles share the calibration of their measurements: what they state of it does not shrink with their number.
    let common = own.isEmpty ? 0 : own.reduce(0, +) / Double(own.count)
    let prediction: Double? = n > 1 ? (between * (1 + 1 / n) + common * common).squareRoot() : own.first
    let halfLives = measured.compactMap(\.1.effectiveHalfLife)
    return Rate(
      perCycle: values, mean: mean, predictionUncertainty: prediction,
      effectiveHalfLife: halfLives.isEmpty
        ? nil : TimeSpan(halfLives.reduce(0) { $0 + $1.value } / Double(halfLives.count)))
  }
}
