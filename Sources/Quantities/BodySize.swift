import Foundation

/// Sex as far as a formula asks for it.
public enum Sex: String, Sendable, Hashable, Codable, CaseIterable {
  case female = "F"
  case male = "M"
}

/// Height and weight of a patient with the sizes that are derived from them.
public struct BodySize: Sendable, Hashable {
  /// Height, cm.
  public let height: Double
  /// Weight, kg.
  public let weight: Double

  /// `nil` unless both are finite and positive.
  public init?(heightInCentimetres height: Double, weightInKilograms weight: Double) {
    guard height.isFinite, weight.isFinite, height > 0, weight > 0 else { return nil }
    (self.height, self.weight) = (height, weight)
  }

  /// Body surface area, m²: 0.007184 W^0.425 H^0.725 (Du Bois and Du Bois, Arch Intern Med 1916;17:863–871).
  public var surfaceAreaDuBois: Double { 0.007184 * pow(weight, 0.425) * pow(height, 0.725) }

  /// Body surface area, m²: √(H W / 3600) (Mosteller, N Engl J Med 1987;317:1098).
  public var surfaceAreaMosteller: Double { (height * weight / 3600).squareRoot() }

  /// Body-mass index, kg/m².
  public var bodyMassIndex: Double { weight / (height / 100 * height / 100) }

  /// Lean body mass after James (1976), kg: 1.10 W − 128 (W/H)² for men, 1.07 W − 148 (W/H)² for women.
  ///
  /// It falls again for very obese patients and can become negative: prefer ``leanBodyMassJanmahasatian(_:)``.
  public func leanBodyMassJames(_ sex: Sex) -> Double {
    let ratio = weight / height
    return switch sex {
    case .male: 1.10 * weight - 128 * ratio * ratio
    case .female: 1.07 * weight - 148 * ratio * ratio
    }
  }

  /// Lean body mass after Janmahasatian and others, kg: 9270 W/(6680 + 216 BMI) for men, 9270 W/(8780 + 244 BMI)
  /// for women (Clin Pharmacokinet 2005;44:1051–1065, doi:10.2165/00003088-200544100-00004).
  public func leanBodyMassJanmahasatian(_ sex: Sex) -> Double {
    switch sex {
    case .male: 9270 * weight / (6680 + 216 * bodyMassIndex)
    case .female: 9270 * weight / (8780 + 244 * bodyMassIndex)
    }
  }
}
