import Criteria
import Diagnostics
import Files
import Foundation

extension RuleLibrary {
  /// A built-in document by name, or a site's own by path.
  package func document(_ name: String) throws -> RuleDocument {
    if let known = documents[name] { return known }
    let isPath = name.contains("/") || name.contains(".") || FileManager.default.fileExists(atPath: name)
    guard isPath else { return try rules(name) }
    let document = try RuleDocument(
      parsing: try readText(name, called: "rule file", remedy: "hepatica protocols lists the built-in rules"),
      document: URL(filePath: name).lastPathComponent)
    var checked = self
    try checked.add(document)
    return document
  }
}
