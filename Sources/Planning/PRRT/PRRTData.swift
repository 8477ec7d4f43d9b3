import Diagnostics
import Files
import Quantities
import Stages

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
  /// Accepted relative deviation of the activity, a fraction.
  let activityTolerance: Double
  /// Amino acids run for so long before the activity.
  let aminoAcidsBefore: TimeSpan
  /// By organ.
  public let organs: [String: OrganTolerance]

  /// The data that come with the program.
  ///
  /// - Throws: `Problem` if they are faulty, which the tests of this room exclude.
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
      organs[member.name] = try OrganTolerance(
        try member.value.object(), source: "protocol data, edition \(header.edition)")
    }
    self.organs = organs
  }

  /// Days between consecutive cycles that leave the schedule, by the number of the later cycle (2, 3, …).
  func irregularIntervals(_ cycles: [CalendarDay]) -> [Int: Int] {
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
  public var dose: DoseLimit?
  /// Biologically effective dose, for patients without and with risk factors.
  public var bed: DoseLimit?
  public var bedWithRiskFactors: DoseLimit?
  /// α/β of the organ, Gy.
  public var alphaBeta: Double?
  public var repairHalfTime: TimeSpan?

  init(_ object: JSON5Object, source: String) throws(Problem) {
    func limit(_ key: String, of quantity: DoseLimit.Quantity, meaning: String = "") throws(Problem)
      -> DoseLimit?
    {
      guard object[key] != nil else { return nil }
      let gray = AbsorbedDose(try object.positive(key, "Gy"))
      return DoseLimit(gray, of: quantity, scope: .cumulative, meaning: meaning, source: source)
    }
    dose = try limit("dose", of: .absorbedDose)
    bed = try limit("bed", of: .bed, meaning: "without risk factors")
    bedWithRiskFactors = try limit("bedWithRiskFactors", of: .bed, meaning: "with risk factors")
    alphaBeta = object["alphaBeta"] == nil ? nil : try object.positive("alphaBeta", "Gy")
    repairHalfTime =
      object["repairHalfTime"] == nil ? nil : .hours(try object.positive("repairHalfTime", "h"))
  }
}
