import Files
import Foundation

extension JSON {
  /// Where a JSON text departs from this schema: types, required members, choices and constants. Members that the schema does
  /// not name are faults too.
  public func departures(of text: String) -> [String] {
    guard let value = try? JSONDecoder().decode(Parsed.self, from: Data(text.utf8)) else {
      return ["not JSON"]
    }
    return departures(of: value, at: "")
  }

  private func departures(of value: Parsed, at place: String) -> [String] {
    if let choices = list("anyOf") {
      let all = choices.map { $0.departures(of: value, at: place) }
      return all.contains([]) ? [] : all.min { $0.count < $1.count } ?? []
    }
    if let constant = self["const"]?.printed, constant != value.printed {
      return ["\(place): \(value.printed) instead of \(constant)"]
    }
    if let choices = list("enum"), !choices.contains(where: { $0.printed == value.printed }) {
      return ["\(place): \(value.printed) is none of the choices"]
    }
    guard case .text(let type)? = self["type"] else { return [] }
    guard value.isOf(type) else { return ["\(place): \(value.printed.prefix(40)) is not of type \(type)"] }
    switch value {
    case .array(let values):
      guard let items = self["items"] else { return [] }
      return values.enumerated().flatMap { items.departures(of: $1, at: "\(place)[\($0)]") }
    case .object(let members): return departures(of: members, at: place)
    default: return []
    }
  }

  private func departures(of members: [String: Parsed], at place: String) -> [String] {
    guard case .object(let known)? = self["properties"] else {
      guard let values = self["additionalProperties"] else { return [] }
      return members.sorted { $0.key < $1.key }.flatMap {
        values.departures(of: $0.value, at: "\(place).\($0.key)")
      }
    }
    let missing = (list("required") ?? []).compactMap { name -> String? in
      guard case .text(let name) = name, members[name] == nil else { return nil }
      return "\(place): \(name) is missing"
    }
    return missing
      + members.sorted { $0.key < $1.key }.flatMap { name, value in
        known.first { $0.0 == name }.map { $0.1.departures(of: value, at: "\(place).\(name)") }
          ?? ["\(place): \(name) is not in the schema"]
      }
  }

  private subscript(name: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.0 == name }?.1
  }

  private func list(_ name: String) -> [JSON]? {
    if case .array(let values)? = self[name] { values } else { nil }
  }
}

/// A JSON value as it was read.
private enum Parsed: Decodable {
  case null, flag(Bool), number(Double), text(String), array([Parsed]), object([String: Parsed])

  init(from decoder: any Decoder) throws {
    let c = try decoder.singleValueContainer()
    if c.decodeNil() {
      self = .null
    } else if let flag = try? c.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? c.decode(Double.self) {
      self = .number(number)
    } else if let text = try? c.decode(String.self) {
      self = .text(text)
    } else if let values = try? c.decode([Parsed].self) {
      self = .array(values)
    } else {
      self = .object(try c.decode([String: Parsed].self))
    }
  }

  func isOf(_ type: String) -> Bool {
    switch self {
    case .null: false
    case .flag: type == "boolean"
    case .number(let number): type == "number" || type == "integer" && number == number.rounded()
    case .text: type == "string"
    case .array: type == "array"
    case .object: type == "object"
    }
  }

  var printed: String {
    switch self {
    case .null: "null"
    case .flag(let flag): "\(flag)"
    case .number(let number): JSON.number(number).printed
    case .text(let text): JSON.text(text).printed
    case .array(let values): "a list of \(values.count)"
    case .object(let members): "an object of \(members.count) members"
    }
  }
}
