import Diagnostics
import Foundation
import Quantities

/// What a standardised uptake value is normalised by.
public struct UptakeNormalisation: Sendable, Hashable {
  /// Body weight, kg.
  public let weight: Double
  public let injected: Activity
  /// Instant at which `injected` holds and was given.
  public let injection: DateTime
  public let halfLife: TimeSpan

  /// - Throws: `Problem` if weight, activity or half-life is not above zero. Nothing is replaced by a default.
  public init(weight: Double, injected: Activity, injection: DateTime, halfLife: TimeSpan) throws {
    let values = [
      ("body weight", weight), ("injected activity", injected.value), ("half-life", halfLife.value),
    ]
    for (name, value) in values where !(value > 0 && value.isFinite) {
      throw Problem(
        .dataRejected, what: "the \(name) is not above zero", at: "standardised uptake value",
        why: "the value is divided by it", remedy: "state it; it is never guessed")
    }
    (self.weight, self.injected) = (weight, injected)
    (self.injection, self.halfLife) = (injection, halfLife)
  }

  /// SUV by body weight, g/mL: C · W / (A₀ · 2^(−Δ/T)), with Δ from injection to the instant at which the
  /// concentration holds, full date and time.
  ///
  /// DICOM Decay Correction (0054,1102) decides that instant: `START` the start of the series, `ADMIN` the injection
  /// itself, `NONE` the middle of the frame.
  public func bodyWeight(_ concentration: Quantity<BecquerelPerMillilitre>, at instant: DateTime) -> Double {
    concentration.value * factor(at: instant)
  }

  /// SUV per Bq/mL.
  public func factor(at instant: DateTime) -> Double {
    weight * 1000 / injected.value * exp2(instant.since(injection) / halfLife)
  }

  /// SUV by lean body mass (SUL), g/mL.
  public func leanMass(
    _ concentration: Quantity<BecquerelPerMillilitre>, at instant: DateTime, _ mass: LeanBodyMass
  ) -> Double {
    bodyWeight(concentration, at: instant) * mass.kilograms / weight
  }
}

/// Lean body mass from weight and height.
public struct LeanBodyMass: Sendable, Hashable {
  public typealias Sex = Quantities.Sex
  public enum Formula: String, Sendable, Hashable, Codable {
    /// 1.10 W − 128 (W/H)² for men, 1.07 W − 148 (W/H)² for women (James 1976; DICOM `LBMJAMES128`). Falls again
    /// for the very heavy: prefer the other there.
    case james128
    /// 9270 W/(6680 + 216 BMI) for men, 9270 W/(8780 + 244 BMI) for women (Janmahasatian et al. 2005,
    /// doi:10.2165/00003088-200544100-00004; DICOM `LBMJANMA`).
    case janmahasatian
  }
  public let kilograms: Double

  /// - Parameters: weight in kg, height in cm.
  /// - Throws: `Problem` if weight or height is not above zero, or James's formula gives none.
  public init(_ formula: Formula, weight: Double, height: Double, sex: Sex) throws {
    guard weight > 0, height > 0, weight.isFinite, height.isFinite else {
      throw Self.refuse("weight and height must be above zero", "state both")
    }
    switch formula {
    case .james128:
      let ratio = weight / height * (weight / height)
      kilograms = sex == .male ? 1.10 * weight - 128 * ratio : 1.07 * weight - 148 * ratio
    case .janmahasatian:
      let bmi = weight / (height * height) * 1e4
      kilograms = 9270 * weight / (sex == .male ? 6680 + 216 * bmi : 8780 + 244 * bmi)
    }
    guard kilograms > 0 else {
      throw Self.refuse("James's formula gives no lean mass here", "use Janmahasatian's")
    }
  }

  private static func refuse(_ what: String, _ remedy: String) -> Problem {
    Problem(.dataRejected, what: what, at: "lean body mass", why: "SUL scales with it", remedy: remedy)
  }
}
