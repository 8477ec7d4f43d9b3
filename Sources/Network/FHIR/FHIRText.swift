import Diagnostics
import Files

/// A value of a JSON text, with the text that it was written in: decimals keep their digits.
struct FHIRText {
  let value: JSON5Value
  private let source: [Unicode.Scalar]

  /// - Throws: `Problem` for what is not JSON.
  init(_ text: String) throws(Problem) {
    self.init(try JSON5.parse(text, document: "answer"), Array(text.unicodeScalars))
  }

  private init(_ value: JSON5Value, _ source: [Unicode.Scalar]) {
    (self.value, self.source) = (value, source)
  }

  /// As the service wrote it.
  var written: String {
    var text = ""
    text.unicodeScalars.append(contentsOf: source[value.range])
    return text
  }

  var text: String? { if case .string(let text) = value.content { text } else { nil } }
  var wholeNumber: Int? { if case .number(_, let text) = value.content { Int(text) } else { nil } }
  var elements: [FHIRText] {
    if case .array(let all) = value.content { all.map { FHIRText($0, source) } } else { [] }
  }
  var members: [(name: String, value: FHIRText)] {
    guard case .object(let members) = value.content else { return [] }
    return members.map { ($0.name, FHIRText($0.value, source)) }
  }
  subscript(name: String) -> FHIRText? {
    guard case .object(let members) = value.content else { return nil }
    return members.first { $0.name == name }.map { FHIRText($0.value, source) }
  }
}
