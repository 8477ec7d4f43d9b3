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
    /// How many of these follow from another part of the liver.
    public var derived: Int
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
  /// Stated doses, and those of other parts that follow from them: what the sums are made of.
  public let account: [LedgerEntry]
  public let treatments: [LedgerTreatment]
  /// Doses to tumours, by name, over all therapies.
  public let tumours: [LedgerSum]
  public let lungs: LedgerSum?
  public let totals: [Total]
  public let warnings: [LedgerWarning]
  public let limits: [LedgerLimit]

  init(
    patient: String, courses: [CourseRow], administrations: [AdministrationRow], doses: [DoseSummaryRow],
    limits: [LedgerLimit], volumes: [LiverPart: Double] = [:]
  ) {
    self.patient = patient
    self.limits = limits
    let products = Dictionary(
      courses.map { ($0.id, $0.text(.product)) }, uniquingKeysWith: { first, _ in first })
    entries = doses.compactMap(LedgerEntry.init).map { entry in
      var entry = entry
      entry.product = products[entry.course] ?? ""
      return entry
    }.sorted { ($0.day, $0.lobe.rawValue, $0.source) < ($1.day, $1.lobe.rawValue, $1.source) }
    let nuclear = courses.filter(\.isRadionuclide)
    let liver = LiverAccount(entries, nuclear, volumes: volumes)
    account = liver.entries
    treatments = Self.treatments(liver, courses, administrations, doses)
    tumours = LedgerSum.all(doses.filter { $0[.role] == "tumour" })
    lungs = LedgerSum.lungs(doses)
    totals = LiverPart.allCases.map { [account] in Self.total($0, account, nuclear, administrations) }
    let unplaced = doses.filter {
      $0[.role] == "normal liver" && LiverPart(rawValue: $0.text(.lobe)) == nil
    }
    warnings = LedgerWarning.all(account, totals, nuclear, administrations, limits, unplaced: unplaced)
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
      lobe: lobe, entries: mine.count, derived: mine.count { $0.basis != .stated },
      mean: mine.reduce(0) { $0 + $1.mean },
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
  public func ledger(_ id: String, limits: [LedgerLimit] = LedgerLimits.cited) throws(Problem)
    -> Ledger
  {
    let id = try patient(id).id
    let mine = Value.text(id)
    return Ledger(
      patient: id, courses: try rows(of: CourseColumn.self, where: [.patient: mine], order: [.started]),
      administrations: try rows(of: AdministrationColumn.self, where: [.patient: mine], order: [.started]),
      doses: try rows(of: DoseSummaryColumn.self, where: [.patient: mine]), limits: limits,
      volumes: try lobeVolumes(of: mine))
  }
}

extension Registry {
  /// Volumes of the lobes that were drawn, mL, the last of each; with their lesions, since no others are known there.
  private func lobeVolumes(of patient: Value) throws(Problem) -> [LiverPart: Double] {
    let drawn = try rows(of: StructureColumn.self, where: [.patient: patient]).filter {
      $0[.role] == "liverLobe"
    }
    var volumes: [LiverPart: Double] = [:]
    for row in drawn {
      guard let part = LiverPart(rawValue: row.text(.lobe)), let volume = row[.volumeMl].number else {
        continue
      }
      volumes[part] = volume
    }
    return volumes
  }
}
