import Foundation

/// The 95 % interval of a quantity that cannot be negative and whose errors multiply, such as a mean dose.
///
/// Log-normal with the stated relative standard uncertainty u: value·e^(±1.96 s), s² = ln(1 + u²). For small u it is
/// value·(1 ± 1.96 u); of a lesion whose volume is known to 40 % it reaches farther up than down, as V⁻¹ does, and never
/// below zero (JCGM 101:2008, 6.4.9 and 9.2 on asymmetric distributions).
public struct PositiveInterval: Sendable, Hashable {
  /// Lower bound over the value, a ratio of 0…1.
  public let lower: Double
  /// Upper bound over the value, a ratio from 1 on.
  public let upper: Double

  /// - Precondition: the relative standard uncertainty is finite and not negative.
  public init(relativeUncertainty u: Double) {
    precondition(u.isFinite && u >= 0, "a relative uncertainty is not negative")
    let s = log(1 + u * u).squareRoot()
    (lower, upper) = (exp(-1.96 * s), exp(1.96 * s))
  }

  /// Whether the interval about `value`, above 0, holds `truth`.
  public func holds(_ truth: Double, about value: Double) -> Bool {
    (lower * value...upper * value).contains(truth)
  }
}
