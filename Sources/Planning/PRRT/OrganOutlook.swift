import Diagnostics
import Quantities
import Stages

/// What one limit of one organ leaves of a course.
public struct OrganOutlook: Sendable, Hashable {
  public let organ: String
  public let limit: DoseLimit
  /// By all cycles so far, in the measure of the limit.
  public let received: AbsorbedDose
  public let rate: PRRTCourse.Rate
  /// Cycles of the planned activity that still fit.
  public let cycles: Int
  /// With the dose per activity two prediction uncertainties higher and lower; `nil` if it was not evaluated.
  public let range: ClosedRange<Int>?
  /// Largest activity of one further cycle that the limit allows.
  public let largestActivity: Activity
  /// Cycles without a measurement, whose dose was taken from the mean dose per activity.
  public let estimatedCycles: [Int]

  /// - Throws: `Problem` if nothing was measured, or the radiobiology of a BED limit is not known.
  public init(
    _ organ: String, limit: DoseLimit, tolerance: OrganTolerance, course: PRRTCourse, next activity: Activity
  ) throws(Problem) {
    guard let rate = course.rate(of: organ) else {
      throw Problem(
        .inputMissing, what: "no cycle has a dose to \(organ)", why: "nothing can be predicted without one",
        remedy: "give the dose of at least one cycle, or the results of its dosimetry")
    }
    let biology = limit.quantity == .bed ? try Self.biology(organ, tolerance, rate) : nil
    (self.organ, self.limit, self.rate) = (organ, limit, rate)
    estimatedCycles = course.cycles.indices.filter { course.cycles[$0].organs[organ] == nil }.map { $0 + 1 }
    let spent = Self.received(organ, course, rate, biology)
    received = spent
    func budget(_ perActivity: Double) throws(Problem) -> OrganBudget {
      guard let biology else {
        return try OrganBudget(dosePerGigabecquerel: perActivity, limit: limit.value, received: spent)
      }
      return try OrganBudget(
        dosePerGigabecquerel: perActivity, bedLimit: limit.value, received: spent, radiobiology: biology)
    }
    let central = try budget(rate.mean)
    (cycles, largestActivity) = (central.cycles(of: activity), central.largestActivity)
    if let u = rate.predictionUncertainty {
      let low = try budget(rate.mean + 2 * u).cycles(of: activity)
      let high = try budget(max(rate.mean * 0.1, rate.mean - 2 * u)).cycles(of: activity)
      range = low...max(low, high)
    } else {
      range = nil
    }
  }

  private static func biology(
    _ organ: String, _ tolerance: OrganTolerance, _ rate: PRRTCourse.Rate
  ) throws(Problem) -> OrganBudget.Radiobiology {
    guard let alphaBeta = tolerance.alphaBeta, let repair = tolerance.repairHalfTime else {
      throw Problem(
        .inputMissing, what: "alpha/beta or repair half-time of \(organ) is not known",
        remedy: "add them to the data of the organ")
    }
    guard let effective = rate.effectiveHalfLife else {
      throw Problem(
        .inputMissing, what: "the effective half-life in \(organ) is not known",
        why: "BED depends on how fast the dose was given",
        remedy: "give effectiveHalfLifeHours with the dose of a cycle")
    }
    return .init(alphaBeta: alphaBeta, repairHalfTime: repair, effectiveHalfLife: effective)
  }

  private static func received(
    _ organ: String, _ course: PRRTCourse, _ rate: PRRTCourse.Rate, _ biology: OrganBudget.Radiobiology?
  ) -> AbsorbedDose {
    course.cycles.reduce(.zero) { sum, cycle in
      let known = cycle.organs[organ]
      let dose = known?.dose.value ?? AbsorbedDose(rate.mean * cycle.activity.inGigabecquerels)
      guard let biology else { return sum + dose }
      if let bed = known?.bed { return sum + bed }
      let repair = biology.repairHalfTime
      let effective = known?.effectiveHalfLife ?? biology.effectiveHalfLife
      let penalty = repair / (repair + effective) / biology.alphaBeta
      return sum + dose * (1 + dose.value * penalty)
    }
  }
}
