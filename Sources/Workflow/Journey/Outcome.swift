import Files
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

  package init<Content: Encodable>(text: String, content: Content, review: [String] = []) throws {
    self.init(text: text, json: try prettyJSON(content), review: review)
  }
}
