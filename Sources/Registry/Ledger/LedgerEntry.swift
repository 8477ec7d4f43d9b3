import Quantities

/// What a sum of the ledger is of: a lobe, or the whole liver.
public enum LiverPart: String, Sendable, CaseIterable { case right, left, whole }

/// What one therapy gave to normal liver, or to a lobe of it.
public struct LedgerEntry: Sendable, Hashable {
  public var day: CalendarDay
  /// `TARE`, `IV PRRT`, `IA PRRT`.
  public var therapy: String
  public var nuclide: String
  public var lobe: LiverPart
  /// Mean absorbed dose, Gy.
  public var mean: Double
  /// Standard uncertainty of the mean (k = 1), Gy; `nil`: not evaluated.
  public var meanUncertainty: Double?
  /// Biologically effective dose, Gy.
  public var bed: Double?
  /// Standard uncertainty of the BED (k = 1), Gy; `nil`: not evaluated.
  public var bedUncertainty: Double?
  public var radiobiology: String
  public var engine: String
  /// What "normal liver" means here: which lesions were left out.
  public var definition: String
  public var course: String
  /// Device or drug, as the course states it.
  public var product = ""
  /// The administration that gave it; empty where the dose is of the whole course.
  public var administration: String
  public var source: String
  /// How the dose to this part is known.
  public enum Basis: String, Sendable {
    case stated
    /// The mean of the whole liver, which the therapy reached.
    case wholeLiver = "as the whole liver"
    /// The mean of the lobes by volume.
    case lobes = "lobes by volume"
  }
  public var basis = Basis.stated
  /// Volume of the part, mL; `nil`: not stated.
  public var volume: Double?
  /// Couinaud segment that the region names; its dose is a part of its lobe's and in no sum.
  public var segment = ""

  /// `nil` for rows of other regions than normal liver.
  init?(_ row: DoseSummaryRow) {
    guard row[.role] == "normal liver", let lobe = LiverPart(rawValue: row.text(.lobe)),
      let day = CalendarDay(iso8601: row.text(.delivered)), let mean = row[.meanGy].number
    else { return nil }
    (self.day, self.lobe, self.mean) = (day, lobe, mean)
    (therapy, nuclide, engine) = (row.text(.therapy), row.text(.nuclide), row.text(.engine))
    (meanUncertainty, bed, bedUncertainty) = (
      row[.meanUGy].number, row[.bedGy].number, row[.bedUGy].number
    )
    (radiobiology, definition) = (row.text(.radiobiology), row.text(.definition))
    (course, administration, source) = (row.text(.course), row.text(.administration), row.text(.source))
    volume = row[.volumeMl].number
    segment = Self.segment(row.text(.region))
  }

  /// The segment of a name such as “segment 7 without lesions”.
  private static func segment(_ name: String) -> String {
    name.lowercased().firstMatch(of: /\bsegments? ?([1-8][ab]?|[iv]+[ab]?)\b/).map { String($0.1) } ?? ""
  }
}
