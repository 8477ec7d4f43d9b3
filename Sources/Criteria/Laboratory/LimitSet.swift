import Diagnostics
import Files
import Foundation
import Quantities

/// Limits of normal under a name, to see how far a rate depends on them.
public struct LimitSet: Sendable {
  public let name: String
  /// Where the limits were printed, or what they are.
  public let source: String
  /// `nil`: each value keeps the limits that it came with.
  public let table: LimitTable?

  public init(name: String, source: String, table: LimitTable?) {
    (self.name, self.source, self.table) = (name, source, table)
  }

  /// The limits of each value.
  public static let ofValues = LimitSet(
    name: "as recorded", source: "limits that came with each value, else of the table that was given",
    table: nil)

  /// The sets that come with the program.
  /// - Throws: `Problems` if they are faulty, which the tests exclude.
  public static func published(_ measurands: RuleDocument) throws -> [LimitSet] {
    try read(Data(PackageResources.limits_of_normal_csv), at: "limits-of-normal.csv", measurands)
  }

  /// Reads a CSV table with the columns set, test, unit, sex (F, M or empty), lower, upper, source.
  /// - Throws: `Problems` with every faulty row.
  static func read(_ data: Data, at place: String, _ measurands: RuleDocument) throws -> [LimitSet] {
    let table = try TableFile(data, path: place)
    var order: [String] = [], rows: [String: [Row]] = [:], problems: [Problem] = []
    for n in 0..<table.count {
      do {
        let row = try Row(table, n, at: place, measurands)
        if rows[row.set] == nil { order.append(row.set) }
        rows[row.set, default: []].append(row)
      } catch let problem as Problem { problems.append(problem) }
    }
    let sets = try order.map { name in
      LimitSet(
        name: name, source: Set(rows[name]!.map(\.source)).sorted().joined(separator: "; "),
        table: try LimitTable(rows[name]!.map(\.entry)))
    }
    if !problems.isEmpty { throw Problems(problems) }
    return sets
  }

  private struct Row {
    let set, source: String
    let entry: LimitTable.Entry

    init(_ table: TableFile, _ n: Int, at place: String, _ measurands: RuleDocument) throws {
      let fields = table.fields(n)
      func cell(_ name: String) -> String {
        table.header.firstIndex(of: name).flatMap { $0 < fields.count ? fields[$0] : nil } ?? ""
      }
      let location = "\(place): row \(table.number(n))"
      (set, source) = (cell("set"), cell("source"))
      guard let measurand = measurands.measurands[cell("test")], !set.isEmpty, !source.isEmpty,
        ["", "F", "M"].contains(cell("sex"))
      else {
        throw Problem(
          .dataRejected, what: "this is not a limit of normal", at: location,
          remedy: "set, test (code of a measurand), unit, sex (F, M or empty), lower or upper, source")
      }
      let unit = cell("unit")
      func amount(_ text: String) throws -> Amount? {
        if text.isEmpty { return nil }
        guard let value = ExactDecimal(text) else {
          throw Problem(.dataRejected, what: "“\(text)” is not a number", at: location)
        }
        return try measurand.amount(value, unit)
      }
      entry = LimitTable.Entry(
        laboratory: "", code: measurand.code, sex: .init(rawValue: cell("sex")),
        ages: LimitTable.Entry.allAges, days: LimitTable.Entry.always, lower: try amount(cell("lower")),
        upper: try amount(cell("upper")), location: location)
    }
  }
}

extension PatientLaboratory {
  /// The values with the limits of a set in place of their own; a test that the set says nothing of keeps them.
  func with(_ set: LimitSet) -> PatientLaboratory {
    guard let table = set.table else { return self }
    var copy = self
    for n in copy.values.indices where table.isAbout(copy.values[n].code) {
      let value = copy.values[n]
      let query = LimitTable.Query(
        laboratory: value.laboratory, sex: sex, age: age(on: value.day), day: value.day)
      let limits = table.limits(value.code, query)
      (copy.values[n].lower, copy.values[n].upper) = (limits?.lower ?? nil, limits?.upper ?? nil)
    }
    return copy
  }
}
