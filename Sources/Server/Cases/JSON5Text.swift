import Foundation

/// Where the values of a JSON5 text stand, so that one can be replaced and comments stay.
struct JSON5Text {
  struct Value {
    /// Keys and numbers from the outside in: `administrations.0.activityGBq`.
    var path: String
    var range: Range<Int>
    var isLeaf: Bool
  }
  private(set) var bytes: [UInt8]
  private(set) var values: [Value] = []
  private var at = 0

  /// `nil` if the text is not of that form.
  init?(_ text: String) {
    bytes = Array(text.utf8)
    guard value(""), skipBlank(), at == bytes.count else { return nil }
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }
  subscript(_ path: String) -> Value? { values.first { $0.path == path } }

  func text(of value: Value) -> String { String(decoding: bytes[value.range], as: UTF8.self) }

  /// A leaf without its quotation marks.
  func word(of value: Value) -> String {
    let text = text(of: value)
    guard let quote = text.first, quote == "\"" || quote == "'", text.count >= 2 else { return text }
    return String(text.dropFirst().dropLast())
  }

  /// The text with a value in place of another, or added to its object. `nil` where there is no such object.
  func setting(_ path: String, to json: String) -> String? {
    var copy = bytes
    if let value = self[path] {
      copy.replaceSubrange(value.range, with: Array(json.utf8))
    } else {
      let parts = path.split(separator: ".")
      let parent = parts.dropLast().joined(separator: ".")
      guard let object = self[parent], !parts.isEmpty, bytes[object.range.lowerBound] == UInt8(ascii: "{")
      else {
        return nil
      }
      copy.insert(contentsOf: Array(" \(parts.last!): \(json),".utf8), at: object.range.lowerBound + 1)
    }
    return String(decoding: copy, as: UTF8.self)
  }

  // MARK: Reading

  private mutating func value(_ path: String) -> Bool {
    guard skipBlank(), at < bytes.count else { return false }
    let (start, slot) = (at, values.count)
    values.append(Value(path: path, range: start..<start, isLeaf: true))
    switch bytes[at] {
    case UInt8(ascii: "{"): guard list(path, UInt8(ascii: "}"), isObject: true) else { return false }
    case UInt8(ascii: "["): guard list(path, UInt8(ascii: "]"), isObject: false) else { return false }
    case UInt8(ascii: "\""), UInt8(ascii: "'"): guard quoted() else { return false }
    default: guard bare() else { return false }
    }
    values[slot].isLeaf =
      values.count == slot + 1 && ![UInt8(ascii: "{"), UInt8(ascii: "[")].contains(bytes[start])
    values[slot].range = start..<at
    return true
  }

  private mutating func list(_ path: String, _ close: UInt8, isObject: Bool) -> Bool {
    at += 1
    var count = 0
    while skipBlank(), at < bytes.count {
      if bytes[at] == close {
        at += 1
        return true
      }
      var name = "\(count)"
      if isObject {
        guard let key = key() else { return false }
        name = key
      }
      guard value(path.isEmpty ? name : "\(path).\(name)"), skipBlank(), at < bytes.count else {
        return false
      }
      if bytes[at] == UInt8(ascii: ",") { at += 1 } else if bytes[at] != close { return false }
      count += 1
    }
    return false
  }

  private mutating func key() -> String? {
    let start = at
    let isQuoted = bytes[at] == UInt8(ascii: "\"") || bytes[at] == UInt8(ascii: "'")
    guard isQuoted ? quoted() : bare() else { return nil }
    let name = isQuoted ? bytes[(start + 1)..<(at - 1)] : bytes[start..<at]
    guard skipBlank(), at < bytes.count, bytes[at] == UInt8(ascii: ":") else { return nil }
    at += 1
    return String(decoding: name, as: UTF8.self)
  }

  private mutating func quoted() -> Bool {
    let quote = bytes[at]
    at += 1
    while at < bytes.count, bytes[at] != quote { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
    at += 1
    return at <= bytes.count
  }

  private mutating func bare() -> Bool {
    let start = at
    while at < bytes.count, !" \t\r\n,:{}[]\"'/".utf8.contains(bytes[at]) { at += 1 }
    return at > start
  }

  /// Blanks and comments. False at a comment that does not end.
  private mutating func skipBlank() -> Bool {
    while at < bytes.count {
      if " \t\r\n".utf8.contains(bytes[at]) || bytes[at] == 0xC2 || bytes[at] == 0xA0 {
        at += 1
      } else if bytes[at...].starts(with: "//".utf8) {
        while at < bytes.count, bytes[at] != 10 { at += 1 }
      } else if bytes[at...].starts(with: "/*".utf8) {
        at += 2
        while at < bytes.count, !bytes[at...].starts(with: "*/".utf8) { at += 1 }
        guard at < bytes.count else { return false }
        at += 2
      } else {
        return true
      }
    }
    return true
  }
}
