import Quantities
import Registry
import Reporting

/// The burden of tumour on one day, with platelets, albumin and bilirubin near it.
struct BurdenPoint: Sendable {
  var day: String
  var percent: Double
  var u: Double?
  /// Value with its unit by name of the test.
  var near: [String: String]

  private static let tests = ["platelets", "albumin", "bilirubin"]

  /// Of the whole liver, in order of time; of several methods of one day the first.
  static func all(_ rows: [MeasurementRow], _ laboratory: [LaboratoryRow]) -> [BurdenPoint] {
    let own = rows.filter { $0[.quantity] == "liver burden" && $0[.lobe].isNull && !$0[.value].isNull }
    var points: [BurdenPoint] = []
    for row in own.sorted(by: { ($0.text(.measured), $0.id) < ($1.text(.measured), $1.id) })
    where points.last?.day != row.text(.measured) {
      let scale = row[.unit] == "1" ? 100.0 : 1
      points.append(
        BurdenPoint(
          day: row.text(.measured), percent: scale * row[.value].number!,
          u: row[.u].number.map { scale * $0 },
          near: near(row.text(.measured), laboratory)))
    }
    return points
  }

  private static func near(_ text: String, _ rows: [LaboratoryRow]) -> [String: String] {
    guard let day = CalendarDay(iso8601: text) else { return [:] }
    return tests.reduce(into: [:]) { found, test in
      let dated = rows.filter { $0.text(.test) == test }.compactMap { row in
        CalendarDay(iso8601: row.text(.sampled).prefix(10)).map { (row: row, days: abs($0.days(since: day))) }
      }
      guard let nearest = dated.min(by: { $0.days < $1.days }), nearest.days <= 28 else { return }
      found[test] = "\(nearest.row.text(.value)) \(nearest.row.text(.unit))"
    }
  }

  static func table(_ points: [BurdenPoint]) -> StudyTable {
    form.table(
      "Tumour burden with the laboratory values nearest to it", points,
      notes: ["Nearest within four weeks, in the unit of the laboratory."])
  }

  static let form = TableForm<BurdenPoint>(
    "burden-course", file: "burden-course.csv",
    [
      .init("day", "Day", means: "day of the measurement") { .text($0.day) },
      .init(
        "burden_percent", "Tumour burden", unit: "%", .measured, means: "tumour in the whole liver", .standard
      ) {
        .with($0.percent, u: $0.u)
      },
    ]
      + tests.map { test in
        .init(
          test, test.prefix(1).uppercased() + test.dropFirst(), share: 1.2,
          means: "nearest value with its unit"
        ) {
          .words($0.near[test])
        }
      })
}
