import Quantities

/// A vial, calibrated at one time and used at another, with what it would do.
public struct OrderCandidate: Sendable, Hashable {
  public var option: VialOption
  public var treatment: DateTime
  /// What would leave the vial for the patient: of glass all that it holds, of others the prescribed part at most.
  public var injected: Activity
  /// Difference of what would be injected from what is prescribed, percent.
  public var deviationPercent: Double
  public var doses: [PlannedRegion: Uncertain<Gray>]
  /// Limits that it breaks.
  public var crossed: [DoseAllowance]
  /// While the vial keeps every limit and stays within the tolerance; `nil`: never.
  public var window: TimeWindow?

  public var isKept: Bool { crossed.isEmpty }
}

/// Searches vials, calibrations and hours for the order that comes closest to a prescription within all limits.
public struct OrderSearch: Sendable {
  public let microspheres: Microspheres
  public let data: MicrosphereData
  public let catalogue: GlassVials.Catalogue
  public let rates: DosePerActivity
  /// With what earlier treatments and other injections gave.
  public let limits: [DoseAllowance]
  /// Part of the prescribed activity, 0…1.
  public let tolerance: Double

  public init(
    _ microspheres: Microspheres, _ data: MicrosphereData, catalogue: GlassVials.Catalogue,
    rates: DosePerActivity,
    limits: [DoseAllowance], tolerance: Double = 0.10
  ) {
    (self.microspheres, self.data, self.catalogue) = (microspheres, data, catalogue)
    (self.rates, self.limits, self.tolerance) = (rates, limits, tolerance)
  }

  /// The best first: those that keep every limit, by their distance from the prescription; of equal ones the earliest, and
  /// the fewest spheres.
  public func candidates(
    for prescribed: Activity, calibrations: [DateTime], treatments: [DateTime]
  ) -> [OrderCandidate] {
    let all = calibrations.flatMap { calibration in
      treatments.filter { !isBefore($0, calibration) }.flatMap { treatment in
        options(prescribed, treatment, calibration).map { candidate($0, prescribed, treatment) }
      }
    }
    return all.sorted { rank($0) < rank($1) }
  }

  /// Glass is not used before its calibration; resin is, and holmium is made for the hour.
  private func isBefore(_ treatment: DateTime, _ calibration: DateTime) -> Bool {
    microspheres == .glass && treatment < calibration
  }

  private func rank(_ c: OrderCandidate) -> (Int, Double, String, Double) {
    (
      c.isKept ? 0 : 1, abs(c.deviationPercent).rounded(decimals: 6), c.treatment.description,
      c.option.spheres
    )
  }

  private func options(_ prescribed: Activity, _ treatment: DateTime, _ calibration: DateTime) -> [VialOption]
  {
    data.options(
      microspheres, for: prescribed, at: treatment, calibration: calibration, from: catalogue,
      tolerance: tolerance)
  }

  private func candidate(_ option: VialOption, _ prescribed: Activity, _ treatment: DateTime)
    -> OrderCandidate
  {
    let injected = microspheres == .glass ? option.atTreatment : min(prescribed, option.atTreatment)
    let doses = rates.doses(injected)
    let crossed = limits.filter { limit in doses[limit.region].map { limit.isCrossed(by: $0.value) } ?? false
    }
    return OrderCandidate(
      option: option, treatment: treatment, injected: injected,
      deviationPercent: 100 * (injected / prescribed - 1), doses: doses, crossed: crossed,
      window: window(option, prescribed))
  }

  /// From the hour at which the vial has decayed to what limits and tolerance allow, to that at which it is too weak.
  private func window(_ option: VialOption, _ prescribed: Activity) -> TimeWindow? {
    let low = prescribed * (1 - tolerance)
    let allowed = ActivityWithinLimits(rates, limits)?.activity
    let high = min(prescribed * (1 + tolerance), allowed ?? prescribed * (1 + tolerance))
    guard high >= low, low > .zero else { return nil }
    let (start, decay) = (option.calibration, data.decay)
    let end = start.advanced(by: decay.time(from: option.nominal, to: low))
    // Of a vial that is drawn from, the limits set the part, not the hour.
    let first =
      microspheres == .glass ? start.advanced(by: decay.time(from: option.nominal, to: high)) : start
    return microspheres == .glass
      ? TimeWindow(from: max(first, start), to: end) : TimeWindow(from: min(first, end), to: end)
  }
}

extension MicrosphereData {
  /// Vials of one kind of microspheres that could be ordered for an activity.
  public func options(
    _ microspheres: Microspheres, for prescribed: Activity, at treatment: DateTime, calibration: DateTime,
    from catalogue: GlassVials.Catalogue, tolerance: Double
  ) -> [VialOption] {
    switch microspheres {
    case .glass:
      glass.options(
        for: prescribed, at: treatment, calibration: calibration, from: catalogue, tolerance: tolerance)
    case .resin:
      resin.options(for: prescribed, at: treatment, calibration: calibration, tolerance: tolerance)
    case .holmium:
      holmium.options(for: prescribed, at: treatment, calibration: calibration, tolerance: tolerance)
    }
  }
}
