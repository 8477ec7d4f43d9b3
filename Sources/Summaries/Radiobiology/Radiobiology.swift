import Quantities
import Stages

/// Parameters of the linear-quadratic model for one tissue, always printed with their source.
public struct Radiobiology: Sendable, Hashable {
  /// Name of the parameter set, e.g. `kidney`.
  public var name: String
  /// α/β, Gy; positive.
  public var alphaBeta: AbsorbedDose
  /// Half-time of sublethal damage repair; positive. Repair is mono-exponential.
  public var repairHalfTime: TimeSpan
  /// α, 1/Gy, for the equivalent uniform dose; `nil` where none is supplied: then no EUD is reported.
  public var alpha: Double?
  /// Exponent a of the generalised EUD; `nil` where none is supplied.
  var geudExponent: Double?
  public var source: String

  /// - Precondition: α/β and the repair half-time are positive and finite.
  public init(
    name: String, alphaBeta: AbsorbedDose, repairHalfTime: TimeSpan, alpha: Double? = nil,
    geudExponent: Double? = nil, source: String
  ) {
    precondition(alphaBeta.value > 0 && alphaBeta.isFinite, "α/β is positive")
    precondition(repairHalfTime.value > 0 && repairHalfTime.isFinite, "the repair half-time is positive")
    (self.name, self.alphaBeta, self.repairHalfTime) = (name, alphaBeta, repairHalfTime)
    (self.alpha, self.geudExponent, self.source) = (alpha, geudExponent, source)
  }
}

extension Radiobiology {
  /// BED = D (1 + G·D/(α/β)) of one administration; G is the Lea–Catcheside factor of its dose-rate course.
  public func bed(_ dose: AbsorbedDose, delivered shape: DoseRateCourse) -> AbsorbedDose {
    dose * (1 + shape.leaCatchesideFactor(repairHalfTime: repairHalfTime) * dose.value / alphaBeta.value)
  }

  /// dBED/dD = 1 + 2G·D/(α/β): carries the dose's uncertainty over to BED.
  func bedSlope(_ dose: AbsorbedDose, delivered shape: DoseRateCourse) -> Double {
    1 + 2 * shape.leaCatchesideFactor(repairHalfTime: repairHalfTime) * dose.value / alphaBeta.value
  }

  /// BED of several administrations, each far longer after the last than the repair takes:
  /// Σ Dᵢ [1 + Dᵢ/(α/β) · T_rep/(T_rep + T_eff,i)], the simple form for mono-exponential courses.
  public func bed(_ administrations: [(dose: AbsorbedDose, effectiveHalfLife: TimeSpan)]) -> AbsorbedDose {
    administrations.reduce(.zero) {
      $0 + bed($1.dose, delivered: DoseRateCourse(effectiveHalfLife: $1.effectiveHalfLife))
    }
  }

  /// EQD2 = BED / (1 + 2 Gy/(α/β)): the dose in 2 Gy fractions with the same effect.
  public func eqd2(ofBED bed: AbsorbedDose) -> AbsorbedDose { bed / (1 + 2 / alphaBeta.value) }

  /// The parameters as a report prints them.
  public var printed: String {
    var text = "\(name): α/β \(alphaBeta.value) Gy, T½ repair \(repairHalfTime.inHours) h"
    if let alpha { text += ", α \(alpha) /Gy" }
    if let geudExponent { text += ", gEUD a \(geudExponent)" }
    return text + " (\(source))"
  }
}
