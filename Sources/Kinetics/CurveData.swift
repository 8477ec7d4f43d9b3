import Diagnostics
import Foundation
import Quantities
import Stages

/// Points of one region, sorted, in hours and in units of the greatest activity.
struct CurveData: Sendable {
  /// What the standard uncertainties of the points are good for.
  enum Weights: Sendable, Hashable { case absolute, relative, none }

  var points: [TimeActivityPoint]
  var times: [Double]
  var values: [Double]
  /// Divisors of the residuals; 1 without weights.
  var sigmas: [Double]
  var weights: Weights
  /// Bq per unit of `values`.
  var scale: Double
  var warnings: [String] = []

  var count: Int { times.count }
  var lastTime: Double { times[times.count - 1] }
  /// Bq·s per unit of the integral.
  var integralScale: Double { scale * 3600 }
  var hasUncertainties: Bool { points.allSatisfy { ($0.activity.standardUncertainty?.value ?? 0) > 0 } }

  func withSamples<R>(_ body: (Samples) throws -> R) rethrows -> R {
    try times.withUnsafeBufferPointer { t in
      try values.withUnsafeBufferPointer { y in
        try sigmas.withUnsafeBufferPointer { s in
          try body(
            Samples(count: count, times: t.baseAddress!, values: y.baseAddress!, sigmas: s.baseAddress!))
        }
      }
    }
  }

  init(region: String, points: [TimeActivityPoint], weighting: Weighting) throws {
    let sorted = points.sorted { $0.time < $1.time }
    try Self.check(region, sorted)
    let scale = sorted.map { $0.activity.value.value.magnitude }.max() ?? 0
    self.points = sorted
    self.scale = scale
    times = sorted.map { $0.time.inHours }
    values = sorted.map { $0.activity.value.value / scale }
    sigmas = Array(repeating: 1, count: sorted.count)
    weights = .none
    try weigh(region, weighting)
    addWarnings()
  }

  private static func check(_ region: String, _ points: [TimeActivityPoint]) throws {
    func refuse(_ what: String, _ why: String, _ remedy: String) -> Problem {
      Problem(.dataRejected, what: what, at: "time–activity data of \(region)", why: why, remedy: remedy)
    }
    guard !points.isEmpty else {
      throw refuse(
        "there is no measurement", "a curve needs points", "give at least one image with this region")
    }
    for p in points where !(p.activity.value.isFinite && p.time.isFinite) {
      throw refuse(
        "an activity or a time is not a number", "no fit is possible", "check the image at that time")
    }
    if let early = points.first(where: { $0.time.value < 0 }) {
      throw refuse(
        "a measurement was made \(-early.time.inHours) h before administration",
        "activity is integrated from administration", "check dates and times of image and administration")
    }
    guard points.contains(where: { $0.activity.value.value > 0 }) else {
      throw refuse(
        "no measured activity is above zero", "there is nothing to integrate",
        "check the region, the images and the calibration; leave the region out if it took nothing up")
    }
  }

  private mutating func weigh(_ region: String, _ weighting: Weighting) throws {
    let stated = hasUncertainties
    if !stated, weighting == .stated || weighting == .relative {
      throw Problem(
        .dataRejected, what: "weights are asked for, but not every point has an uncertainty above zero",
        at: "time–activity data of \(region)", why: "a weight is one over the variance",
        remedy: "give uncertainties for all points, or fit without weights")
    }
    guard stated, weighting != .unweighted else {
      if weighting == .automatic, points.contains(where: { $0.activity.standardUncertainty != nil }) {
        warnings.append("Only some points have an uncertainty: the fit is unweighted.")
      }
      return
    }
    weights = weighting == .relative ? .relative : .absolute
    sigmas = points.map { $0.activity.standardUncertainty!.value / scale }
  }

  private mutating func addWarnings() {
    let bad = values.filter { $0 <= 0 }.count
    if bad > 0 {
      warnings.append("\(bad) of \(count) measured activities \(bad == 1 ? "is" : "are") zero or negative.")
    }
    if count > 1, zip(values, values.dropFirst()).allSatisfy({ $0 > $1 }) {
      warnings.append(
        "No uptake phase was observed: activity decreases from the first time point.")
    }
  }
}
