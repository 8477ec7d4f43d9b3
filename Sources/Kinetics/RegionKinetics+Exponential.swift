import Diagnostics
import Foundation
import Quantities
import Stages
import Statistics

extension RegionKinetics {
  func exponential(_ shape: ExponentialShape, _ region: Region, _ data: CurveData) throws -> TimeActivityFit {
    try checkCount(shape, region, data)
    guard let fit = ExponentialFit(shape, data, physicalRate: physicalRate) else {
      throw Problem(
        .dataRejected, what: "no \(shape.rawValue) curve with positive amplitudes fits",
        at: "time–activity data of \(region)", why: "the points do not have the shape of this model",
        remedy: "choose another model, or `automatic`")
    }
    return describe(fit, region, data, alternatives: alternatives(data, including: fit))
  }

  /// The model with the least AICc. Where no model leaves n − k − 1 > 0 the mono-exponential is taken.
  func automatic(_ region: Region, _ data: CurveData) throws -> TimeActivityFit {
    guard data.count >= 2 else {
      throw Problem(
        .dataRejected, what: "one point does not define a curve", at: "time–activity data of \(region)",
        why: "the clearance must be assumed, and the choice belongs to the physicist",
        remedy: "choose a single-time-point method, or a trapezoid with a given tail")
    }
    let all = candidates(data)
    let ranked = all.filter(\.isUsable).compactMap { fit in fit.correctedAkaike(data).map { (fit, $0) } }
    guard let best = ranked.min(by: { $0.1 < $1.1 }) else {
      var fit = try exponential(.mono, region, data)
      fit.warnings.append(
        "\(data.count) points are too few to compare models: the mono-exponential was taken, not chosen.")
      return fit
    }
    let alternatives = all.map { alternative($0, data) }
    if let richer = replacement(for: best.0, among: all, data) {
      var fit = describe(richer, region, data, alternatives: alternatives)
      fit.warnings.append(
        "\(richer.shape.rawValue) was taken by χ²: \(best.0.shape.rawValue), the only model that "
          + "\(data.count) points admit for AICc, misses the points (χ² = \(rounded(best.0.chiSquared)) with "
          + "\(best.0.degreesOfFreedom) degrees of freedom).")
      return fit
    }
    var fit = describe(best.0, region, data, alternatives: alternatives)
    warnOfRivals(&fit, ranked.filter { $0.1 < best.1 + 2 }.map(\.0), best.0)
    return fit
  }

  /// AICc is not defined for models with one degree of freedom. Where uncertainties are stated, χ² judges by itself:
  /// if the best model misses the points, the least AIC among those that do not is taken; `nil` keeps the best.
  private func replacement(
    for best: ExponentialFit, among all: [ExponentialFit], _ data: CurveData
  ) -> ExponentialFit? {
    guard data.weights == .absolute, !best.agrees else { return nil }
    return all.filter { $0.isUsable && $0.degreesOfFreedom > 0 && $0.agrees }
      .min {
        $0.chiSquared + 2 * Double($0.shape.parameterCount) < $1.chiSquared + 2
          * Double($1.shape.parameterCount)
      }
  }

  private func candidates(_ data: CurveData) -> [ExponentialFit] {
    ExponentialShape.allCases.compactMap { ExponentialFit($0, data, physicalRate: physicalRate) }
  }

  private func alternatives(_ data: CurveData, including fit: ExponentialFit) -> [TimeActivityFit.Alternative]
  {
    comparesModels ? candidates(data).map { alternative($0, data) } : [alternative(fit, data)]
  }

  private func alternative(_ fit: ExponentialFit, _ data: CurveData) -> TimeActivityFit.Alternative {
    TimeActivityFit.Alternative(
      model: fit.shape.rawValue, aicc: fit.isUsable ? fit.correctedAkaike(data) : nil,
      timeIntegratedActivity: Quantity(fit.sum.integral() * data.integralScale))
  }

  /// Burnham & Anderson 2002, 2.6: models within 2 of the best have substantial support.
  private func warnOfRivals(_ fit: inout TimeActivityFit, _ rivals: [ExponentialFit], _ best: ExponentialFit)
  {
    let far = rivals.filter { abs($0.sum.integral() / best.sum.integral() - 1) > 0.1 }
    guard !far.isEmpty else { return }
    let names = far.map(\.shape.rawValue).joined(separator: ", ")
    fit.warnings.append("As well supported by the data, with an integral more than 10 % different: \(names).")
  }

  private func checkCount(_ shape: ExponentialShape, _ region: Region, _ data: CurveData) throws {
    let distinct = Set(data.times).count
    guard distinct < shape.parameterCount else { return }
    throw Problem(
      .dataRejected,
      what: "\(distinct) different times do not determine the \(shape.parameterCount) parameters of the "
        + "\(shape.rawValue) model", at: "time–activity data of \(region)",
      why: "infinitely many curves would fit equally well",
      remedy: "choose a simpler model, or a single-time-point method for one measurement")
  }

