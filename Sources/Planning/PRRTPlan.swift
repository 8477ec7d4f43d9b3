import Diagnostics
import Files
import Quantities

/// Schedule and customary limits of PRRT, from a data document with its citation.
public struct PRRTData: Sendable {
  public let edition: String
  public let version: Int
  public let citation: String
  public let nuclide: String
  public let decay: Decay
  public let activityPerCycle: Activity
  public let cycles: Int
  /// Days from one cycle to the next, with the tolerance either way.
  public let intervalDays: Int
  public let intervalToleranceDays: Int
  public let activityTolerance: Double
  /// Amino acids run for so long before the activity.
  public let aminoAcidsBefore: TimeSpan
  /// By organ.
  public let organs: [String: OrganTolerance]

  /// The data that come with the program.
  public init() throws(Problem) {
    try self.init(
      parsing: String(decoding: PackageResources.prrt_json5, as: UTF8.self), document: "prrt.json5")
  }

  /// A site's own data in the same form.
  ///
  /// - Throws: `Problem` with line and reason.
  public init(parsing text: String, document: String) throws(Problem) {
    let root = try JSON5.parse(text, document: document).object()
    let header = try DataHeader(root)
    (edition, version, citation) = (header.edition, header.version, header.citation)
    (nuclide, decay) = (header.nuclide, header.decay)
    activityPerCycle = .gigabecquerels(try root.positive("activity", "GBq per cycle"))
    cycles = try root.required("cycles", "number of cycles").integer()
    intervalDays = 7 * (try root.required("intervalWeeks", "weeks between cycles").integer())
    intervalToleranceDays = 7 * (try root.required("toleranceWeeks", "weeks either way").integer())
    activityTolerance = try root.positive("activityTolerance", "fraction")
    aminoAcidsBefore = TimeSpan(60 * (try root.positive("aminoAcidsBefore", "min")))
    var organs: [String: OrganTolerance] = [:]
    for member in try root.required("organs", "limits by organ").object().members {
      organs[member.name] = try OrganTolerance(try member.value.object())
    }
    self.organs = organs
  }

  /// Days between consecutive cycles that leave the schedule, by the number of the later cycle (2, 3, …).
  public func irregularIntervals(_ cycles: [CalendarDay]) -> [Int: Int] {
    let days = cycles.sorted()
    var result: [Int: Int] = [:]
    for n in days.indices.dropFirst() {
      let gap = days[n].days(since: days[n - 1])
      if abs(gap - intervalDays) > intervalToleranceDays { result[n + 1] = gap }
    }
    return result
  }
}

/// What an organ at risk is said to tolerate.
public struct OrganTolerance: Sendable, Hashable {
  /// Absorbed dose, summed over cycles.
  public var dose: AbsorbedDose?
  /// Biologically effective dose, for patients without and with risk factors.
  public var bed: AbsorbedDose?
  public var bedWithRiskFactors: AbsorbedDose?
  /// Gy
  public var alphaBeta: Double?
  public var repairHalfTime: TimeSpan?

  init(_ object: JSON5Object) throws(Problem) {
    func gray(_ key: String) throws(Problem) -> AbsorbedDose? {
      object[key] == nil ? nil : AbsorbedDose(try object.positive(key, "Gy"))
    }
    (dose, bed, bedWithRiskFactors) = (try gray("dose"), try gray("bed"), try gray("bedWithRiskFactors"))
    alphaBeta = object["alphaBeta"] == nil ? nil : try object.positive("alphaBeta", "Gy")
    repairHalfTime =
      object["repairHalfTime"] == nil ? nil : .hours(try object.positive("repairHalfTime", "h"))
  }

