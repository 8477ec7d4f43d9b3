import Diagnostics
import Quantities

/// The MIRD one-compartment method, used with glass microspheres: the perfused volume takes up all that is not
/// shunted, evenly.
///
/// A = D m/[k (1 − LSF)(1 − R)]. It does not separate tumour: the dose is the mean over tumour and normal liver together.
public struct SingleCompartment: Sendable, Hashable {
  public let mass: Mass
  public let shunt: LungShunt
  public let k: EnergyConstant
  /// Part of the vial that stays in vial and tubing, 0 ..< 1.
  public let residual: Double

  /// - Throws: `Problem` for a mass that is not positive or an impossible residual.
  public init(mass: Mass, shunt: LungShunt, k: EnergyConstant, residual: Double = 0) throws(Problem) {
    try requirePositive(mass.value, "the perfused mass", "g")
    guard residual >= 0, residual < 1 else {
      throw Problem(
        .dataRejected, what: "a residual fraction of \(residual) is impossible",
        why: "the activity to order would be infinite or negative",
        remedy: "give the fraction left in the vial, 0 to below 1")
    }
    (self.mass, self.shunt, self.k, self.residual) = (mass, shunt, k, residual)
  }

  /// Part of the ordered activity that stays in the liver.
  private var retained: Double { shunt.retained * (1 - residual) }

  /// The activity in the vial at treatment.
  public func activity(for dose: AbsorbedDose) -> Activity { k.activity(for: dose, in: mass) / retained }

  /// The mean dose of the perfused volume; the inverse of ``activity(for:)``.
  public func dose(_ activity: Activity) -> AbsorbedDose { k.dose(activity * retained, in: mass) }

  public func lungDose(_ activity: Activity, previous: AbsorbedDose = .zero, limits: LungLimits) -> LungDose {
    LungDose(activity * (1 - residual), shunt: shunt, k: k, previous: previous, limits: limits)
  }
}

func requirePositive(_ value: Double, _ name: String, _ unit: String) throws(Problem) {
  guard value.isFinite, value > 0 else {
    throw Problem(
      .dataRejected, what: "\(name) is \(value) \(unit), not positive",
      why: "no activity can be planned for it",
      remedy: "check the structure and its volume")
  }
}
