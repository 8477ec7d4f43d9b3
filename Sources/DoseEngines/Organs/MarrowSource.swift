import Diagnostics
import Quantities

/// Decays in the red marrow, from blood samples or from an image of vertebrae.
///
/// Image-based values are about four times the blood-based ones, because they see what binds to marrow and to metastases in it
/// (median 4.25 of 16 patients, PMC10478826): the two are different quantities and never averaged.
package enum MarrowSource: Sendable, Hashable {
  /// Integral of the concentration in whole blood, and red marrow over blood concentration (RMBLR).
  case blood(Quantity<BecquerelSecondPerMillilitre>, ratio: Double)
  /// Decays in a volume of vertebrae, and the fraction of all active marrow that is in it.
  case image(Quantity<BecquerelSecond>, fraction: Double)

  /// Density of blood, g/mL.
  static let bloodDensity = 1.06
  /// Part of the red marrow's volume that is extracellular fluid (Sgouros 1993, J Nucl Med 34:689).
  static let extracellularFraction = 0.19
  /// Active marrow of L1 to L5 in the adult (ICRP Publication 70).
  package static let lumbarFraction = 0.123

  /// Ratio of agents that stay in the plasma, 0.19/(1 − Hct).
  /// - Throws: a usage `Problem` for a hematocrit outside 0.15 to 0.60.
  package static func ratio(hematocrit: Double) throws(Problem) -> Double {
    guard (0.15...0.60).contains(hematocrit) else {
      throw Problem(
        .usage, what: "a hematocrit of \(rounded(hematocrit)) is outside 0.15 to 0.60", at: "hematocrit",
        why: "it turns the concentration in blood into that in marrow",
        remedy: "give it as a fraction, such as 0.40")
    }
    return extracellularFraction / (1 - hematocrit)
  }

  /// Decays in the red marrow of that mass: that of the S table, so that it cancels in the dose.
  /// - Precondition: fractions and ratios are above 0.
  package func activity(in mass: Double) -> Quantity<BecquerelSecond> {
    switch self {
    case .blood(let concentration, let ratio):
      Quantity(concentration.value / Self.bloodDensity * ratio * mass)
    case .image(let decays, let fraction): decays / fraction
    }
  }
}
