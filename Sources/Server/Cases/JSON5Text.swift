import Arguments
import Diagnostics
import Files
import Foundation

/// A JSON5 text with its values by their place, so that one can be replaced and comments stay.
struct JSON5Text {
  struct Value {
    /// Keys and numbers from the outside in: `administrations.0.activityGBq`.
    var path: String
    var json: JSON5Value
    var isLeaf: Bool {
      switch json.content {
      case .array, .object: false
      default: true
      }
    }
  }
  private let scalars: [Unicode.Scalar]
  private(set) var values: [Value] = []

  /// - Throws: `Problem` of kind `dataRejected` for a text that is not JSON5, with the line.
  init(_ text: String) throws(Problem) {
    scalars = Array(text.unicodeScalars)
    add(try JSON5.parse(text, document: "case.json5"), "")
  }

  subscript(_ path: String) -> Value? { values.first { $0.path == path } }

  var whole: String { text(0..<scalars.count) }

  /// As it was written.
  func text(of value: Value) -> String { text(value.json.range) }

  private func text(_ range: Range<Int>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[range])
    return String(view)
  }

  /// What a leaf says: a text as the program reads it, a number as it was written.
  func word(of value: Value) -> String {
    if case .string(let text) = value.json.content { return text }
    return text(of: value)
  }

  /// The text with a value in place of another, or added to its object. `nil` where there is no such object.
  func setting(_ path: String, to json: String) -> String? {
    if let value = self[path] { return replacing(value.json.range, with: json) }
    let parts = path.split(separator: ".")
    guard let name = parts.last, let object = self[parts.dropLast().joined(separator: ".")],
      case .object = object.json.content
    else { return nil }
    let inside = object.json.range.lowerBound + 1
    return replacing(inside..<inside, with: " \(Self.name(name)): \(json),")
  }

  /// The text without a member of an object, and with what stood between it and the one before; itself without it.
  func removing(_ path: String) -> String {
    let parts = path.split(separator: ".")
    guard let value = self[path], let object = self[parts.dropLast().joined(separator: ".")],
      case .object(let members) = object.json.content,
      let n = members.firstIndex(where: { $0.value.range == value.json.range })
    else { return whole }
    guard n == 0 else {
      return replacing(members[n - 1].value.range.upperBound..<value.json.range.upperBound, with: "")
    }
    let end = members.count > 1 ? comma(after: value.json.range.upperBound) : value.json.range.upperBound
    return replacing((object.json.range.lowerBound + 1)..<end, with: "")
  }

  /// Where the text goes on after the next comma that stands in no comment.
  private func comma(after place: Int) -> Int {
    var rest = scalars[place...]
    while let c = rest.first, c != "," {
      if rest.starts(with: "//".unicodeScalars) {
        rest = rest.drop { $0 != "\n" }
      } else if rest.starts(with: "/*".unicodeScalars) {
        rest = rest.dropFirst(2)
        while !rest.isEmpty, !rest.starts(with: "*/".unicodeScalars) { rest = rest.dropFirst() }
        rest = rest.dropFirst(2)
      } else {
        rest = rest.dropFirst()
      }
    }
    return rest.startIndex + (rest.isEmpty ? 0 : 1)
  }

  /// A key, in quotation marks unless it is a plain word.
  private static func name(_ text: Substring) -> String {
    text.wholeMatch(of: /[A-Za-z_$][A-Za-z0-9_$]*/) == nil ? JSON.text(String(text)).printed : String(text)
  }

  private func replacing(_ range: Range<Int>, with json: String) -> String {
    text(0..<range.lowerBound) + json + text(range.upperBound..<scalars.count)
  }

  private mutating func add(_ value: JSON5Value, _ path: String) {
    values.append(Value(path: path, json: value))
    let inner = path.isEmpty ? "" : path + "."
    switch value.content {
    case .array(let elements): for (n, element) in elements.enumerated() { add(element, "\(inner)\(n)") }
    case .object(let members): for member in members { add(member.value, inner + member.name) }
    case .null, .bool, .number, .string: break
    }
  }
}
