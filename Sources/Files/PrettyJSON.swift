import Foundation

/// Content under a name with the version of its form, so that programs can distinguish forms.
package struct Versioned<Content: Encodable>: Encodable {
  private let name: String
  private let content: Content
  package init(_ name: String, _ content: Content) { (self.name, self.content) = (name, content) }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(1, forKey: Key(stringValue: "hepatica"))
    try container.encode(content, forKey: Key(stringValue: name))
  }
}

/// JSON with sorted keys, so that equal content gives equal bytes.
package func prettyJSON(_ content: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(content), as: UTF8.self)
}
