import Files

/// A sentence for a person, and its pattern, `{0} saved version {1} meanwhile`, by which a translation is found: the
/// pages' file of texts has all patterns of the server.
struct FaultText: ExpressibleByStringInterpolation, Sendable {
  struct StringInterpolation: StringInterpolationProtocol, Sendable {
    fileprivate var pattern = "", text = ""
    fileprivate var values: [String] = []

    init(literalCapacity: Int, interpolationCount: Int) {}

    mutating func appendLiteral(_ literal: String) {
      pattern += literal
      text += literal
    }

    mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      pattern += "{\(values.count)}"
      values.append(value.description)
      text += value.description
    }
  }

  let pattern, text: String
  let values: [String]

  init(stringLiteral text: String) { (pattern, self.text, values) = (text, text, []) }

  init(stringInterpolation parts: StringInterpolation) {
    (pattern, text, values) = (parts.pattern, parts.text, parts.values)
  }

  /// Words that were made elsewhere, and have no pattern here.
  init(made text: String) { self.init(stringLiteral: text) }

  var json: JSON {
    .object([("pattern", .text(pattern)), ("values", .array(values.map { .text($0) }))])
  }
}
