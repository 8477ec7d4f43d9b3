import Quantities
import Stages

/// The part of the microspheres that passes to the lungs.
public struct LungShunt: Sendable, Hashable {
  /// Fraction, 0 ..< 1.
  public let fraction: Double

  /// `nil` unless within 0 ..< 1: a shunt of everything leaves nothing to treat.
  public init?(fraction: Double) {
    guard fraction >= 0, fraction < 1 else { return nil }
    self.fraction = fraction
  }

  /// Counts of lungs and liver in an anterior and a posterior view of Tc-99m macroaggregated albumin, background
  /// corrected.
  public struct PlanarCounts: Sendable, Hashable {
    /// Counts of lungs and liver in both views.
    public var lungAnterior, lungPosterior, liverAnterior, liverPosterior: Double
    public init(lungAnterior: Double, lungPosterior: Double, liverAnterior: Double, liverPosterior: Double) {
      (self.lungAnterior, self.lungPosterior) = (lungAnterior, lungPosterior)
      (self.liverAnterior, self.liverPosterior) = (liverAnterior, liverPosterior)
    }

    /// Standard uncertainty of the shunt fraction from counting alone: the counts of each region are Poisson, a
    /// geometric mean has half the relative variance sum of its views, and u(f) = f (1 − f) √(u_L² + u_H²). Scatter,
    /// background and region drawing come on top. `nil` where a region has no counts.
    public var countingUncertainty: Double? {
      let counts = [lungAnterior, lungPosterior, liverAnterior, liverPosterior]
      guard counts.allSatisfy({ $0 > 0 }) else { return nil }
      let variance = counts.reduce(0) { $0 + 1 / $1 } / 4
      let lung = (lungAnterior * lungPosterior).squareRoot()
      let fraction = lung / (lung + (liverAnterior * liverPosterior).squareRoot())
      return fraction * (1 - fraction) * variance.squareRoot()
    }
  }

  /// L/(L + H) of the geometric means of both views; `nil` for negative counts or an empty liver.
  ///
  /// Planar imaging overestimates the lung shunt fraction: scatter of the liver falls into the lung region, and
  /// macroaggregates break down.
  public init?(_ counts: PlanarCounts) {
    let lung = (counts.lungAnterior * counts.lungPosterior).squareRoot()
    let liver = (counts.liverAnterior * counts.liverPosterior).squareRoot()
    let all = [counts.lungAnterior, counts.lungPosterior, counts.liverAnterior, counts.liverPosterior]
    guard all.allSatisfy({ $0.isFinite && $0 >= 0 }), liver > 0 else { return nil }
    self.init(fraction: lung / (lung + liver))
  }
}

/// Mass and dose limits of the lungs.
public struct LungLimits: Sendable, Hashable {
  /// Reference mass, 1 kg unless it was measured.
  public var mass: Mass
  /// One treatment; reaching it is allowed.
  public var single: DoseLimit
  /// All treatments; reaching it is allowed.
  public var cumulative: DoseLimit

  public init(mass: Mass, single: AbsorbedDose, cumulative: AbsorbedDose, source: String) {
    self.mass = mass
    self.single = DoseLimit(single, scope: .single, source: source)
    self.cumulative = DoseLimit(cumulative, scope: .cumulative, source: source)
  }
}

/// The lung dose of a treatment against its limits.
public struct LungDose: Sendable, Hashable {
  public let dose: AbsorbedDose
  /// With all earlier treatments.
  public let cumulative: AbsorbedDose
  /// Above the limit of one treatment; equality is allowed, within the noise of binary arithmetic.
  let exceedsSingle: Bool
  /// Above the cumulative limit; equality is allowed.
  let exceedsCumulative: Bool

  /// k A LSF/m. `activity` is what enters the patient, residual of the vial already taken off.
  public init(
    _ activity: Activity, shunt: LungShunt, k: EnergyConstant, previous: AbsorbedDose = .zero,
    limits: LungLimits
  ) {
    dose = k.dose(activity * shunt.fraction, in: limits.mass)
    cumulative = dose + previous
    exceedsSingle = limits.single.isExceeded(by: dose)
    exceedsCumulative = limits.cumulative.isExceeded(by: cumulative)
  }
}
