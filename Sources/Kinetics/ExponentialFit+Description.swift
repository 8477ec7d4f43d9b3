import Foundation
import Quantities
import Stages
import Statistics

extension ExponentialFit {
  /// May take part in the choice of a model.
  var isUsable: Bool { converged && sum.integral().isFinite && sum.integral() > 0 && keepsLaw }

  var keepsLaw: Bool { FitProblem(ExponentialModel(shape), data, rules).keepsCeiling(sum) }

  /// `nil` for a model whose integral is not a number.
  func alternative(_ data: CurveData) -> TimeActivityFit.Alternative? {
    let integral = sum.integral() * data.integralScale
    guard integral.isFinite, integral > 0 else { return nil }
    return TimeActivityFit.Alternative(
      model: shape.rawValue, aicc: isUsable && determined ? criterion().flatMap(finite) : nil,
      timeIntegratedActivity: Quantity(integral))
  }

  var warnings: [Note] {
    var all: [CurveNote] = []
    if boundActive { all.append(.heldAtPhysicalDecay) }
    if !converged { all.append(.notConverged) }
    if !determined { all.append(.undetermined) }
    if reachesCeiling { all.append(.heldAtAdministered) }
    if let half = heldPhase?.halfLife { all.append(.phaseHeld(halfLife: half)) }
    return all.map(Note.curve)
  }

  /// The phase of washout that is held at what the first point can show: its half-life (h), and the integral that it makes
  /// up, of which the data say little.
  var heldPhase: (halfLife: Double, integral: Double)? {
    let problem = FitProblem(ExponentialModel(shape), data, rules)
    let r = problem.fastestWashoutRate
    guard let limit = problem.fastestWashout, sum.rates[r] > limit * (1 - FitProblem.wall) else { return nil }
    // With uptake a part of the phase only makes up for what has not arrived yet.
    let arrival = shape.hasUptake ? 1 / sum.rates[shape.rateCount - 1] : 0
    return (ln2 / sum.rates[r], abs(sum.amplitudes[r]) * (1 / sum.rates[r] - arrival))
  }

  private var reachesCeiling: Bool {
    guard rules.ceiling.isFinite else { return false }
    let t = sum.timeOfGreatestShare(physicalRate: rules.physicalRate, isUptake: shape.hasUptake)
    return sum(t) * exp(rules.physicalRate * t) > rules.ceiling * (1 - 2 * FitProblem.barrier)
  }

  /// The exponentials of the sum, in Bq.
  func terms(scale: Double) -> [TimeActivityFit.Term] {
    (0..<shape.rateCount).map {
      TimeActivityFit.Term(
        amplitude: Activity(sum.amplitudes[$0] * scale), halfLife: .hours(ln2 / sum.rates[$0]))
    }
  }

  /// Standard uncertainty of the integral by first-order propagation, in the units of the fit.
  func propagated(_ scale: Double) -> Double? {
    guard determined else { return nil }
    let gradient = ExponentialModel(shape).integralGradient(theta)
    let u = (max(0, SmallLinear.quadratic(gradient, covariance)) * scale).squareRoot()
    return u.isFinite && u < sum.integral() ? u : nil
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
    var natural = covariance.map { SmallLinear.propagate(jacobian, $0) } ?? []
    if !natural.allSatisfy(\.isFinite) { natural = [] }
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

/// The number, if it is one that a file can hold.
func finite(_ x: Double) -> Double? { x.isFinite ? x : nil }
