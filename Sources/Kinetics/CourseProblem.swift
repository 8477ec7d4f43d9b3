import Foundation
import Stages
import Statistics

/// The joint least squares of a course: logarithms of the shape's parameters for the fullest cycle, then the logarithm of
/// each other cycle's size relative to it.
struct CourseProblem {
  struct Solution {
    /// Per cycle, in the units of its data.
    var curves: [ExponentialSum]
    /// Of the integrals in those units, row by row; `nil` where nothing says how uncertain the points are.
    var integralCovariance: [Double]?
    var warnings: [Note]
  }

  private let model: ExponentialModel
  private var data: [CurveData]
  private let full: Int
  private let start: [Double]
  private let isBound: Bool

  init(_ fit: ExponentialFit, _ data: [CurveData], full: Int) {
    let slow = fit.shape.amplitudeCount
    isBound = fit.boundActive
    model = ExponentialModel(fit.shape, fixedSlowRate: fit.boundActive ? fit.rules.physicalRate : nil)
    var theta = fit.theta
    if fit.boundActive { theta.remove(at: slow) }
    (self.data, self.full, start) = (data, full, theta)
  }

  private var others: [Int] { data.indices.filter { $0 != full } }
  private var rows: Int { data.reduce(0) { $0 + $1.count } }
  private var parameters: Int { model.parameterCount + others.count }

  /// The cycle's size relative to the fullest, by weighted least squares of the start curve.
  private func firstSize(_ c: Int, _ sum: ExponentialSum) -> Double {
    var (top, bottom) = (0.0, 0.0)
    for n in 0..<data[c].count {
      let (f, w) = (sum(data[c].times[n]), 1 / (data[c].sigmas[n] * data[c].sigmas[n]))
      (top, bottom) = (top + w * f * data[c].values[n], bottom + w * f * f)
    }
    return max(top / bottom, 1e-12)
  }

  func solve() -> Solution? {
    let sum = model.sum(start)
    var theta = start + others.map { log(firstSize($0, sum)) }
    guard rows >= parameters else { return nil }
    var problem = self
    var solver = LeastSquares(residuals: rows, parameters: parameters)
    var outcome = problem.minimise(&theta, &solver)
    // Weights from the fitted values, as in the fit of one cycle.
    for _ in 0..<6 where data[full].weights != .none {
      for c in data.indices { problem.data[c] = data[c].weighed(by: problem.curve(c, theta)) }
      outcome = problem.minimise(&theta, &solver)
    }
    guard outcome.converged, theta.allSatisfy(\.isFinite) else { return nil }
    var covariance = Array(repeating: 0.0, count: parameters * parameters)
    let rank = solver.covariance(into: &covariance)
    return problem.solution(theta, outcome.residualSumOfSquares, rank == parameters ? covariance : nil)
  }

  private func minimise(_ theta: inout [Double], _ solver: inout LeastSquares) -> LeastSquares.Outcome {
    solver.minimise(&theta, tolerance: 1e-12) { evaluate($0, $1, $2) }
  }

  private func size(_ c: Int, _ theta: UnsafePointer<Double>) -> Double {
    others.firstIndex(of: c).map { exp(theta[model.parameterCount + $0]) } ?? 1
  }

  private func curve(_ c: Int, _ theta: [Double]) -> ExponentialSum {
    var sum = model.sum(theta)
    sum.amplitudes *= size(c, theta)
    return sum
  }

  private func evaluate(
    _ theta: UnsafePointer<Double>, _ f: UnsafeMutablePointer<Double>?, _ j: UnsafeMutablePointer<Double>?
  ) {
    let sum = model.sum(theta)
    var row = 0
    for c in data.indices {
      let size = size(c, theta)
      for n in 0..<data[c].count {
        let (t, s) = (data[c].times[n], data[c].sigmas[n])
        f?[row] = (data[c].values[n] - size * sum(t)) / s
        if let j {
          for (p, d) in model.gradient(theta, at: t).enumerated() { j[row + p * rows] = -size * d / s }
          for (p, other) in others.enumerated() {
            j[row + (model.parameterCount + p) * rows] = other == c ? -size * sum(t) / s : 0
          }
        }
        row += 1
      }
    }
  }

  private func solution(_ theta: [Double], _ misfit: Double, _ covariance: [Double]?) -> Solution {
    let curves = data.indices.map { curve($0, theta) }
    let freedom = rows - parameters
    var warnings: [Note] = isBound ? [.curve(.heldAtPhysicalDecay)] : []
    var scale: Double? = data[full].weights == .none ? (freedom > 0 ? misfit / Double(freedom) : nil) : 1
    if data[full].weights == .absolute, freedom > 0,
      ChiSquared(degreesOfFreedom: Double(freedom)).survival(misfit) < 0.01
    {
      scale = misfit / Double(freedom)
      warnings.append(
        .curve(
          .cyclesScatter(
            chiSquared: misfit, freedom: freedom, factor: (misfit / Double(freedom)).squareRoot())))
    }
    let gradients = data.indices.map { c in gradient(c, theta, curves[c].integral()) }
    let propagated: [Double]? = covariance.flatMap { covariance in
      scale.map { s in
        gradients.flatMap { a in
          gradients.map { b in s * Self.bilinear(a, covariance, b) }
        }
      }
    }
    return Solution(
      curves: curves, integralCovariance: propagated.flatMap { $0.allSatisfy(\.isFinite) ? $0 : nil },
      warnings: warnings)
  }

  /// Of a cycle's integral with respect to all parameters.
  private func gradient(_ c: Int, _ theta: [Double], _ integral: Double) -> [Double] {
    let size = size(c, theta)
    return model.integralGradient(theta).map { $0 * size } + others.map { $0 == c ? integral : 0 }
  }

  private static func bilinear(_ a: [Double], _ m: [Double], _ b: [Double]) -> Double {
    let n = a.count
    var sum = 0.0
    for r in 0..<n { for c in 0..<n { sum += a[r] * m[r * n + c] * b[c] } }
    return sum
  }
}