  private func describe(
    _ fit: ExponentialFit, _ region: Region, _ data: CurveData, alternatives: [TimeActivityFit.Alternative]
  ) -> TimeActivityFit {
    let scale = fit.determined ? fit.varianceScale(data) : nil
    let covariance = fit.covariance.map { $0 * (scale?.scale ?? .nan) }
    let integral = fit.sum.integral()
    let gradient = ExponentialModel(fit.shape).integralGradient(fit.theta)
    let u = scale.map { _ in max(0, SmallLinear.quadratic(gradient, covariance)).squareRoot() }
    let tail = fit.sum.integral(from: data.lastTime)
    let (parameters, natural) = fit.naturalParameters(data, covariance: scale == nil ? nil : covariance)
    return TimeActivityFit(
      region: region, points: data.points, fitted: data.times.map { Activity(fit.sum($0) * data.scale) },
      model: fit.shape.rawValue, parameters: parameters, covariance: natural,
      timeIntegratedActivity: Uncertain(
        Quantity(integral * data.integralScale),
        standardUncertainty: u.map { Quantity($0 * data.integralScale) }),
      extrapolatedFraction: tail / integral, curve: curve(data) { fit.sum($0) },
      terms: fit.terms(scale: data.scale),
      alternatives: alternatives,
      warnings: data.warnings + fit.warnings + [scale?.warning, missing(fit, data)].compactMap { $0 })
  }

  private func missing(_ fit: ExponentialFit, _ data: CurveData) -> String? {
    guard fit.determined, fit.varianceScale(data) == nil else { return nil }
    return "As many parameters as points and no stated uncertainties: the uncertainty cannot be evaluated."
  }

  /// 0 to half as far again as the last point, in equal steps.
  func curve(_ data: CurveData, _ value: (Double) -> Double) -> [TimeActivityFit.Sample] {
    let end = max(1.5 * data.lastTime, 1)
    return (0...150).map {
      let t = end * Double($0) / 150
      return TimeActivityFit.Sample(time: .hours(t), activity: Activity(value(t) * data.scale))
    }
  }
}

extension ExponentialFit {
  /// χ² is no greater than 1 in 100 true curves would give.
  var agrees: Bool {
    degreesOfFreedom > 0
      && ChiSquared(degreesOfFreedom: Double(degreesOfFreedom)).survival(chiSquared) >= 0.01
  }

  /// May take part in the choice of a model.
  var isUsable: Bool { converged && determined }

  var warnings: [String] {
    var all: [String] = []
    if boundActive {
      all.append(
        "The data ask for a clearance slower than physical decay: the slowest half-life is held at the physical one."
      )
    }
    if !converged { all.append("The fit did not converge: do not use it.") }
    if !determined {
      all.append("The data do not determine all parameters of this model: choose a simpler one.")
    }
    return all
  }

  /// The exponentials of the sum, in Bq.
  func terms(scale: Double) -> [TimeActivityFit.Term] {
    (0..<shape.rateCount).map {
      TimeActivityFit.Term(
        amplitude: Activity(sum.amplitudes[$0] * scale), halfLife: .hours(ln2 / sum.rates[$0]))
    }
  }

  /// Amplitudes in MBq and half-lives in h with their covariance.
  func naturalParameters(
    _ data: CurveData, covariance: [Double]?
  ) -> (parameters: [TimeActivityFit.Parameter], covariance: [Double]) {
    let amplitudes = shape.amplitudeCount
    let rates = (0..<shape.rateCount).map { sum.rates[$0] }
    let mega = data.scale / 1e6
    let values = theta.prefix(amplitudes).map { exp($0) * mega } + rates.map { ln2 / $0 }
    var jacobian = ExponentialModel(shape).naturalJacobian(theta)
    for row in jacobian.indices {
      let factor = row < amplitudes ? mega : -ln2 / (rates[row - amplitudes] * rates[row - amplitudes])
      jacobian[row] = jacobian[row].map { $0 * factor }
    }
    let natural = covariance.map { SmallLinear.propagate(jacobian, $0) } ?? []
    let parameters = values.enumerated().map { n, value in
      TimeActivityFit.Parameter(
        name: name(n), unit: n < amplitudes ? "MBq" : "h", value: value,
        standardUncertainty: natural.isEmpty ? nil : max(0, natural[n * values.count + n]).squareRoot())
    }
    return (parameters, natural)
  }

  private func name(_ n: Int) -> String {
    let amplitudes = shape.amplitudeCount
    if n < amplitudes { return amplitudes == 1 ? "amplitude" : "amplitude \(n + 1)" }
    let rate = n - amplitudes
    if shape.hasUptake, rate == shape.rateCount - 1 { return "uptake half-life" }
    return rate == 0 ? "effective half-life" : "effective half-life \(rate + 1)"
  }
}
