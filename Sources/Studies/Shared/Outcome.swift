import Files
import Foundation
import Reporting
import Stages

/// What a command came to: the same content for people and for programs.
public struct Outcome: Sendable {
  public var text: String
  /// One JSON object with a `hepatica` key for the version of its form.
  public var json: String
  /// What a human should know, in three ranks.
  public var findings: [Finding]

  public init(text: String, json: String, findings: [Finding] = []) {
    (self.text, self.json, self.findings) = (text, json, findings)
  }

  package init<Content: Encodable>(text: String, content: Content, findings: [Finding] = []) throws {
    self.init(text: text, json: try prettyJSON(content), findings: findings)
  }

  /// What a human must decide; empty if nothing. The exit status is 3 if there is any.
  public var review: [String] { findings.toReview }
  /// What is good to know; it never changes the exit status.
  public var notes: [String] { findings.forInformation }
}
