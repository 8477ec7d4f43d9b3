import Diagnostics
import Files
import Quantities

/// Reads a rule document and gathers every fault before it gives up.
struct RuleReader {
  var problems: [Problem] = []
  var inputs: [String: InputDeclaration] = [:]
  var constants: [String: RuleDocument.Constant] = [:]
  var definitions: [String: Condition] = [:]
  var stages: [String] = []

  private static let keys = [
    "rules", "edition", "version", "citation", "doi", "note", "inputs", "constants", "definitions", "tables",
    "criteria", "statuses", "otherwise", "cautions", "indications", "stages", "evidence", "terms",
    "composites", "measurands",
  ]

  static func read(_ root: JSON5Value) throws -> RuleDocument {
    var reader = RuleReader()
    let document = reader.document(try root.object())
    guard let document, reader.problems.isEmpty else { throw Problems(reader.problems) }
    return document
  }

  private mutating func document(_ root: JSON5Object) -> RuleDocument? {
    problems += root.unknown(except: Self.keys)
    let source = source(root)
    if let value = root["inputs"] { inputs = members(value) { try $0.input($1) } }
    if let value = root["constants"] { constants = members(value) { try $0.constant($1.value) } }
    if let value = root["definitions"] { readDefinitions(value) }
    let tables = root["tables"].map { members($0) { try $0.table($1) } } ?? [:]
    stages = texts("stages", root)
    let criteria = root["criteria"].map { elements($0) { try $0.criterion($1) } } ?? []
    let statuses = root["statuses"].map { elements($0) { try $0.status($1) } } ?? []
    let terms = root["terms"].map { members($0) { try $0.term($1) } } ?? [:]
    let measurands = root["measurands"].map { members($0) { try Measurand($1, &$0.problems) } } ?? [:]
    let otherwise = text("otherwise", root)
    let companions = RuleDocument.Companions(
      cautions: text("cautions", root), indications: text("indications", root), stages: stages,
      evidence: texts("evidence", root))
    let composites = root["composites"].map { members($0) { try $0.composite($1, of: terms) } } ?? [:]
    checkStatuses(criteria, statuses, otherwise, root)
    guard let source else { return nil }
    return RuleDocument(
      source: source, inputs: inputs, constants: constants, definitions: definitions, tables: tables,
      criteria: criteria, statuses: statuses, otherwise: otherwise, companions: companions, terms: terms,
      composites: composites, measurands: measurands)
  }

  private mutating func text(_ key: String, _ root: JSON5Object) -> String {
    root[key].flatMap { value in attempt { _ in try value.string() } } ?? ""
  }

  private mutating func texts(_ key: String, _ root: JSON5Object) -> [String] {
    root[key].flatMap { value in attempt { _ in try value.strings() } } ?? []
  }

  private mutating func source(_ root: JSON5Object) -> RuleSource? {
    func text(_ key: String, _ meaning: String) -> String? {
      attempt { _ in try root.required(key, meaning).string() }
    }
    let name = text("rules", "short name of the rules")
    let edition = text("edition", "edition of the publication")
    let citation = text("citation", "the publication that the rules restate")
    let version = attempt { _ in
      try root.required("version", "whole number, raised with each change").integer()
    }
    let doi = root["doi"].flatMap { value in attempt { _ in try value.string() } }
    guard let name, let edition, let citation, let version else { return nil }
    return RuleSource(name: name, edition: edition, citation: citation, doi: doi, version: "\(version)")
  }

  /// A category without a status, or criteria without any status, would be judged silently as fine.
  private mutating func checkStatuses(
    _ criteria: [Criterion], _ statuses: [StatusRule], _ otherwise: String, _ root: JSON5Object
  ) {
    let tokens = criteria.map(\.token)
    for token in Set(tokens.filter { token in tokens.count { $0 == token } > 1 }).sorted() {
      problems.append(
        Problem(
          .dataRejected, what: "two criteria have the token “\(token)”", at: root.location,
          why: "a report could not state which of them failed",
          remedy: "give each criterion a token of its own"))
    }
    for category in Set(criteria.map(\.category)).subtracting(statuses.map(\.category)).sorted() {
      problems.append(
        Problem(
          .dataRejected, what: "the category “\(category)” of a criterion has no status", at: root.location,
          why: "a failed criterion would change nothing", remedy: "list it under “statuses”"))
    }
    if !criteria.isEmpty, otherwise.isEmpty {
      problems.append(
        Problem(
          .dataRejected, what: "“otherwise” is missing: the status if no criterion fails", at: root.location,
          remedy: "add “otherwise: 'eligible'” or similar"))
    }
  }
}
