import Diagnostics

/// The rule documents at hand, by name: those that come with the program, and a site's own.
public struct RuleLibrary: Sendable {
  public private(set) var documents: [String: RuleDocument]

  /// The documents that come with the program.
  ///
  /// - Throws: `Problems` if one of them is faulty, which the tests of this room exclude.
  public init() throws {
    documents = [:]
    for (name, bytes) in Self.embedded {
      try add(RuleDocument(parsing: String(decoding: bytes, as: UTF8.self), document: name))
    }
  }

  /// Adds a document of a site; it may not take the name of one that is there already.
  ///
  /// - Throws: `Problem` if the name is taken.
  public mutating func add(_ document: RuleDocument) throws {
    if let other = documents[document.source.name] {
      throw Problem(
        .dataRejected, what: "there are already rules named “\(document.source.name)” (\(other.source))",
        why: "a verdict names its rules, and must not name two",
        remedy: "give the document a name of its own under “rules”")
    }
    documents[document.source.name] = document
  }

  /// - Throws: `Problem` with the names that are known.
  public func rules(_ name: String) throws(Problem) -> RuleDocument {
    if let document = documents[name] { return document }
    throw Problem(
      .usage, what: "there are no rules named “\(name)”",
      remedy: "known rules: \(documents.keys.sorted().joined(separator: ", "))")
  }
}
