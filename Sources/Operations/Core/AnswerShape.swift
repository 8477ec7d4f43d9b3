import Arguments
import Diagnostics
import Files
import Foundation
import Quantities
import Stages
import Studies
import Workflow

/// What an operation answers as JSON. Its schema is made of the type that is written.
struct AnswerShape: @unchecked Sendable {
  // Metatypes never change and belong to the whole process.
  private let members: [(name: String, type: Any.Type)]
  private let whole: Any.Type?
  private let choices: [AnswerShape]

  private init(
    _ members: [(name: String, type: Any.Type)] = [], whole: Any.Type? = nil, choices: [AnswerShape] = []
  ) {
    (self.members, self.whole, self.choices) = (members, whole, choices)
  }

  /// One record, which carries the version of its form itself.
  static func record(_ type: Any.Type) -> AnswerShape { AnswerShape(whole: type) }
  /// The version of the form, and these members; optional ones may be missing.
  static func of(_ members: KeyValuePairs<String, Any.Type>) -> AnswerShape {
    AnswerShape(members.map { (name: $0.key, type: $0.value) })
  }
  /// A bare list or dictionary, under `result`.
  static func result(_ type: Any.Type) -> AnswerShape { .of(["result": type]) }
  /// One of several, by what was asked.
  static func either(_ choices: AnswerShape...) -> AnswerShape { AnswerShape(choices: choices) }
  /// The version of the form alone.
  static let nothing = AnswerShape()

  /// JSON Schema with title and description.
  func schema(title: String, description: String) -> JSON {
    .object([("title", .text(title)), ("description", .text(description))] + content)
  }

  /// Holds an answer against the schema that is handed out: done for every answer of a debug build, and so in all tests.
  /// - Throws: `Problem` of kind `internalError` with what departs from it.
  func check(_ json: String, of operation: String) throws(Problem) {
    // It answers with schemas themselves.
    guard operation != "schema" else { return }
    let found = JSON.object(content).departures(of: json)
    guard found.isEmpty else {
      throw Problem(
        .internalError,
        what: "the answer departs from its schema: " + found.prefix(5).joined(separator: "; "),
        at: operation, remedy: "mend the type in AnswerShapes.swift, or what is written by hand")
    }
  }

  private var content: [(String, JSON)] {
    if !choices.isEmpty { return [("anyOf", .array(choices.map { .object($0.content) }))] }
    guard let whole else { return Self.object(members) }
    if case .object(let body) = Self.types.schema(of: whole) { return body }
    return []
  }

  private static func object(_ members: [(name: String, type: Any.Type)]) -> [(String, JSON)] {
    let version = JSON.object([
      ("const", .number(1)), ("description", .text("version of this form")),
    ])
    let needed = members.filter { !TypeSchema.isOptional($0.type) }.map(\.name)
    return TypeSchema.members(
      [("hepatica", version)] + members.map { ($0.name, types.schema(of: $0.type)) },
      required: ["hepatica"] + needed)
  }

  /// Types that write themselves by hand.
  private static var types: TypeSchema {
    TypeSchema { type, schema in
      if type == CurveRecord.self { return curve(schema) }
      if type == Note.self { return note }
      if type == Inspection.Found.self { return finding(schema) }
      if let word = byHand[ObjectIdentifier(type)] { return .object([("type", .text(word))]) }
      if type is any WrittenAsNumber.Type { return .object([("type", .text("number"))]) }
      if let rows = type as? any WrittenAsRows.Type { return rows.schema(by: schema) }
      return nil
    }
  }

  private static let byHand: [ObjectIdentifier: String] = [
    ObjectIdentifier(DateTime.self): "string", ObjectIdentifier(CalendarDay.self): "string",
    ObjectIdentifier(URL.self): "string", ObjectIdentifier(ExactDecimal.self): "string",
    ObjectIdentifier(Region.self): "object", ObjectIdentifier(FractionsByDose.self): "object",
  ]

  /// A finding of an image with its problem in parts, of which those that are empty are left out.
  private static func finding(_ schema: TypeSchema) -> JSON {
    let texts = ["what", "location", "why", "remedy"].map { ($0, schema.schema(of: String.self)) }
    return .object(
      TypeSchema.members(
        ["severity", "code"].map { ($0, schema.schema(of: String.self)) } + texts
          + [("keys", schema.schema(of: [String].self))], required: ["severity", "code", "what"]))
  }

  /// The case and its numbers; of files of version 0.1 a sentence.
  private static let note = JSON.object([
    ("anyOf", .array([.object([("type", .text("object"))]), .object([("type", .text("string"))])]))
  ])

  /// A curve with what its activities were corrected by.
  private static func curve(_ schema: TypeSchema) -> JSON {
    guard case .object(var curve) = schema.schema(of: TimeActivityFit.self),
      let n = curve.firstIndex(where: { $0.0 == "properties" }), case .object(let members) = curve[n].1
    else { return .object([]) }
    curve[n].1 = .object(members + [("recovery", .object([("type", .text("object"))]))])
    return .object(curve)
  }
}

/// A quantity is its number, in the unit of its type.
private protocol WrittenAsNumber {}
extension Quantity: WrittenAsNumber {}

/// Rows of regions are a list; each names its region, and holds the whole of it under `of`.
private protocol WrittenAsRows { static func schema(by schema: TypeSchema) -> JSON }
extension RegionRows: WrittenAsRows {
  static func schema(by schema: TypeSchema) -> JSON {
    guard case .object(var row) = schema.schema(of: Row.self),
      let n = row.firstIndex(where: { $0.0 == "properties" }), case .object(let members) = row[n].1
    else { return .object([("type", .text("array"))]) }
    let text = JSON.object([("type", .text("string"))]), whole = JSON.object([("type", .text("object"))])
    row[n].1 = .object(members.map { ($0.0, $0.0 == "region" ? text : $0.1) } + [("of", whole)])
    return .object([("type", .text("array")), ("items", .object(row))])
  }
}
