import Arguments
import Diagnostics
import Files
import Foundation
import Server

/// One sort of operation, as lists hold it.
public struct OperationKind: Sendable {
  public let about: About
  public let command: Command
  /// From the words behind the command's name.
  public let parse: @Sendable (Arguments) throws -> any Operation
  /// From a JSON object of its fields.
  public let decode: @Sendable (Data) throws -> any Operation
  let fields: @Sendable () -> JSON
  /// The fields as a form shows them.
  let fieldList: @Sendable () -> JSON

  init<O: Operation>(_: O.Type) {
    let about = O.about
    self.about = about
    command = O.command(
      about.name, about.summary, discussion: about.discussion, examples: about.examples, writes: about.writes,
      common: Presentation.options(writing: O.isWriting))
    parse = { try O($0) }
    decode = { try OperationKind.decoded(O.self, $0) }
    fields = { O.schema(title: about.name, summary: about.summary) }
    fieldList = { O.form }
  }

  private static func decoded<O: Operation>(_: O.Type, _ data: Data) throws -> O {
    do { return try JSONDecoder().decode(O.self, from: data) } catch is DecodingError {
      throw Problem(
        .usage, what: "this is not a JSON object of the fields of an operation", at: O.about.name,
        remedy: "hepatica schema \(O.about.name) prints their schema")
    }
  }

  /// Where a server takes it: the method is POST and the body is the object of its fields.
  public var route: String { ServedOperation.route(about.name) }

  /// JSON Schema of request and answer.
  public var schema: JSON {
    .object([
      ("hepatica", .number(1)), ("operation", .text(about.name)),
      ("route", .object([("method", .text("POST")), ("path", .text(route))])), ("input", fields()),
      ("result", resultSchema),
    ])
  }

  var resultSchema: JSON {
    AnswerShape.of(operation: about.name).schema(title: about.name, description: about.gives)
  }
}

/// How the result is shown; the same for every operation, and no part of any.
public struct Presentation: FieldOwner {
  public enum Progress: String, Sendable, CaseIterable, ChoiceValue { case automatic, bar, json, none }

  public var isJSON = false
  public var isQuiet = false
  public var progress = Progress.automatic
  public var isForced = false

  public init() {}

  public static var fields: [Field<Self>] {
    Field.flag(\.isJSON, "json", nil, "print the result, or the error, as JSON on standard output")
    Field.flag(\.isQuiet, "quiet", "q", "no messages and no progress")
    Field.option(
      \.progress, "progress", nil, "STYLE",
      "bar, json (one line per second) or none; automatic: a bar on a terminal, else none")
    Field.flag(
      \.isForced, "force", nil, "replace existing files that Hepatica did not write; each is named")
  }

  static func options(writing: Bool) -> [Command.Option] {
    command("", "").options.filter { writing || $0.name != "force" }.map { option in
      var option = option
      // Commands with another -f, such as toxicity --findings, keep theirs.
      if option.name == "force" { option.aliases = ["f"] }
      return option
    }
  }
}
