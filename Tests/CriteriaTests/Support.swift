import Fixtures
import Quantities

@testable import Criteria

let library: RuleLibrary = {
  do { return try RuleLibrary() } catch { fatalError("the embedded rules are faulty: \(error)") }
}()

extension [String: String] {
  func decimal(_ column: String) -> ExactDecimal? { self[column].flatMap { ExactDecimal($0) } }

  func yesOrNo(_ column: String) -> Bool? {
    switch self[column] {
    case "yes": true
    case "no": false
    default: nil
    }
  }

  /// `2021-01-10 2021-03-07`
  func days(_ column: String) -> [CalendarDay] {
    (self[column] ?? "").split(separator: " ").compactMap { CalendarDay(iso8601: $0) }
  }

  /// `date:value` pairs.
  func dated<T>(_ column: String, _ read: (Substring) -> T?) -> [Dated<T>] {
    (self[column] ?? "").split(separator: " ").compactMap { pair in
      let parts = pair.split(separator: ":")
      guard parts.count == 2, let day = CalendarDay(iso8601: parts[0]), let value = read(parts[1]) else {
        return nil
      }
      return Dated(day, value)
    }
  }

  func course(_ baseline: String, _ nadir: String, _ current: String) throws -> SumCourse {
    guard let b = decimal(baseline), let n = decimal(nadir), let c = decimal(current) else {
      throw MissingColumn(name: "\(baseline), \(nadir) or \(current)")
    }
    return SumCourse(baseline: b, nadir: n, current: c)
  }

  func need(_ column: String) throws -> ExactDecimal {
    guard let value = decimal(column) else { throw MissingColumn(name: column) }
    return value
  }
}

struct MissingColumn: Error { var name: String }
