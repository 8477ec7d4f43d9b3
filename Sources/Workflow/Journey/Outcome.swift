import Foundation

/// What a command came to: the same content for people and for programs.
public struct Outcome: Sendable {
  public var text: String
  /// One JSON object with a `hepatica` key for the version of its form.
  public var json: String
  /// What a human must look at; empty if nothing.
  public var review: [String]

  public init(text: String, json: String, review: [String] = []) {
    (self.text, self.json, self.review) = (text, json, review)
  }

  init<Content: Encodable>(text: String, content: Content, review: [String] = []) throws {
    self.init(text: text, json: try prettyJSON(content), review: review)
  }
}

/// Content under a name beside the version of its form, so that programs can tell forms apart.
struct Versioned<Content: Encodable>: Encodable {
  private let name: String
  private let content: Content
  init(_ name: String, _ content: Content) { (self.name, self.content) = (name, content) }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(1, forKey: Key(stringValue: "hepatica"))
    try container.encode(content, forKey: Key(stringValue: name))
  }
}

/// JSON with sorted keys, so that equal content gives equal bytes.
func prettyJSON(_ content: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(content), as: UTF8.self)
}
