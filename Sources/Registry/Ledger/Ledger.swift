import Diagnostics
import Quantities
import Stages

/// The liver's account of one patient over TARE and PRRT: what each therapy gave to normal liver, and the sums.
///
/// Sums are of doses that were entered; where a therapy has no dose for a lobe the sum states this and is underestimated.
/// Radionuclides differ in dose rate and pattern: equal sums of absorbed dose are not biologically equivalent. BED is summed
/// only where every entry has one.
public struct Ledger: Sendable {
  /// A sum over therapies for one lobe or the whole liver.
  public struct Total: Sendable, Hashable {
    public var lobe: LiverPart
    public var entries: Int
    /// Sum of the mean absorbed doses, Gy.
    public var mean: Double
    /// Standard uncertainty, Gy, in quadrature, as for independent errors; `nil` if an entry has none.
    public var uncertainty: Double?
    /// Standard uncertainty, Gy, added linearly, as for errors of one calibration: the other extreme.
    public var uncertaintyIfCorrelated: Double?
    /// Sum of the biologically effective doses, Gy; `nil` unless every entry has one.
    public var bed: Double?
    /// Standard uncertainty of the BED, Gy.
    public var bedUncertainty: Double?
    /// Therapies that irradiated the liver and have no dose here at all.
    public var missing: [String]
    /// Therapies without a dose of which no administration is recorded.
    var missingWithoutAdministrations: Int
    /// Administrations without a dose, of these and of therapies of which only a part has one.
    public var missingAdministrations: [String]
    /// Administrations that irradiated the liver.
    public var administrations: Int
    /// Whether every administration, and every therapy without recorded administrations, has a dose.
    public var isComplete: Bool { missing.isEmpty && missingAdministrations.isEmpty }
  }
  public let patient: String
  /// In order of time.
  public let entries: [LedgerEntry]
  public let totals: [Total]
  public let warnings: [LedgerWarning]
  public let limits: [DoseLimit.On<LiverPart>]

  init(
    patient: String, courses: [CourseRow], administrations: [AdministrationRow], doses: [DoseSummaryRow],
    limits: [DoseLimit.On<LiverPart>]
  ) {
    self.patient = patient
    self.limits = limits
    entries = doses.compactMap(LedgerEntry.init).sorted {
      ($0.day, $0.lobe.rawValue, $0.source) < ($1.day, $1.lobe.rawValue, $1.source)
    }
    let nuclear = courses.filter { ["TARE", "IV PRRT", "IA PRRT"].contains($0.text(.kind)) }
    totals = LiverPart.allCases.map { [entries] in Self.total($0, entries, nuclear, administrations) }
    let unplaced = doses.filter {
      $0[.role] == "normal liver" && LiverPart(rawValue: $0.text(.lobe)) == nil
    }
    warnings = LedgerWarning.all(entries, totals, nuclear, administrations, limits, unplaced: unplaced)
  }

  private static func total(
    _ lobe: LiverPart, _ entries: [LedgerEntry], _ courses: [CourseRow],
    _ administrations: [AdministrationRow]
  ) -> Total {
    let irradiating = courses.filter { irradiates($0, lobe) }
    let given = irradiating.flatMap { course in administrations.filter { $0.text(.course) == course.id } }
    let missing = irradiating.filter { course in
      !entries.contains { $0.lobe == lobe && $0.course == course.id }
    }
    let mine = entries.filter { $0.lobe == lobe }
    let u = mine.compactMap(\.meanUncertainty), beds = mine.compactMap(\.bed),
      ub = mine.compactMap(\.bedUncertainty)
    let complete = !mine.isEmpty
    return Total(
      lobe: lobe, entries: mine.count, mean: mine.reduce(0) { $0 + $1.mean },
      uncertainty: complete && u.count == mine.count ? quadrature(u) : nil,
      uncertaintyIfCorrelated: complete && u.count == mine.count ? u.reduce(0, +) : nil,
      bed: complete && beds.count == mine.count ? beds.reduce(0, +) : nil,
      bedUncertainty: complete && ub.count == mine.count ? quadrature(ub) : nil,
      missing: missing.map(\.id),
      missingWithoutAdministrations: missing.count { course in
        !given.contains { $0.text(.course) == course.id }
      },
      missingAdministrations: given.filter { one in
        !mine.contains { covers($0, one, alone: given.count { $0[.course] == one[.course] } == 1) }
      }.map(\.id), administrations: given.count)
  }

  /// A dose that names no administration belongs to that of its day, or to the only one of its course.
  private static func covers(_ entry: LedgerEntry, _ one: AdministrationRow, alone: Bool) -> Bool {
    if !entry.administration.isEmpty { return entry.administration == one.id }
    guard entry.course.isEmpty || entry.course == one.text(.course) else { return false }
    return alone || "\(entry.day)" == one.text(.started).prefix(10)
  }

  /// A lobar TARE is not expected in the other lobe's account; it is in the whole liver's.
  private static func irradiates(_ course: CourseRow, _ lobe: LiverPart) -> Bool {
    switch (course.text(.kind), course.text(.region)) {
    case ("TARE", "right lobe"): lobe != .left
    case ("TARE", "left lobe"): lobe != .right
    case ("TARE", "segments"): lobe == .whole
    default: true
    }
  }

  private static func quadrature(_ u: [Double]) -> Double { u.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}

extension Registry {
  /// The ledger of one patient.
  /// - Parameter limits: the published references, and a department's own limits.
  /// - Throws: `Problem` if the patient is unknown.
  public func ledger(_ id: String, limits: [DoseLimit.On<LiverPart>] = LedgerLimits.cited) throws(Problem)
    -> Ledger
  {
    let id = try patient(id).id
    let mine = Value.text(id)
    return Ledger(
      patient: id, courses: try rows(of: CourseColumn.self, where: [.patient: mine], order: [.started]),
      administrations: try rows(of: AdministrationColumn.self, where: [.patient: mine], order: [.started]),
      doses: try rows(of: DoseSummaryColumn.self, where: [.patient: mine]), limits: limits)
  }
}
