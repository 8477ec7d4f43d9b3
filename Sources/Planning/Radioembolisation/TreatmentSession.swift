import Quantities

/// Injections of one day: each has its own vial, and all share lungs and liver.
public struct TreatmentSession: Sendable, Hashable {
  public struct Injection: Sendable, Hashable {
    public var name: String
    public var activity: Activity
    public var rates: DosePerActivity
    public init(name: String, activity: Activity, rates: DosePerActivity) {
      (self.name, self.activity, self.rates) = (name, activity, rates)
    }
  }
  public let injections: [Injection]

  public init(_ injections: [Injection]) { self.injections = injections }

  /// The dose of all injections together to a region that they share. What an injection's model does not know counts
  /// nothing; uncertainties add linearly, because shunt and liver volume are common to all.
  public func dose(to region: PlannedRegion) -> Uncertain<Gray> {
    let parts = injections.compactMap { $0.rates.dose($0.activity, to: region) }
    let known = parts.compactMap(\.standardUncertainty)
    return Uncertain(
      parts.reduce(.zero) { $0 + $1.value },
      standardUncertainty: known.isEmpty ? nil : known.reduce(.zero, +))
  }

  /// Shared limits with what the injections together leave of them.
  public struct Judged: Sendable, Hashable {
    public var limit: DoseAllowance
    public var dose: Uncertain<Gray>
    /// With what was received before.
    public var total: AbsorbedDose
    public var isCrossed: Bool
  }

  public func judge(_ limits: [DoseAllowance]) -> [Judged] {
    limits.map { limit in
      let dose = dose(to: limit.region)
      return Judged(
        limit: limit, dose: dose, total: dose.value + limit.received,
        isCrossed: limit.isCrossed(by: dose.value))
    }
  }

  /// The factor, at most 1, by which all activities must shrink so that the shared limits hold, and the limit that
  /// decides; `nil` if all hold.
  public func reduction(for limits: [DoseAllowance]) -> (factor: Double, limiting: DoseAllowance)? {
    let factors = judge(limits).filter(\.isCrossed).map {
      (factor: $0.limit.remaining / $0.dose.value, limiting: $0.limit)
    }
    return factors.min { $0.factor < $1.factor }
  }
}
