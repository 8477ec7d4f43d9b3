import Foundation

/// Sex as far as a formula asks for it.
public enum Sex: String, Sendable, Hashable, Codable, CaseIterable {
  case female = "F"
  case male = "M"
}

/// Height and weight of a patient with the body surface that planning derives from them. Lean body mass is
/// `LeanBodyMass` of Quantification.
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
}
