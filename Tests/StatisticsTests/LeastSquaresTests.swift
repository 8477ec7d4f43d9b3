import Fixtures
import Foundation
@testable import Statistics
import Testing

@Suite("Non-linear least squares")
struct LeastSquaresTests {
  /// NIST Statistical Reference Datasets, Misra1a (Misra 1978), certified to 11 digits.
  static let misra = (
    y: [
      10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78,
    ],
    x: [
      77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0,
    ]
  )

  static func fitMisra(start: [Double], bounds: [LeastSquares.Bound]? = nil) -> LeastSquaresFit {
    LeastSquares.fit(parameters: start, bounds: bounds, residuals: 14) { b, f in
      for n in 0..<14 { f[n] = misra.y[n] - b[0] * (1 - exp(-b[1] * misra.x[n])) }
    }
  }

  @Test(
    "Certified values and standard deviations of NIST Misra1a",
    arguments: [[500, 0.0001], [250, 0.0005]])
  func misra1a(start: [Double]) {
    let fit = Self.fitMisra(start: start)
    let s2 = fit.residualSumOfSquares / 12
    #expect(fit.converged)
    #expect(agree(fit.parameters[0], 2.3894212918e2, relative: 1e-8))
    #expect(agree(fit.parameters[1], 5.5015643181e-4, relative: 1e-8))
    #expect(agree(fit.residualSumOfSquares, 1.2455138894e-1, relative: 1e-9))
    #expect(agree((s2 * fit.covariance[0]).squareRoot(), 2.7070075241, relative: 1e-6))
    #expect(agree((s2 * fit.covariance[3]).squareRoot(), 7.2668688436e-6, relative: 1e-6))
  }

  @Test("Bounds by transformation neither move an inner minimum nor its covariance")
  func boundsInside() {
    let fit = Self.fitMisra(start: [300, 3e-4], bounds: [.above(0), .between(0, 1e-2)])
    let free = Self.fitMisra(start: [250, 5e-4])
    #expect(agree(fit.parameters[0], free.parameters[0], relative: 1e-7))
    for n in 0..<4 { #expect(agree(fit.covariance[n], free.covariance[n], relative: 1e-5)) }
  }

  @Test("A bound that excludes the minimum is never crossed")
  func boundActive() {
    let fit = Self.fitMisra(start: [300, 8e-4], bounds: [.above(0), .above(6e-4)])
    #expect(fit.parameters[1] >= 6e-4)
    #expect(fit.residualSumOfSquares > 1.2455138894e-1 * 1.5)
  }

  @Test("An undetermined parameter has no rank and a zero row")
  func rank() {
    var solver = LeastSquares(residuals: 3, parameters: 2)
    var x = [1.0, 1.0]
    _ = solver.minimise(&x) { p, f, j in
      for n in 0..<3 {
        f?[n] = Double(n) - p[0]
        j?[n] = -1
        j?[n + 3] = 0
      }
    }
    var covariance = [Double](repeating: -1, count: 4)
    #expect(solver.covariance(into: &covariance) == 1)
    #expect(agree(x[0], 1))
    #expect(agree(covariance[0], 1.0 / 3))
    #expect(covariance[3] == 0)
  }
}

@Suite("Distributions")
struct DistributionTests {
  /// Values of Abramowitz & Stegun tables 26.1, 26.8, 26.10 to the digits printed there.
  @Test("Printed quantiles")
  func quantiles() {
    #expect(agree(Normal().quantile(0.975), 1.959963984540054, relative: 1e-12))
    #expect(agree(StudentT(degreesOfFreedom: 1).quantile(0.975), 12.706, relative: 1e-4))
    #expect(agree(StudentT(degreesOfFreedom: 10).quantile(0.95), 1.812, relative: 5e-4))
    #expect(agree(ChiSquared(degreesOfFreedom: 2).quantile(0.95), 5.99146, relative: 1e-5))
    #expect(agree(ChiSquared(degreesOfFreedom: 2).survival(5), exp(-2.5), relative: 1e-12))
  }

  @Test("The quantile undoes the cumulative, and survival completes it", arguments: [0.001, 0.3, 0.5, 0.99])
  func inverse(p: Double) {
    let all: [any Distribution] = [
      Normal(), StudentT(degreesOfFreedom: 3.5), ChiSquared(degreesOfFreedom: 4),
    ]
    for d in all {
      let x = d.quantile(p)
      #expect(agree(d.cumulative(x), p, relative: 1e-10))
      #expect(agree(d.survival(x), 1 - p, relative: 1e-10))
    }
  }

  @Test("Arguments outside the domain answer NaN, without a crash")
  func domain() {
    #expect(Normal().quantile(1.5).isNaN)
    #expect(StudentT(degreesOfFreedom: -1).cumulative(0).isNaN)
    #expect(ChiSquared(degreesOfFreedom: 2).cumulative(.nan).isNaN)
  }
}
