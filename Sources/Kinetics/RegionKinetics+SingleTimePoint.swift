import Diagnostics
import Foundation
import Quantities
import Stages

extension RegionKinetics {
  func singleTimePoint(_ method: SingleTimePoint, _ region: Region, _ data: CurveData) throws
    -> TimeActivityFit
  {
    guard data.count == 1 else {
      throw Problem(
        .dataRejected,
        what: "\(counted(data.count, "point", "was", "were")) given to a single-time-point method",
        at: "time–activity data of \(region)", why: "it is not stated which one to use",
        remedy: "give one point, or fit a curve through all")
    }
    guard data.times[0] > 0 else {
      throw Problem(
        .dataRejected, what: "the measurement was taken at administration",
        at: "time–activity data of \(region)",
        why: "clearance is unknown", remedy: "use a later measurement")
    }
    if let given = method.effectiveHalfLife { try checkEffective(given, region) }
    let estimate = SingleEstimate(method: method, time: data.times[0], longest: physicalHalfLife.inHours)
    let relative = estimate.relativeUncertainty(activity: data.points[0].activity.relativeUncertainty)
    let integral = estimate.integralPerActivity * data.values[0] * data.integralScale
    return TimeActivityFit(
      region: region, points: data.points, fitted: [data.points[0].activity.value], model: method.name,
      parameters: parameters(method), covariance: [],
      timeIntegratedActivity: Uncertain(
        Quantity(integral), standardUncertainty: relative.map { Quantity($0 * integral) }),
      extrapolatedFraction: estimate.extrapolatedFraction, curve: curve(method, data),
      warnings: data.warnings + estimate.warnings + missing(relative))
  }

  private func parameters(_ method: SingleTimePoint) -> [TimeActivityFit.Parameter] {
    method.effectiveHalfLife.map {
      [
        TimeActivityFit.Parameter(
          name: "assumed effective half-life", unit: "h", value: $0.value.inHours,
          standardUncertainty: $0.standardUncertainty?.inHours)
      ]
    } ?? []
  }

  /// The 2018 method assumes no half-life and so draws no curve unless the population's is given.
  private func curve(
    _ method: SingleTimePoint, _ data: CurveData
  ) -> [TimeActivityFit.Sample] {
    guard let half = method.effectiveHalfLife?.value.inHours else { return [] }
    return curve(data) { data.values[0] * exp2((data.times[0] - $0) / half) }
  }

  private func missing(_ relative: Double?) -> [Note] {
    relative == nil ? [.curve(.singleWithoutUncertainty)] : []
  }
}

extension SingleTimePoint {
  var effectiveHalfLife: Uncertain<Second>? {
    switch self {
    case .hanscheid2018(let population): population
    case .hanscheid2017(let given), .madsen(let given): given
    }
  }

  var name: String {
    switch self {
    case .hanscheid2018: "single time point, Hänscheid 2018"
    case .hanscheid2017: "single time point, Hänscheid 2017"
    case .madsen: "single time point, Madsen 2018"
    }
  }
}

/// One activity turned into an integral, per unit of that activity; hours.
struct SingleEstimate {
  let method: SingleTimePoint
  let time: Double
  /// The physical half-life.
  let longest: Double

  /// The open interval of t/Teff in which Hänscheid 2018 is good to about 10 %.
  static let window = 0.75...2.5

  var integralPerActivity: Double {
    switch method {
    case .hanscheid2018: 2 * time / ln2
    case .hanscheid2017(let half), .madsen(let half): Self.exact(time, half.value.inHours)
    }
  }

  /// Integral of the mono-exponential with half-life `half` that is 1 at `t`.
  static func exact(_ t: Double, _ half: Double) -> Double { exp2(t / half) * half / ln2 }

  /// Without any half-life, that of a clearance with Teff = t, where the 2018 method is exact.
  var extrapolatedFraction: Double {
    exp2(-time / (method.effectiveHalfLife?.value.inHours ?? time))
  }

  var warnings: [Note] {
    guard case .hanscheid2018(let population) = method else { return [] }
    guard let half = population?.value.inHours else { return [.curve(.noHalfLife)] }
    let x = time / half
    return x > Self.window.lowerBound && x < Self.window.upperBound ? [] : [.curve(.outsideWindow(ratio: x))]
  }

  /// Activity and clearance in quadrature; `nil` where either is unknown.
  func relativeUncertainty(activity: Double?) -> Double? {
    guard let activity, let clearance else { return nil }
    return (activity * activity + clearance * clearance).squareRoot()
  }

  /// Root mean square of (truth − estimate)/estimate over the half-lives that a patient may have. A first
  /// derivative would be blind near t/Teff = 1/ln 2, where the estimate is stationary.
  private var clearance: Double? {
    switch (method, method.effectiveHalfLife) {
    case (_, let half?):
      guard let spread = half.standardUncertainty?.inHours else { return nil }
      return rootMeanSquare(mean: half.value.inHours, spread: spread)
    default: return rootMeanSquareInWindow
    }
  }

  /// Normal distribution of half-lives, cut off at ± 4 σ, at zero and at the physical half-life.
  private func rootMeanSquare(mean: Double, spread: Double) -> Double {
    guard spread > 0 else { return abs(Self.exact(time, mean) / integralPerActivity - 1) }
    var (sum, weight) = (0.0, 0.0)
    for n in -400...400 {
      let z = Double(n) / 100
      let half = mean + z * spread
      // Below an eighth of the mean the exponential would let impossible tails rule the result.
      guard half > mean / 8, half <= longest * (1 + 1e-12) else { continue }
      let w = exp(-z * z / 2)
      let error = Self.exact(time, half) / integralPerActivity - 1
      (sum, weight) = (sum + w * error * error, weight + w)
    }
    return weight > 0 ? (sum / weight).squareRoot() : 0
  }

  /// Type B (JCGM 100:2008, 4.3.7): every t/Teff of the window equally likely.
  private var rootMeanSquareInWindow: Double {
    let (a, b) = (Self.window.lowerBound, Self.window.upperBound)
    let squares = (0..<400).map { n in
      let x = a + (b - a) * (Double(n) + 0.5) / 400
      let error = exp2(x) / (2 * x) - 1
      return error * error
    }
    return (squares.reduce(0, +) / 400).squareRoot()
  }
}
