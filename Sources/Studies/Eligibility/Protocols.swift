import Criteria
import Diagnostics
import Files
import Foundation
import Workflow

/// The rule documents at hand.
public enum Protocols {
  /// - Parameter name: one document in full, or the path of a file to check; `nil` lists all.
  /// - Throws: `Problems` with every fault of a file, each with its line.
  public static func list(_ name: String?) throws -> Outcome {
    let library = try RuleLibrary()
    guard let name else {
      let records = library.documents.values.map { Record($0, full: false) }.sorted {
        ($0.kind, $0.name) < ($1.kind, $1.name)
      }
      return try Outcome(text: overview(records), content: Listing(rules: records))
    }
    let document = try library.document(name)
    let record = Record(document, full: true)
    return try Outcome(text: record.text, content: record)
  }

  private static func overview(_ records: [Record]) -> String {
    Dictionary(grouping: records, by: \.kind).sorted { $0.key < $1.key }.map { kind, records in
      kind + "\n"
        + records.map { "  \($0.name)  \($0.edition), document version \($0.version)\n    \($0.citation)" }
        .joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  package struct Listing: Encodable {
    var hepatica = 1
    var rules: [Record]
  }

  package struct Record: Encodable {
    struct Limit: Encodable { var name, value, unit, source: String }
    struct Item: Encodable { var token, category, text, fails: String }
    var hepatica = 1
    var name, kind, edition, version, citation: String
    var doi: String?
    var inputs: [String: String]?
    var limits: [Limit]?
    var criteria: [Item]?
    var stages, evidence: [String]?
    var indications: String?

    init(_ document: RuleDocument, full: Bool) {
      let source = document.source
      (name, edition, version) = (source.name, source.edition, source.version)
      (citation, doi, kind) = (source.citation, source.doi, document.kind)
      guard full else { return }
      inputs = document.inputs.mapValues { "\($0.label): \($0.expectation)" }
      limits = document.constants.sorted { $0.key < $1.key }.map {
        Limit(name: $0.key, value: $0.value.value.description, unit: $0.value.unit, source: $0.value.source)
      }
      (stages, evidence) = (document.stages, document.evidence)
      indications = document.indications.isEmpty ? nil : document.indications
      criteria = document.criteria.map {
        Item(token: $0.token, category: $0.category, text: $0.text, fails: $0.fails.text)
      }
    }

    var text: String {
      var lines = ["\(name) \(edition), document version \(version) (\(kind))", citation]
      if let doi { lines.append("doi:\(doi)") }
      if let inputs, !inputs.isEmpty {
        lines += ["", "asks for"] + inputs.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }
      }
      if let limits, !limits.isEmpty {
        lines +=
          ["", "limits"]
          + limits.map { limit in
            "  \(limit.name) = \(limit.value) \(limit.unit)"
              + (limit.source.isEmpty ? "" : " – \(limit.source)")
          }
      }
      if let criteria, !criteria.isEmpty {
        lines +=
          ["", "criteria"]
          + criteria.map { "  \($0.token) (\($0.category)): \($0.text); fails if \($0.fails)" }
      }
      if let indications { lines += ["", "indications are those of \(indications)"] }
      if let evidence, !evidence.isEmpty { lines += ["", "evidence"] + evidence.map { "  \($0)" } }
      return lines.joined(separator: "\n")
    }
  }
}

extension RuleDocument {
  /// What a document is for, in words.
  package var kind: String {
    if !terms.isEmpty { return "toxicity scale" }
    if !measurands.isEmpty { return "units and laboratory names" }
    if !criteria.isEmpty { return "protocol" }
    return "criteria"
  }
}
