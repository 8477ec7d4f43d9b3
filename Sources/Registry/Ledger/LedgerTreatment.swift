import Quantities

/// One therapy of the account with all that it gave, as a plan needs it.
public struct LedgerTreatment: Sendable, Hashable {
  public var day: CalendarDay
  /// `TARE`, `IV PRRT`, `IA PRRT`.
  public var therapy: String
  public var product: String
  /// What was treated, in the words of the course.
  public var region: String
  /// Activity, GBq.
  public var activity: Double?
  /// Mean absorbed dose to the normal liver of each part, Gy, stated or derived; a part without one is not known.
  public var normalLiver: [LiverPart: Double]
  /// Mean absorbed dose, Gy; `nil`: not known.
  public var lungs: Double?
}

/// Doses to one region over all therapies: a tumour, or the lungs.
public struct LedgerSum: Sendable, Hashable {
  public var region: String
  public var doses: Int
  /// Sum of the mean doses, Gy.
  public var mean: Double
  /// Standard uncertainty, Gy; errors of different therapies independent; `nil` if one dose has none.
  public var uncertainty: Double?

  /// Both lungs, or several regions of them, have the mean of one administration.
  static func lungs(_ doses: [DoseSummaryRow]) -> LedgerSum? {
    let rows = doses.filter { $0[.role] == "lung" }
    guard !rows.isEmpty else { return nil }
    let given = Dictionary(grouping: rows) { $0.text(.administration) + "/" + $0.text(.delivered) }.values
    func mean(_ rows: [DoseSummaryRow], _ column: DoseSummaryColumn) -> Double? {
      let known = rows.compactMap { $0[column].number }
      return known.count == rows.count ? known.reduce(0, +) / Double(known.count) : nil
    }
    let u = given.compactMap { mean($0, .meanUGy) }
    return LedgerSum(
      region: "lungs", doses: given.count, mean: given.compactMap { mean($0, .meanGy) }.reduce(0, +),
      uncertainty: u.count == given.count ? u.reduce(0) { $0 + $1 * $1 }.squareRoot() : nil)
  }

  static func all(_ rows: [DoseSummaryRow]) -> [LedgerSum] {
    Dictionary(grouping: rows) { $0.text(.region) }.sorted { $0.key < $1.key }.map { region, rows in
      let means = rows.compactMap { $0[.meanGy].number }, u = rows.compactMap { $0[.meanUGy].number }
      return LedgerSum(
        region: region, doses: rows.count, mean: means.reduce(0, +),
        uncertainty: u.count == rows.count ? u.reduce(0) { $0 + $1 * $1 }.squareRoot() : nil)
    }
  }
}

extension Ledger {
  /// Every administration that irradiated the liver, and every course of which none is recorded, with what is known of it.
  static func treatments(
    _ account: LiverAccount, _ courses: [CourseRow], _ administrations: [AdministrationRow],
    _ doses: [DoseSummaryRow]
  ) -> [LedgerTreatment] {
    let nuclear = courses.filter(\.isRadionuclide)
    return nuclear.flatMap { course -> [LedgerTreatment] in
      let given = administrations.filter { $0.text(.course) == course.id }
      let all: [AdministrationRow?] = given.isEmpty ? [nil] : given.map { $0 }
      return all.compactMap { one in
        let start = one?.text(.started) ?? course.text(.started)
        guard let day = CalendarDay(iso8601: start.prefix(10)) else { return nil }
        let belongs = { (administration: String, of: String, on: String) in
          if let one, !administration.isEmpty { return administration == one.id }
          return of == course.id && (given.count <= 1 || on == "\(day)")
        }
        let own = account.entries.filter { belongs($0.administration, $0.course, "\($0.day)") }
        let lungs = doses.filter {
          $0[.role] == "lung" && belongs($0.text(.administration), $0.text(.course), $0.text(.delivered))
        }.compactMap { $0[.meanGy].number }
        return LedgerTreatment(
          day: day, therapy: course.text(.kind), product: one?.text(.product) ?? course.text(.product),
          region: course.text(.region), activity: one?[.activityGbq].number,
          normalLiver: Dictionary(own.map { ($0.lobe, $0.mean) }, uniquingKeysWith: +),
          lungs: lungs.isEmpty ? nil : lungs.reduce(0, +) / Double(lungs.count))
      }
    }.sorted { ($0.day, $0.therapy) < ($1.day, $1.therapy) }
  }
}
