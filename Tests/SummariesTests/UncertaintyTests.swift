import Fixtures
import Foundation
@testable import Quantities
import Stages
import Testing

@testable import Summaries

@Suite struct UncertaintyTests {
  @Test func chainWithoutCovariance() throws {
    let faults = try Fixtures.everyRow("uncertainty_chain") { check in
      let row = check.row
      func value(_ column: String) throws -> Double { try #require(row.number(column)) }
      let (voxel, fwhm) = (Length(try value("voxel_mm")), Length(try value("fwhm_mm")))
      let volume = UncertaintyChain.volumeUncertainty(
        diameter: Length(try value("sphere_diameter_mm")), voxel: voxel, fwhm: fwhm)
      let chain = UncertaintyChain(
        volume: volume, massExponent: try value("s_mass_exponent"),
        calibration: try value("u_rel_calibration"),
        counts: try value("u_rel_counts_and_rc"), fit: try value("u_rel_fit"))
      let diameter = UncertaintyChain.diameterUncertainty(voxel: voxel, fwhm: fwhm)
      check.expect(agree(diameter.value, try value("expected_u_diameter_mm")))
      check.expect(agree(volume, try value("expected_u_rel_volume")))
      check.expect(agree(chain.doseFactor, try value("expected_u_rel_s")))
      check.expect(agree(chain.activity, try value("expected_u_rel_activity")))
      check.expect(agree(chain.timeIntegratedActivity, try value("expected_u_rel_tia")))
      check.expect(agree(chain.budget.relative, try value("expected_u_rel_dose")))
      check.expect(chain.budget.contributions.allSatisfy { !$0.name.contains("covariance") })
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  /// The volume's net effect is |φ/2R − β − c| times its own uncertainty, whatever the lines look like.
  @Test(arguments: [(0.3, 0.0), (0.0, 0.6), (0.2, 0.5), (-0.1, 0.9), (0.0, 1.0)])
  func volumeTermsAreOneError(recoverySlope: Double, countSlope: Double) {
    let chain = UncertaintyChain(
      volume: 0.25, massExponent: 0.99, recoverySlope: recoverySlope, countSlope: countSlope,
      calibration: 0.04,
      counts: 0.02, fit: 0.07)
    let net = (countSlope - recoverySlope - 0.99) * 0.25
    let expected = (net * net + 0.04 * 0.04 + 0.02 * 0.02 + 0.07 * 0.07).squareRoot()
    #expect(agree(chain.budget.relative, expected, relative: 1e-12))
    #expect(agree(chain.budget.contributions.combined, expected, relative: 1e-12))
    let line = chain.budget.contributions.first { $0.name.contains("covariance") }
    // Counts against mass: negative. Recovery with mass: positive.
    let pairs = -countSlope * 0.99 + recoverySlope * 0.99 - countSlope * recoverySlope
    #expect((line?.relative ?? 0) * pairs >= 0)
    #expect(line != nil)
  }

  /// Printed lines hold all that accumulation needs.
  @Test(arguments: [(0.3, 0.6), (-0.1, 0.9), (0.0, 0.0)])
  func linesCanBeReadBack(recoverySlope: Double, countSlope: Double) throws {
    let budget = UncertaintyChain(
      volume: 0.25, recoverySlope: recoverySlope, countSlope: countSlope, calibration: 0.04,
      recoveryCurve: 0.03,
      counts: 0.02, fit: 0.07, decayData: 0.01, density: 0.02
    ).budget
    // No word of a line matters: a translator and a typographer may change each.
    let translated = budget.contributions.map { line in
      var line = line
      (line.name, line.basis) = ("Beitrag", "= -1, = −1")
      return line
    }
    let stored = try JSONDecoder().decode(
      [UncertaintyContribution].self, from: JSONEncoder().encode(translated))
    let again = try #require(UncertaintyBudget(contributions: stored))
    #expect(again.terms.map(\.source) == budget.terms.map(\.source))
    #expect(again.terms.map(\.sign) == budget.terms.map(\.sign))
    #expect(again.terms.map(\.effect) == budget.terms.map(\.effect))
    #expect(again.relative == budget.relative)
    #expect(agree(stored.compactMap(\.share).reduce(0, +), 1, relative: 1e-12))
  }

  /// Lines of version 0.1 do not state whose error each is: they are not guessed.
  @Test func linesWithoutSourceAreNotRead() {
    let line = UncertaintyContribution(name: "volume → mass", relative: 0.1, basis: "S ∝ V^−c")
    #expect(UncertaintyBudget(contributions: [line]) == nil)
    #expect(UncertaintyBudget(contributions: []) == nil)
  }

  /// φ/2 is the blurred concentration at the border: 1/2 for a plane, falling to 0 for a point.
  @Test func edgeConcentration() {
    let slope = { UncertaintyChain.countSlope(diameter: Length($0), fwhm: Length($1), recovery: 1) }
    #expect(agree(slope(100_000, 10), 0.5, relative: 1e-4))
    #expect(slope(1, 20) < 0.001)
    // Against the convolution integral of a 30 mm sphere with a 12 mm Gaussian.
    #expect(agree(slope(30, 12), BlurredSphere(radius: 15, fwhm: 12).value(at: 15), relative: 1e-6))
  }

  @Test func sharedErrorsAddLinearlyOverCycles() {
    let cycle = UncertaintyChain(volume: 0.2, calibration: 0.05, fit: 0.1).budget
    let four = UncertaintyBudget.accumulated(Array(repeating: (dose: 5.0, budget: cycle), count: 4))
    let expected = (0.2 * 0.2 + 0.05 * 0.05 + 0.1 * 0.1 / 4).squareRoot()
    #expect(agree(four.relative, expected, relative: 1e-12))
    #expect(agree(four.contributions.combined, expected, relative: 1e-12))
    #expect(four.relative < cycle.relative)
    let apart = UncertaintyBudget.accumulated(
      Array(repeating: (dose: 5.0, budget: cycle), count: 4), shared: [])
    #expect(agree(apart.relative, cycle.relative / 2, relative: 1e-12))
  }

  /// Unequal cycles and a covariance within each cycle.
  @Test func covarianceSurvivesAccumulation() {
    let a = UncertaintyChain(volume: 0.3, countSlope: 0.5, calibration: 0.05, fit: 0.1).budget
    let b = UncertaintyChain(volume: 0.1, countSlope: 0.5, calibration: 0.02, fit: 0.2).budget
    let shared = UncertaintyBudget.accumulated([(6, a), (2, b)])
    let volume = 0.75 * 0.15 + 0.25 * 0.05
    let calibration = 0.75 * 0.05 + 0.25 * 0.02
    let fit = (0.075 * 0.075 + 0.05 * 0.05)
    #expect(
      agree(
        shared.relative, (volume * volume + calibration * calibration + fit).squareRoot(), relative: 1e-12))
    let own = UncertaintyBudget.accumulated([(6, a), (2, b)], shared: [])
    let expected = (0.75 * a.relative) * (0.75 * a.relative) + (0.25 * b.relative) * (0.25 * b.relative)
    #expect(agree(own.relative, expected.squareRoot(), relative: 1e-12))
    #expect(agree(own.contributions.combined, expected.squareRoot(), relative: 1e-12))
  }
}

/// Independent route: the sphere's convolution with a Gaussian as an integral over the radius.
struct BlurredSphere {
  let radius, fwhm: Double

  func value(at p: Double) -> Double {
    let sigma = fwhm / 2.354820045030949
    let n = 20_000
    let step = radius / Double(n)
    var sum = 0.0
    for m in 0..<n {
      let r = (Double(m) + 0.5) * step
      let (near, far) = ((r - p) / sigma, (r + p) / sigma)
      sum += r / p * (exp(-near * near / 2) - exp(-far * far / 2)) * step
    }
    return sum / (sigma * 2.506628274631)
  }
}

@Suite("Intervals of positive quantities") struct PositiveIntervalTests {
  @Test("Small uncertainties make symmetric intervals, large ones such as multiply")
  func bounds() {
    let small = PositiveInterval(relativeUncertainty: 0.01)
    #expect(abs(small.lower - (1 - 0.0196)) < 3e-4 && abs(small.upper - 1.0196) < 3e-4)
    let large = PositiveInterval(relativeUncertainty: 0.45)
    #expect(abs(large.lower * large.upper - 1) < 1e-12 && large.upper - 1 > 2 * (1 - large.lower))
    #expect(large.holds(2, about: 1) && !large.holds(0.3, about: 1) && !small.holds(1.03, about: 1))
    let none = PositiveInterval(relativeUncertainty: 0)
    #expect(none.holds(3, about: 3) && !none.holds(3.001, about: 3))
  }
}
