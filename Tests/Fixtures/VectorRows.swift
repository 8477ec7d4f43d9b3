import Foundation

/// What did not hold in one row of a vector file.
public struct RowCheck {
  public let row: [String: String]
  public private(set) var faults: [String] = []

  init(_ row: [String: String]) { self.row = row }

  public mutating func equal(_ column: String, _ got: String?, _ expected: String? = nil) {
    let wanted = expected ?? row[column] ?? "(no such column)"
    if got ?? "" != wanted { faults.append("\(column): got “\(got ?? "")”, expected “\(wanted)”") }
  }

  public mutating func equal(_ column: String, _ got: Bool?) { equal(column, got.map { $0 ? "yes" : "no" }) }
  public mutating func equal(_ column: String, _ got: Int?) { equal(column, got.map(String.init)) }

  /// Relative 10⁻⁶, or half a unit of the last of so many printed decimals.
  public mutating func near(_ column: String, _ got: Double?, decimals: Int? = nil) {
    guard let wanted = row.number(column) else {
      if let got { faults.append("\(column): got \(got), expected no value") }
      return
    }
    let half = decimals.map { 0.5000001 * pow(10, -Double($0)) } ?? 1e-12
    guard let got, agree(got, wanted, absolute: half) else {
      faults.append("\(column): got \(got.map { "\($0)" } ?? "no value"), expected \(wanted)")
      return
    }
  }

  public mutating func near(_ column: String, _ got: [Double]) {
    let wanted = row.numbers(column)
    if got.count != wanted.count || !zip(got, wanted).allSatisfy({ agree($0, $1) }) {
      faults.append("\(column): got \(got), expected \(wanted)")
    }
  }

  /// A wrong answer that must not be given: where the column differs from what is expected, so must `got`.
  public mutating func differs(_ column: String, _ got: String?, from expected: String) {
    guard let wrong = row[column], !wrong.isEmpty, wrong != row[expected] else { return }
    if got == wrong { faults.append("\(column): the wrong answer “\(wrong)” was given") }
  }

  public mutating func differs(_ column: String, _ got: Double?, from expected: String) {
    guard let wrong = row.number(column), let right = row.number(expected), !agree(wrong, right) else {
      return
    }
    if let got, agree(got, wrong) { faults.append("\(column): the wrong answer \(wrong) was given") }
  }

  /// A condition that must hold; the fault names its line.
  public mutating func expect(_ holds: Bool, file: StaticString = #fileID, line: Int = #line) {
    if !holds { faults.append("does not hold: \(file):\(line)") }
  }

  public mutating func fail(_ text: String) { faults.append(text) }
}

extension Fixtures {
  /// Checks every row of a vector file and prints how many held.
  ///
  /// - Returns: what did not hold, with the row's id; an empty file is a fault too.
  /// - Throws: if the file is missing, so that its test fails.
  public static func everyRow(_ name: String, _ check: (inout RowCheck) throws -> Void) throws -> [String] {
    everyCase(name, try vectors(name).map { (id: $0["id"] ?? "?", value: $0) }, row: { $0 }) { _, one in
      try check(&one)
    }
  }

  /// The same for a file that is no table.
  ///
  /// - Parameter row: cells of a case by column, for checks that name one.
  public static func everyCase<Case>(
    _ name: String, _ cases: [(id: String, value: Case)], row: (Case) -> [String: String] = { _ in [:] },
    _ check: (Case, inout RowCheck) throws -> Void
  ) -> [String] {
    var faults = cases.isEmpty ? ["\(name): no rows"] : []
    var held = 0
    for one in cases {
      var result = RowCheck(row(one.value))
      do { try check(one.value, &result) } catch { result.fail("threw \(error)") }
      if result.faults.isEmpty { held += 1 }
      faults += result.faults.map { "\(name) \(one.id): \($0)" }
    }
    print("vectors \(name): \(held) of \(cases.count) rows hold")
    return faults
  }
}
