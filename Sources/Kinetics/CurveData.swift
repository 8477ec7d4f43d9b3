import Diagnostics
import Foundation
import Quantities
import Stages

/// Points of one region, sorted, in hours and in units of the greatest activity.
struct CurveData: Sendable {
  /// What the standard uncertainties of the points are good for.
  enum Weights: Sendable, Hashable { case absolute, relative, none }

  /// As measured, sorted.
  let all: [TimeActivityPoint]
  /// Those that say something of the curve.
  var points: [TimeActivityPoint]
  var times: [Double]
  var values: [Double]
  /// Divisors of the residuals; 1 without weights.
  var sigmas: [Double]
  /// Stated uncertainties over measured values.
  private var relatives: [Double] = []
  private var followsFit = false
  var weights: Weights
  /// Bq per unit of `values`.
  var scale: Double
  var warnings: [Note] = []

  var count: Int { times.count }
  var lastTime: Double { times[times.count - 1] }
  /// Bq·s per unit of the integral.
  var integralScale: Double { scale * 3600 }
  /// Points without activity may have an uncertainty of zero where it is a part of the value.
  var hasUncertainties: Bool {
    points.contains { $0.activity.value.value > 0 }
      && points.allSatisfy {
        guard let u = $0.activity.standardUncertainty?.value else { return false }
        return u > 0 || (u == 0 && $0.activity.value.value <= 0)
      }
  }
  var distinctTimes: Int { Set(times).count }

  /// Nothing at administration: true of every uptake, and said of none of the clearance.
  private static func isEmptyStart(_ point: TimeActivityPoint) -> Bool {
    point.time.value == 0 && point.activity.value.value == 0
  }

  /// The same points with uncertainties in proportion to the fitted instead of the measured value. Where noise
  /// outweighs the value, the stated uncertainty stays.
  func weighed(by curve: ExponentialSum) -> CurveData {
    guard followsFit else { return self }
    var copy = self
    for n in 0..<count where relatives[n] < 0.5 {
      copy.sigmas[n] = relatives[n] * max(curve(times[n]), 1e-3 * values[n])
    }
    return copy
  }

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
    all = points.sorted { $0.time < $1.time }
    try Self.check(region, all)
    let sorted = all.filter { !Self.isEmptyStart($0) }
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
        warnings.append(.curve(.someWithoutUncertainty))
      }
      return
    }
    weights = weighting == .relative ? .relative : .absolute
    let own = points.map { $0.activity.standardUncertainty!.value / scale }
    followsFit = weighting == .automatic
    relatives = zip(own, values).map { $1 > 0 ? $0 / $1 : .infinity }
    let least = own.filter { $0 > 0 }.min() ?? 1
    // A zero whose uncertainty is a part of zero is as uncertain as the least of the others.
    sigmas = own.map { $0 > 0 ? $0 : least }
  }

  private mutating func addWarnings() {
    let bad = values.filter { $0 <= 0 }.count
    if bad > 0 {
      warnings.append(.curve(.notPositive(count: bad, of: count)))
    }
    if count > 1, zip(values, values.dropFirst()).allSatisfy({ $0 > $1 }) {
      warnings.append(.curve(.noUptakePhase))
    }
  }
}
