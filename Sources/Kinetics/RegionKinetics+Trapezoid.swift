import Diagnostics
import Foundation
import Quantities
import Stages

extension RegionKinetics {
  func trapezoid(_ rule: Trapezoid, _ region: Region, _ data: CurveData) throws -> TimeActivityFit {
    guard zip(data.times, data.times.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw Problem(
        .dataRejected, what: "two measurements have the same time", at: "time–activity data of \(region)",
        why: "a trapezoid needs one activity per time",
        remedy: "average replicates, or fit an exponential model")
    }
    let half = try tailHalfLife(rule.tail, region, data)
    let parts = TrapezoidSum(data: data, rule: rule, physicalRate: physicalRate, tailHalfLife: half.value)
    guard parts.total > 0 else {
      throw Problem(
        .dataRejected, what: "the trapezoid is not above zero", at: "time–activity data of \(region)",
        why: "negative activities outweigh positive ones", remedy: "check background and region")
    }
    let u = uncertainty(rule, data, half)
    var warnings = data.warnings + half.warnings
    if data.values[data.count - 1] <= 0 {
      warnings.append(.curve(.lastNotPositive))
    }
    if u == nil { warnings.append(.curve(.trapezoidWithoutUncertainty)) }
    let parameter = TimeActivityFit.Parameter(
      name: "effective half-life of the tail", unit: "h", value: half.value,
      standardUncertainty: half.standardUncertainty)
    return TimeActivityFit(
      region: region, points: data.points, fitted: data.points.map(\.activity.value),
      model: "trapezoid, \(rule.head.rawValue), \(half.name)", parameters: [parameter], covariance: [],
      timeIntegratedActivity: Uncertain(
        Quantity(parts.total * data.integralScale),
        standardUncertainty: u.map { Quantity($0 * data.integralScale) }),
      extrapolatedFraction: parts.tail / parts.total, curve: curve(data) { parts.value($0) },
      warnings: warnings)
  }

  private struct TailHalfLife {
    var value: Double
    /// Of a given half-life; that of a fitted one follows from the points.
    var standardUncertainty: Double?
    var name: String
    var warnings: [Note] = []
  }

  private func tailHalfLife(_ tail: Trapezoid.Tail, _ region: Region, _ data: CurveData) throws
    -> TailHalfLife
  {
    switch tail {
    case .physical: return TailHalfLife(value: physicalHalfLife.inHours, name: "physical tail")
    case .effectiveHalfLife(let given):
      try checkEffective(given, region)
      return TailHalfLife(
        value: given.value.inHours, standardUncertainty: given.standardUncertainty?.inHours,
        name: "given tail")
    case .lastPoints(let count):
      guard count >= 2, count <= data.count, data.values.suffix(count).allSatisfy({ $0 > 0 }) else {
        throw Problem(
          .dataRejected, what: "the tail cannot be fitted to the last \(counted(count, "point"))",
          at: "time–activity data of \(region)", why: "it takes at least two activities above zero",
          remedy: "choose fewer points, the physical tail or a given half-life")
      }
      let rate = tailRate(data, count)
      let held = rate <= physicalRate
      return TailHalfLife(
        value: ln2 / max(rate, physicalRate), name: "tail through the last \(counted(count, "point"))",
        warnings: held ? [.curve(.tailHeldAtPhysicalDecay)] : [])
    }
  }

  /// Weighted log-linear slope; σ of the logarithm is σ / activity.
  func tailRate(_ data: CurveData, _ count: Int) -> Double {
    var (w, t, y, tt, ty) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for n in data.count - count..<data.count {
      let root = data.weights == .none ? 1 : data.values[n] / data.sigmas[n]
      let (weight, time, logarithm) = (root * root, data.times[n] - data.lastTime, log(data.values[n]))
      w += weight
      t += weight * time
      y += weight * logarithm
      tt += weight * time * time
      ty += weight * time * logarithm
    }
    return -(w * ty - t * y) / (w * tt - t * t)
  }

  /// Any effective half-life that is given: positive and not longer than the physical one.
  func checkEffective(_ given: Uncertain<Second>, _ region: Region) throws {
    let value = given.value
    guard value.isFinite, value.value > 0, value.value <= physicalHalfLife.value * (1 + 1e-9) else {
      throw Problem(
        .dataRejected,
        what: "an effective half-life of \(rounded(value.inHours)) h is not between 0 and the physical "
          + "\(rounded(physicalHalfLife.inHours)) h", at: "time–activity data of \(region)",
        why: "activity cannot outlive the nuclide", remedy: "check the given half-life and its unit")
    }
  }

  /// The integral is nearly linear in the points: derivatives by central differences of σ.
  private func uncertainty(_ rule: Trapezoid, _ data: CurveData, _ half: TailHalfLife) -> Double? {
    guard data.hasUncertainties else { return nil }
    func total(_ changed: CurveData, _ half: Double) -> Double {
      TrapezoidSum(data: changed, rule: rule, physicalRate: physicalRate, tailHalfLife: half).total
    }
    var variance = 0.0
    for n in 0..<data.count {
      let sigma = data.points[n].activity.standardUncertainty!.value / data.scale
      var values = [0.0, 0.0]
      for (side, sign) in [1.0, -1.0].enumerated() {
        var changed = data
        changed.values[n] += sign * 1e-3 * sigma
        values[side] = total(changed, refitted(rule.tail, changed) ?? half.value)
      }
      let d = (values[0] - values[1]) / 2e-3
      variance += d * d
    }
    if let u = half.standardUncertainty {
      let d = data.values[data.count - 1] / ln2 * u
      variance += d * d
    }
    return variance.squareRoot()
  }

  private func refitted(_ tail: Trapezoid.Tail, _ data: CurveData) -> Double? {
    guard case .lastPoints(let count) = tail, data.values.suffix(count).allSatisfy({ $0 > 0 }) else {
      return nil
    }
    return ln2 / max(tailRate(data, count), physicalRate)
  }
}

/// The three parts of a trapezoidal integral, in hours and scaled activities.
struct TrapezoidSum {
  let data: CurveData
  let rule: Trapezoid
  let physicalRate: Double
  let tailHalfLife: Double

  var total: Double { head + between + tail }

  var head: Double {
    let (t, y) = (data.times[0], data.values[0])
    return switch rule.head {
    case .constant: t * y
    case .linearFromZero: t * y / 2
    case .physicalDecay: y * expm1(physicalRate * t) / physicalRate
    }
  }

  var between: Double {
    var sum = 0.0
    for n in 1..<max(1, data.count) {
      sum += (data.times[n] - data.times[n - 1]) * (data.values[n] + data.values[n - 1]) / 2
    }
    return sum
  }

  var tail: Double { max(0, data.values[data.count - 1]) * tailHalfLife / ln2 }

  func value(_ t: Double) -> Double {
    let (times, y) = (data.times, data.values)
    if t <= times[0] {
      return switch rule.head {
      case .constant: y[0]
      case .linearFromZero: times[0] > 0 ? y[0] * t / times[0] : y[0]
      case .physicalDecay: y[0] * exp(physicalRate * (times[0] - t))
      }
    }
    guard let next = times.firstIndex(where: { $0 >= t }) else {
      return max(0, y[y.count - 1]) * exp2((data.lastTime - t) / tailHalfLife)
    }
    let part = (t - times[next - 1]) / (times[next] - times[next - 1])
    return y[next - 1] + part * (y[next] - y[next - 1])
  }
}
