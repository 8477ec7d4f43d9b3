import Checks
import Diagnostics
import Files
import Foundation
import Quantities

/// Reads the keys of one object and gathers every problem, so that the user corrects a file once.
package struct FieldReader {
  package let object: JSON5Object
  package private(set) var problems: [Problem] = []
  private var asked: [String] = []

  package init(_ object: JSON5Object) { self.object = object }

  /// The value of a key; `nil` if it is absent or wrong. A wrong one is remembered as a problem.
  package mutating func optional<T>(_ key: String, _ convert: (JSON5Value) throws(Problem) -> T) -> T? {
    asked.append(key)
    guard let value = object[key] else { return nil }
    if case .string(CaseTemplate.open) = value.content {
      problems.append(
        Problem(
          .inputMissing, what: "“\(key)” is still to be filled in", at: value.location,
          remedy: "it has to be filled in; a key that is not needed can be omitted"))
      return nil
    }
    do throws(Problem) { return try convert(value) } catch {
      problems.append(error)
      return nil
    }
  }

  /// As `optional`, and absence is a problem too.
  package mutating func required<T>(
    _ key: String, _ meaning: String, _ convert: (JSON5Value) throws(Problem) -> T
  )
    -> T?
  {
    if object[key] == nil {
      do throws(Problem) { _ = try object.required(key, meaning) } catch { problems.append(error) }
    }
    return optional(key, convert)
  }

  package mutating func text(_ key: String) -> String {
    optional(key) { value throws(Problem) in try value.string() } ?? ""
  }
  package mutating func flag(_ key: String, default fallback: Bool) -> Bool {
    optional(key) { value throws(Problem) in try value.bool() } ?? fallback
  }
  package mutating func number(_ key: String, _ range: ClosedRange<Double>) -> Double? {
    optional(key) { value throws(Problem) in try value.number(in: range) }
  }
  /// A number that its row of the table allows, in the unit of the row.
  package mutating func number(_ key: String, _ row: Plausibility) -> Double? {
    optional(key) { value throws(Problem) in try value.number(row) }
  }
  package mutating func numbers(_ key: String, _ row: Plausibility) -> [Double] {
    optional(key) { value throws(Problem) in
      try value.array().map { element throws(Problem) in try element.number(row) }
    } ?? []
  }
  package mutating func dateTime(_ key: String) -> DateTime? {
    optional(key) { value throws(Problem) in try value.dateTime() }
  }

  package mutating func choice<C: RawRepresentable & CaseIterable>(_ key: String, of: C.Type = C.self) -> C?
  where C.RawValue == String {
    optional(key) { value throws(Problem) in try value.choice() }
  }

  /// Reads an object below a key with its own reader; its problems join these.
  package mutating func object<T>(_ key: String, _ read: (inout FieldReader) -> T?) -> T? {
    guard let object = optional(key, { value throws(Problem) in try value.object() }) else { return nil }
    return nested(object, read)
  }

  /// As `object`, and absence is a problem too.
  mutating func requiredObject<T>(
    _ key: String, _ meaning: String, _ read: (inout FieldReader) -> T?
  ) -> T? {
    if object[key] == nil { _ = required(key, meaning) { value throws(Problem) in value } }
    return object(key, read)
  }

  /// Reads a list of objects below a key.
  package mutating func objects<T>(_ key: String, _ read: (inout FieldReader) -> T?) -> [T] {
    let list = optional(key) { value throws(Problem) in try value.array() } ?? []
    return list.compactMap { element in
      do throws(Problem) { return nested(try element.object(), read) } catch {
        problems.append(error)
        return nil
      }
    }
  }

  package mutating func nested<T>(_ object: JSON5Object, _ read: (inout FieldReader) -> T?) -> T? {
    var reader = FieldReader(object)
    let result = read(&reader)
    problems += reader.finish()
    return result
  }

  /// A problem of the object as a whole.
  mutating func reject(_ kind: Problem.Kind, _ what: String, _ remedy: String = "") {
    problems.append(Problem(kind, what: what, at: object.location, remedy: remedy))
  }

  /// All problems, with the unknown keys.
  package func finish() -> [Problem] { problems + object.unknown(except: asked) }
}

extension JSON5Value {
  package func number(in range: ClosedRange<Double>) throws(Problem) -> Double {
    let value = try number()
    guard range.contains(value) else {
      throw rejected(
        "\(value) is outside \(range.lowerBound) … \(range.upperBound)", remedy: "check value and unit")
    }
    return value
  }

  package func number(_ row: Plausibility) throws(Problem) -> Double {
    let value = try number()
    guard let beyond = BeyondRange(row, value) else { return value }
    throw rejected(
      beyond.text,
      remedy: row.crossCheck.isEmpty ? "check value and unit" : "check value and unit: \(row.crossCheck)")
  }

  package func numbers() throws(Problem) -> [Double] {
    var all: [Double] = []
    for element in try array() { all.append(try element.number()) }
    return all
  }

  package func dateTime() throws(Problem) -> DateTime {
    let text = try string()
    guard let time = DateTime(iso8601: text) else {
      throw rejected(
        "“\(text)” is not a date with time", why: "decay over days depends on the date",
        remedy: "write date and time, for example 2026-03-02T10:15:00")
    }
    return time
  }

  package func choice<C: RawRepresentable & CaseIterable>() throws(Problem) -> C where C.RawValue == String {
    let text = try string()
    if let choice = C(rawValue: text) { return choice }
    throw rejected("“\(text)” is not one of: \(C.allCases.map(\.rawValue).joined(separator: ", "))")
  }
}
