import Foundation
import Quantities
import Stages
import Statistics

/// Fits of one region with the weights of their models.
///
/// A model's weight is e^(−Δ/2) of its criterion. The integral is the weighted mean; its variance adds that within each model to that between the models (Burnham &
/// Anderson 2002, 4.3.2); its interval is where the weighted confidence distributions of the profile likelihoods leave
/// 2.5 % on either side (Fletcher & Turek 2012, doi:10.1007/s13253-011-0064-8).
struct ModelAverage: Sendable {
  /// From the best to the least.
  private(set) var members: [(fit: ExponentialFit, weight: Double)]
  /// By which unit variances are multiplied; `nil` where nothing says how uncertain the points are.
  private let scales: [Double?]
  /// Models with less weight change nothing.
  static let least = 0.02

  var best: ExponentialFit { members[0].fit }

  /// One model, chosen by the user.
  init(_ fits: [ExponentialFit], inflation: Double) {
    members = fits.map { ($0, 1 / Double(fits.count)) }
    scales = fits.map { $0.varianceScale?.scale }
  }

  /// `nil` where no model can be judged.
  init?(judging all: [ExponentialFit]) {
    let usable = all.filter(\.isUsable)
    func ranked(_ inflation: Double) -> [(fit: ExponentialFit, value: Double)] {
      usable.compactMap { fit in fit.criterion(inflation: inflation).flatMap(finite).map { (fit, $0) } }
        .sorted { $0.1 < $1.1 }
    }
    guard let first = ranked(1).first?.fit else { return nil }
    // Where even the best model misses the points, misfit counts less for all (quasi-likelihood).
    let inflation = first.data.weights == .absolute ? first.varianceScale?.scale ?? 1 : 1
    let order = ranked(inflation)
    let least = order[0].value
    let likelihoods = order.map { exp(-($0.value - least) / 2) }
    let total = likelihoods.reduce(0, +)
    let kept = zip(order, likelihoods).filter { $0.1 / total >= Self.least }
      // Models that collapse to the best one change nothing.
      .enumerated().filter { $0.offset == 0 || !Self.repeats($0.element.0.fit, order[0].fit) }.map(\.element)
    let sum = kept.reduce(0) { $0 + $1.1 }
    members = kept.map { ($0.0.fit, $0.1 / sum) }
    scales = members.map {
      $0.fit.data.weights == .absolute ? inflation : $0.fit.varianceScale?.scale
    }
  }

  /// The same curve and integral within 0.1 %.
  private static func repeats(_ a: ExponentialFit, _ b: ExponentialFit) -> Bool {
    abs(a.sum.integral() / b.sum.integral() - 1) < 1e-3
      && a.data.times.allSatisfy { t in abs(a.sum(t) / b.sum(t) - 1) < 1e-3 }
  }

  func callAsFunction(_ t: Double) -> Double { members.reduce(0) { $0 + $1.weight * $1.fit.sum(t) } }
  func integral(from t: Double = 0) -> Double {
    members.reduce(0) { $0 + $1.weight * $1.fit.sum.integral(from: t) }
  }

  var name: String {
    guard members.count > 1 else { return best.shape.rawValue }
    return "average of "
      + members.map { "\($0.fit.shape.rawValue) (\(Int((100 * $0.weight).rounded())) %)" }.joined(
        separator: ", ")
  }

  private func terms(scale: Double) -> [TimeActivityFit.Term] {
    members.flatMap { member in member.fit.terms(scale: scale * member.weight) }
  }

  func described(
    _ region: Region, _ data: CurveData, alternatives: [TimeActivityFit.Alternative]
  ) -> TimeActivityFit {
    let spread = Spread(members, scales, mean: integral())
    let scale = best.determined ? best.varianceScale : nil
    let covariance = scale.map { s in best.covariance.map { $0 * s.scale } }
    let (parameters, natural) = best.naturalParameters(data, covariance: covariance)
    let integral = integral()
    var fit = TimeActivityFit(
      region: region, points: data.all, fitted: data.all.map { Activity(self($0.time.inHours) * data.scale) },
      model: name, parameters: parameters, covariance: natural,
      timeIntegratedActivity: Uncertain(
        Quantity(integral * data.integralScale),
        standardUncertainty: spread.uncertainty.map { Quantity($0 * data.integralScale) }),
      extrapolatedFraction: self.integral(from: data.lastTime) / integral, curve: curve(data),
      terms: terms(scale: data.scale), alternatives: alternatives,
      warnings: data.warnings + best.warnings + notes(scale?.note, spread))
    fit.interval = spread.interval.map {
      TimeActivityFit.Interval(
        probability: 0.95, lower: Quantity($0.lowerBound * data.integralScale),
        upper: Quantity($0.upperBound * data.integralScale))
    }
    return fit
  }