  public init(
    dose: AbsorbedDose? = nil, bed: AbsorbedDose? = nil, bedWithRiskFactors: AbsorbedDose? = nil,
    alphaBeta: Double? = nil, repairHalfTime: TimeSpan? = nil
  ) {
    (self.dose, self.bed, self.bedWithRiskFactors) = (dose, bed, bedWithRiskFactors)
    (self.alphaBeta, self.repairHalfTime) = (alphaBeta, repairHalfTime)
  }
}

/// How much activity an organ at risk still allows, from what it received and what a GBq costs it.
public struct OrganBudget: Sendable, Hashable {
  /// Gy per GBq, from the patient's own dosimetry.
  public let dosePerGigabecquerel: Double
  /// What the limit leaves.
  public let remaining: AbsorbedDose
  /// BED of a cycle of D Gy is D (1 + D g): g = Trep/(Trep + Teff)/(α/β), Gy⁻¹; 0 for a limit on the dose itself.
  public let dosePenalty: Double

  /// A limit on the absorbed dose.
  ///
  /// - Throws: `Problem` unless the dose per activity is positive.
  public init(dosePerGigabecquerel: Double, limit: AbsorbedDose, received: AbsorbedDose) throws(Problem) {
    try requirePositive(dosePerGigabecquerel, "the dose per activity", "Gy/GBq")
    (self.dosePerGigabecquerel, dosePenalty) = (dosePerGigabecquerel, 0)
    remaining = AbsorbedDose(max(0, limit.value - received.value))
  }

  /// Linear-quadratic parameters of an organ whose dose rate falls with one effective half-life.
  public struct Radiobiology: Sendable, Hashable {
    /// Gy
    public var alphaBeta: Double
    public var repairHalfTime: TimeSpan
    public var effectiveHalfLife: TimeSpan
    public init(alphaBeta: Double, repairHalfTime: TimeSpan, effectiveHalfLife: TimeSpan) {
      (self.alphaBeta, self.repairHalfTime, self.effectiveHalfLife) = (
        alphaBeta, repairHalfTime, effectiveHalfLife
      )
    }
  }

  /// A limit on the biologically effective dose; `received` is BED too.
  public init(
    dosePerGigabecquerel: Double, bedLimit: AbsorbedDose, received: AbsorbedDose, radiobiology: Radiobiology
  ) throws(Problem) {
    try requirePositive(dosePerGigabecquerel, "the dose per activity", "Gy/GBq")
    try requirePositive(radiobiology.alphaBeta, "alpha/beta", "Gy")
    try requirePositive(radiobiology.repairHalfTime.value, "the repair half-time", "s")
    try requirePositive(radiobiology.effectiveHalfLife.value, "the effective half-life", "s")
    let (repair, effective) = (radiobiology.repairHalfTime, radiobiology.effectiveHalfLife)
    self.dosePerGigabecquerel = dosePerGigabecquerel
    remaining = AbsorbedDose(max(0, bedLimit.value - received.value))
    dosePenalty = repair / (repair + effective) / radiobiology.alphaBeta
  }

  /// What one cycle of this activity uses up.
  public func cost(_ activity: Activity) -> AbsorbedDose {
    let dose = dosePerGigabecquerel * activity.inGigabecquerels
    return AbsorbedDose(dose * (1 + dose * dosePenalty))
  }

  /// How many more cycles of this activity fit; reaching the limit is allowed.
  ///
  /// - Precondition: the activity is positive.
  public func cycles(of activity: Activity) -> Int {
    precondition(activity.value > 0, "a cycle has an activity")
    let quotient = remaining / cost(activity)
    return Int(min(quotient * (1 + 1e-9), 1e6))
  }

  /// The largest activity of one further cycle: the positive root of D(1 + gD) = remaining.
  public var largestActivity: Activity {
    let r = remaining.value
    // 2r/(1 + √(1 + 4gr)) has no cancellation for small g and is r for g = 0.
    let dose = 2 * r / (1 + (1 + 4 * dosePenalty * r).squareRoot())
    return .gigabecquerels(dose / dosePerGigabecquerel)
  }
}
