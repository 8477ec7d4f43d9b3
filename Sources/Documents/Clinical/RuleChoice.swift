import Criteria
import Diagnostics
import Foundation

extension RuleLibrary {
  /// A built-in document by name, or a site's own by path.
  package func document(_ name: String) throws -> RuleDocument {
    if let known = documents[name] { return known }
    guard FileManager.default.fileExists(atPath: name) else { return try rules(name) }
    let document = try RuleDocument(
      parsing: try ToxicityInputs.text(name), document: URL(filePath: name).lastPathComponent)
    var checked = self
    try checked.add(document)
    return document
  }
}