  private func curve(_ data: CurveData) -> [TimeActivityFit.Sample] {
    let end = max(1.5 * data.lastTime, 1)
    return (0...150).map {
      let t = end * Double($0) / 150
      return TimeActivityFit.Sample(time: .hours(t), activity: Activity(self(t) * data.scale))
    }
  }

  private func notes(_ scatter: CurveNote?, _ spread: Spread) -> [Note] {
    var all = [scatter].compactMap { $0 }
    if spread.uncertainty == nil {
      all.append(best.varianceScale == nil ? .noFreedom : .integralUndetermined)
    }
    // Burnham & Anderson 2002, 2.6: models within 2 of the best have substantial support.
    let rivals = members.dropFirst().filter {
      $0.weight > members[0].weight * exp(-1)
        && abs($0.fit.sum.integral() / best.sum.integral() - 1) > 0.1
    }
    if !rivals.isEmpty { all.append(.rivals(models: rivals.map(\.fit.shape.rawValue))) }
    return all.map(Note.curve)
  }
}

/// Uncertainty and interval of an averaged integral, in the units of the fit.
private struct Spread {
  var uncertainty: Double?
  var interval: ClosedRange<Double>?

  init(_ members: [(fit: ExponentialFit, weight: Double)], _ scales: [Double?], mean: Double) {
    guard mean.isFinite, mean > 0, scales.allSatisfy({ $0 != nil && $0!.isFinite }) else { return }
    let profiles = zip(members, scales).map {
      IntegralProfile($0.fit, scale: $1!, freedom: $0.fit.studentFreedom)
    }
    func cumulative(_ x: Double) -> Double {
      zip(members, profiles).reduce(0) { $0 + $1.0.weight * $1.1.cumulative(x) }
    }
    let (low, high) = (Self.quantile(0.025, cumulative, mean), Self.quantile(0.975, cumulative, mean))
    // Of a phase that is held, anything from none to twice its decays is taken as equally likely (half-width / √3).
    let held = members.map { pow($0.fit.heldPhase.map { $0.integral / 3.0.squareRoot() } ?? 0, 2) }
    let heldVariance = zip(members, held).reduce(0) { $0 + $1.0.weight * $1.1 }
    func side(_ bound: Double) -> Double { (pow(bound - mean, 2) + 3.84 * heldVariance).squareRoot() }
    interval = max(mean - side(min(exp(low), mean)), 0.05 * mean)...mean + side(max(exp(high), mean))
    var variance = heldVariance
    for (n, member) in members.enumerated() {
      // A member that its data leave open is as uncertain as itself, and no more.
      let own = min(Self.own(member.fit, scales[n]!, profiles[n], mean), member.fit.sum.integral())
      let between = member.fit.sum.integral() - mean
      variance += member.weight * (own * own + between * between)
    }
    let u = variance.squareRoot()
    uncertainty = u.isFinite && u < mean ? u : nil
  }

  /// By first-order propagation, but for fits with a phase that the points leave open: there it knows nothing of the other points
  /// that hold the integral, and claims many times what the profile likelihood allows.
  private static func own(
    _ fit: ExponentialFit, _ scale: Double, _ profile: IntegralProfile, _ mean: Double
  ) -> Double {
    let wide = halfWidth(profile, mean)
    guard let first = fit.propagated(scale), first < 2 * wide else { return wide }
    return first
  }

  /// Half of the 68 % interval.
  private static func halfWidth(_ profile: IntegralProfile, _ mean: Double) -> Double {
    (exp(quantile(0.8413, profile.cumulative, mean)) - exp(quantile(0.1587, profile.cumulative, mean))) / 2
  }

  private static func quantile(_ p: Double, _ f: (Double) -> Double, _ mean: Double) -> Double {
    var (low, high) = (log(mean) - 5, log(mean) + 5)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if f(middle) < p { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
