import func Foundation.exp
import func Foundation.log
import func Foundation.pow
import Quantities

/// Uniform doses that would do as much as an uneven one.
public enum EquivalentUniformDose {
  /// EUD = −ln(Σ v·e^(−αD))/α: the same surviving fraction (linear survival, no quadratic term).
  /// O'Donoghue, J Nucl Med 1999;40:1337. Computed relative to the minimum dose, so that it does not underflow.
  /// - Parameters:
  ///   - doses: Gy, each with its relative volume.
  ///   - alpha: 1/Gy, positive.
  public static func survival(doses: [Double], volumes: [Double], alpha: Double) -> AbsorbedDose {
    precondition(alpha > 0 && doses.count == volumes.count, "α is positive and each dose has a volume")
    let least = doses.min() ?? 0
    let total = volumes.reduce(0, +)
    var survival = 0.0
    for (d, v) in zip(doses, volumes) { survival += v / total * exp(-alpha * (d - least)) }
    return AbsorbedDose(least - log(survival) / alpha)
  }

  /// gEUD = (Σ v·D^a)^(1/a), a ≠ 0 (Niemierko 1999). Negative a weighs cold spots, as for tumours;
  /// a dose of 0 then gives 0.
  static func generalised(doses: [Double], volumes: [Double], exponent a: Double) -> AbsorbedDose {
    precondition(
      a != 0 && doses.count == volumes.count, "the exponent is not zero and each dose has a volume")
    let scale = a > 0 ? doses.max() ?? 0 : doses.min() ?? 0
    guard scale > 0 else { return .zero }
    let total = volumes.reduce(0, +)
    var sum = 0.0
    for (d, v) in zip(doses, volumes) { sum += v / total * pow(d / scale, a) }
    return AbsorbedDose(scale * pow(sum, 1 / a))
  }
}

extension WeightedDoses {
  /// Survival EUD of the region; see `EquivalentUniformDose.survival`.
  func equivalentUniformDose(alpha: Double) -> AbsorbedDose {
    let (d, v) = asDoubles
    return EquivalentUniformDose.survival(doses: d, volumes: v, alpha: alpha)
  }

  /// Generalised EUD of the region; see `EquivalentUniformDose.generalised`.
  func generalisedEquivalentUniformDose(exponent: Double) -> AbsorbedDose {
    let (d, v) = asDoubles
    return EquivalentUniformDose.generalised(doses: d, volumes: v, exponent: exponent)
  }

  private var asDoubles: ([Double], [Double]) {
    var volumes = cumulative
    for n in stride(from: volumes.count - 1, to: 0, by: -1) { volumes[n] -= volumes[n - 1] }
    return (doses.map(Double.init), volumes)
  }
}
