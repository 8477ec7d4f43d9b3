import func Foundation.log
import Quantities

/// The dose that a gigabecquerel of a permanently trapped nuclide leaves in a kilogram if all electron energy stays
/// there: k, J/GBq = Gy·kg/GBq.
///
/// Values in use differ by more than 1 %; none is silently assumed, and each plan prints the one it used.
public struct EnergyConstant: Sendable, Hashable {
  /// J/GBq
  public let joulesPerGigabecquerel: Double
  /// Where it comes from, for the report.
  public let basis: String

  /// `nil` unless finite and positive.
  public init?(joulesPerGigabecquerel value: Double, basis: String) {
    guard value.isFinite, value > 0 else { return nil }
    (joulesPerGigabecquerel, self.basis) = (value, basis)
  }

  /// 10⁹ T/ln 2 · E, from a half-life and a mean electron energy per decay; `nil` unless both are positive.
  public init?(halfLife: TimeSpan, meanEnergy: Quantity<MegaElectronVolt>) {
    let value = 1e9 * halfLife.value / log(2) * meanEnergy.inJoules.value
    self.init(
      joulesPerGigabecquerel: value,
      basis: "\(halfLife.inHours) h half-life, \(meanEnergy.value) MeV per decay")
  }

  private init(_ value: Double, _ basis: String) { (joulesPerGigabecquerel, self.basis) = (value, basis) }

  /// 50 J/GBq, the rounded value on the label of glass microspheres.
  public static let glassLabel = EnergyConstant(50, "50 J/GBq, label of glass microspheres")
  /// 49.67 J/GBq, in use in the literature on voxel dosimetry.
  public static let literature = EnergyConstant(49.67, "49.67 J/GBq, literature")

  /// k A/m: the mean dose if the activity is spread over a mass.
  public func dose(_ activity: Activity, in mass: Mass) -> AbsorbedDose {
    AbsorbedDose(joulesPerGigabecquerel * activity.inGigabecquerels / mass.inKilograms)
  }

  /// D m/k: the activity that gives a mean dose to a mass.
  public func activity(for dose: AbsorbedDose, in mass: Mass) -> Activity {
    .gigabecquerels(dose.value * mass.inKilograms / joulesPerGigabecquerel)
  }
}

extension Quantity where Unit == Gram {
  static func kilograms(_ value: Double) -> Self { Self(value * 1000) }
  var inKilograms: Double { value / 1000 }
}
