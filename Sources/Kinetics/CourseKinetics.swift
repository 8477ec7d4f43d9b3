import Diagnostics
import Foundation
import Quantities
import Stages
import Statistics

/// Fits one region over several cycles of one patient together: the same half-lives, another amplitude in each cycle.
///
/// One cycle with enough points gives the shape; further cycles may have a single point each.
///
/// ```swift
/// let course = try CourseKinetics(physicalHalfLife: .hours(159.528), shape: .mono)
///   .fit(region: "left kidney", cycles: [full, [one], [one]])
/// print(course.cycles[1].timeIntegratedActivity, course.covariance)
/// ```
public struct CourseKinetics: Sendable {
  /// No fitted curve ever falls more slowly than this.
  public let physicalHalfLife: TimeSpan
  public let shape: ExponentialShape

  /// The curves of all cycles, and how far their integrals err together.
  public struct Fit: Sendable {
    /// One per cycle, in the order given.
    public var cycles: [TimeActivityFit]
    /// Covariance of the cycles' integrals, (Bq·s)², row by row; empty where it cannot be known.
    public var covariance: [Double]
    /// Σ of the integrals with the covariance counted.
    public var total: Uncertain<BecquerelSecond>
  }

  /// - Throws: `Problem` if the half-life is not positive and finite.
  public init(physicalHalfLife: TimeSpan, shape: ExponentialShape) throws {
    _ = try RegionKinetics(physicalHalfLife: physicalHalfLife)
    (self.physicalHalfLife, self.shape) = (physicalHalfLife, shape)
  }

  /// - Parameter cycles: points of each cycle, times after that cycle's administration.
  /// - Throws: `Problem` for a cycle without activity above zero, too few points in all, or no fit.
  public func fit(region: Region, cycles: [[TimeActivityPoint]]) throws -> Fit {
    let data = try cycles.enumerated().map { n, points in
      try CurveData(region: "\(region.label), cycle \(n + 1)", points: points, weighting: .automatic)
    }
    guard let full = data.indices.max(by: { data[$0].distinctTimes < data[$1].distinctTimes }),
      data[full].distinctTimes >= shape.parameterCount
    else {
      throw Problem(
        .dataRejected, what: "no cycle has enough different times for the \(shape.rawValue) model",
        at: "time–activity data of \(region.label)",
        why: "a course takes its half-lives from its fullest cycle",
        remedy: "choose a simpler model, or give a cycle with \(shape.parameterCount) or more time points")
    }
    guard Set(data.map(\.weights)).count == 1 else {
      throw Problem(
        .dataRejected, what: "some cycles have uncertainties and some have none",
        at: "time–activity data of \(region.label)", why: "they could not be weighed against each other",
        remedy: "give uncertainties of all points, or of none")
    }
    let rate = ln2 / physicalHalfLife.inHours
    guard let start = ExponentialFit(shape, data[full], FitRules(physicalRate: rate)),
      let solved = CourseProblem(start, data, full: full).solve()
    else {
      throw Problem(
        .dataRejected, what: "no common \(shape.rawValue) curve fits the cycles",
        at: "time–activity data of \(region.label)", why: "the points do not have the shape of this model",
        remedy: "choose another model, or fit the cycles one by one")
    }
    return describe(region, data, solved)
  }

  private func describe(_ region: Region, _ data: [CurveData], _ s: CourseProblem.Solution) -> Fit {
    let fits = data.indices.map { c in cycle(region, data[c], s, c) }
    let n = data.count
    let scales = data.map(\.integralScale)
    let covariance =
      s.integralCovariance.map { m in (0..<n * n).map { m[$0] * scales[$0 / n] * scales[$0 % n] } } ?? []
    let total = fits.reduce(0.0) { $0 + $1.timeIntegratedActivity.value.value }
    let u = covariance.isEmpty ? nil : max(0, covariance.reduce(0, +)).squareRoot()
    return Fit(
      cycles: fits, covariance: covariance,
      total: Uncertain(Quantity(total), standardUncertainty: u.map { Quantity($0) }))
  }

  private func cycle(
    _ region: Region, _ data: CurveData, _ s: CourseProblem.Solution, _ c: Int
  ) -> TimeActivityFit {
    let sum = s.curves[c]
    let integral = sum.integral()
    let n = s.curves.count
    let u = s.integralCovariance.map { max(0, $0[c * n + c]).squareRoot() * data.integralScale }
    let halves = (0..<shape.rateCount).map {
      TimeActivityFit.Parameter(
        name: shape.hasUptake && $0 == shape.rateCount - 1
          ? "uptake half-life" : "effective half-life \($0 + 1)",
        unit: "h", value: ln2 / sum.rates[$0], standardUncertainty: nil)
    }
    let end = max(1.5 * data.lastTime, 1)
    return TimeActivityFit(
      region: region, points: data.all,
      fitted: data.all.map { Activity(sum($0.time.inHours) * data.scale) },
      model: "\(shape.rawValue), half-lives common to \(counted(n, "cycle"))", parameters: halves,
      covariance: [],
      timeIntegratedActivity: Uncertain(
        Quantity(integral * data.integralScale), standardUncertainty: u.map { Quantity($0) }),
      extrapolatedFraction: sum.integral(from: data.lastTime) / integral,
      curve: (0...150).map {
        let t = end * Double($0) / 150
        return .init(time: .hours(t), activity: Activity(sum(t) * data.scale))
      },
      terms: (0..<shape.rateCount).map {
        .init(amplitude: Activity(sum.amplitudes[$0] * data.scale), halfLife: .hours(ln2 / sum.rates[$0]))
      },
      warnings: data.warnings + s.warnings)
  }
}
