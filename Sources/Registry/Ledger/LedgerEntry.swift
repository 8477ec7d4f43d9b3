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
  /// The administration that gave it; empty where the dose is of the whole course.
  public var administration: String
  public var source: String

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
  }
}
