import Foundation
import Quantities

/// Kidney function from a creatinine in serum.
public struct RenalFunction: Sendable, Hashable {
  /// mg/dL
  public let creatinine: Double
  /// Age, years.
  public let age: Double
  public let sex: Sex

  /// `nil` unless creatinine is positive and the age between 0 and 130 years.
  public init?(creatinineInMilligramsPerDecilitre creatinine: Double, age: Double, sex: Sex) {
    guard creatinine.isFinite, creatinine > 0, age.isFinite, age >= 0, age <= 130 else { return nil }
    (self.creatinine, self.age, self.sex) = (creatinine, age, sex)
  }

  /// Creatinine clearance, mL/min, from the actual body weight in kg: (140 − age) W/(72 S) × 0.85 for women
  /// (Cockcroft and Gault, Nephron 1976;16:31–41, doi:10.1159/000180580). Never below 0.
  public func cockcroftGault(weight: Double) -> Double {
    max(0, (140 - age) * weight / (72 * creatinine) * (sex == .female ? 0.85 : 1))
  }

  /// Estimated glomerular filtration rate, mL/min/1.73 m², without race (Inker and others, N Engl J Med
  /// 2021;385:1737–1749, doi:10.1056/NEJMoa2102953): 142 min(S/κ, 1)^α max(S/κ, 1)^−1.200 0.9938^age × 1.012 for women.
  var ckdEPI2021: Double {
    let (kappa, alpha, factor) = sex == .female ? (0.7, -0.241, 1.012) : (0.9, -0.302, 1.0)
    let ratio = creatinine / kappa
    return 142 * pow(min(ratio, 1), alpha) * pow(max(ratio, 1), -1.200) * pow(0.9938, age) * factor
  }
}
