import Diagnostics
import Quantities

/// One column of a table.
public struct Column: Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    case text, integer, real, decimal, date, time, flag
    /// A day, alone or with a time of day and, where it is known, its zone.
    case moment

    var sql: String {
      switch self {
      case .integer, .flag: "BIGINT"
      case .real: "DOUBLE PRECISION"
      case .text, .decimal, .date, .time, .moment: "TEXT"
      }
    }
  }
  public let name: String
  public let kind: Kind
  public let meaning: String
  public let unit: String
  public let isRequired: Bool
  public let isUnique: Bool
  /// The table whose id it is.
  public let references: String?
  /// The only values allowed; empty: any.
  public let values: [String]
  /// Range of values, in `unit`; `nil`: no bound.
  public let minimum, maximum: Double?
  /// Element of a FHIR R4 resource that it goes to.
  public let fhir: String?
  /// Says when something happened, which cannot be in the future, before birth or after death.
  public let isPast: Bool
  public let since: Int
}

extension Column {
  /// A cell of a file as a value.
  /// - Returns: `nil` if the text is none of this kind.
  public func value(of text: String) -> Value? {
    if text.isEmpty { return .null }
    switch kind {
    case .text, .decimal, .date, .time, .moment: return .text(text)
    case .integer: return Int64(text).map(Value.integer)
    case .real: return Double(text).flatMap { $0.isFinite ? .real($0) : nil }
    case .flag:
      return ["0": 0, "1": 1, "no": 0, "yes": 1, "false": 0, "true": 1][text.lowercased()].map {
        .integer($0)
      }
    }
  }

  /// What is wrong with a value, in words that do not repeat it; `nil` if nothing.
  func fault(_ value: Value) -> String? {
    if value.isNull || value == "" { return isRequired ? "is missing" : nil }
    switch (kind, value) {
    case (.text, .text(let text)):
      if text.contains("\0") { return "holds a NUL character" }
      return values.isEmpty || values.contains(text)
        ? nil : "is not one of: " + values.joined(separator: ", ")
    case (.decimal, .text(let text)): return ExactDecimal(text) == nil ? "is not a decimal number" : nil
    case (.date, .text(let text)): return CalendarDay(iso8601: text) == nil ? "is not a date YYYY-MM-DD" : nil
    case (.time, .text(let text)):
      return DateTime(iso8601: text) == nil ? "is not a time YYYY-MM-DDThh:mm" : nil
    case (.moment, .text(let text)):
      return Self.isMoment(text) ? nil : "is not a day YYYY-MM-DD, alone or with a time"
    case (.integer, .integer(let n)): return rangeFault(Double(n))
    case (.real, .real(let x)): return x.isFinite ? rangeFault(x) : "is not finite"
    case (.flag, .integer(let n)): return n == 0 || n == 1 ? nil : "is neither 0 nor 1"
    default: return "is not a valid \(kind.rawValue)"
    }
  }

  private static func isMoment(_ text: String) -> Bool {
    guard let day = CalendarDay(iso8601: text.prefix(10)) else { return false }
    let rest = text.dropFirst(10)
    return rest.isEmpty || (rest.first == "T" && DateTime(day, clock: String(rest.dropFirst())) != nil)
  }

  private func rangeFault(_ x: Double) -> String? {
    if let minimum, x < minimum { return "is below \(minimum.printedExactly)" }
    if let maximum, x > maximum { return "is above \(maximum.printedExactly)" }
    return nil
  }
}
