import Diagnostics
import Quantities

/// Activity of resin microspheres by body surface area.
///
/// It uses neither the tumour's uptake nor the perfused mass, and so over- or underdoses livers of unusual size; the
/// dose that follows must be computed and judged.
public struct BodySurfaceMethod: Sendable, Hashable {
  /// Body surface area after Du Bois, m².
  let bodySurfaceArea: Double
  /// 0.2 GBq in all published forms.
  public let offset: Double

  /// - Throws: `Problem` for an impossible body surface area.
  public init(bodySurfaceArea: Double, offset: Double = 0.2) throws(Problem) {
    try requirePositive(bodySurfaceArea, "the body surface area", "m²")
    (self.bodySurfaceArea, self.offset) = (bodySurfaceArea, offset)
  }

  /// Whole liver, GBq: (BSA − 0.2) + Vt/(Vt + Vn).
  ///
  /// - Throws: `Problem` for impossible volumes.
  public func activity(tumour: Quantity<Millilitre>, normal: Quantity<Millilitre>) throws(Problem) -> Activity
  {
    let fraction = try Self.tumourFraction(tumour: tumour, whole: tumour + normal)
    return .gigabecquerels(bodySurfaceArea - offset + fraction)
  }

  /// One lobe: [(BSA − 0.2) + Vt_lobe/V_lobe] V_lobe/V_liver, the *modified* method. The lobe includes its tumour.
  ///
  /// - Throws: `Problem` for impossible volumes.
  func lobarActivity(
    tumourInLobe: Quantity<Millilitre>, lobe: Quantity<Millilitre>, liver: Quantity<Millilitre>
  ) throws(Problem) -> Activity {
    let fraction = try Self.tumourFraction(tumour: tumourInLobe, whole: lobe)
    let share = try Self.tumourFraction(tumour: lobe, whole: liver)
    return .gigabecquerels((bodySurfaceArea - offset + fraction) * share)
  }

  static func tumourFraction(tumour: Quantity<Millilitre>, whole: Quantity<Millilitre>) throws(Problem)
    -> Double
  {
    guard whole.value > 0, tumour.value >= 0, tumour <= whole, whole.isFinite else {
      throw Problem(
        .dataRejected, what: "a part of \(tumour.value) mL in a volume of \(whole.value) mL is impossible",
        why: "the tumour fraction must lie between 0 and 1",
        remedy: "check the structures; the whole includes the tumour")
    }
    return tumour / whole
  }
}
