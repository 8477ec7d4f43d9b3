import Arguments
import Diagnostics
import Files
import Foundation
import Server
import Studies
import Workflow

// What the program tells of itself. All of it is made from the declarations of the operations.

public struct CompletionOperation: Operation {
  var shell = Shell.bash
  public init() {}

  public static let about = About(
    "completion", .program, "completion script for a shell", takes: "–",
    gives: "completion script for bash, zsh or fish",
    examples: [.init("source <(hepatica completion bash)", "completion in this shell")])

  public static var fields: [Field<Self>] { Field.word(\.shell, "SHELL", "bash, zsh or fish") }

  public func run(_ context: Context) throws -> Outcome {
    let script = shell.completionScript(
      program: OperationCatalogue.program, commands: OperationCatalogue.all.map(\.command))
    return Outcome(
      text: String(script.dropLast()),
      json: JSON.object([("hepatica", .number(1)), ("script", .text(script))]).printed)
  }
}

public struct VersionOperation: Operation {
  public init() {}

  public static let about = About(
    "version", .program, "version of the program", takes: "–",
    gives: "version; with --json commit and libraries",
    examples: [.init("hepatica version --json", "with the commit and the libraries it runs with")])

  public static var fields: [Field<Self>] {}

  /// Which processors this copy was compiled for, where that is not all of them.
  private static var level: String {
    #if HEPATICA_WIDE
      " (x86-64-v3)"
    #else
      ""
    #endif
  }

  public func run(_ context: Context) throws -> Outcome {
    Outcome(
      text: "\(OperationCatalogue.program) \(Version.current)\(Self.level)",
      json: JSON.object([
        ("hepatica", .number(1)), ("version", .text(Version.current)), ("commit", .text(Version.commit)),
        ("libraries", .object(LoadedLibraries.versions.map { ($0.name, .text($0.version)) })),
      ]).printed)
  }
}

public struct SchemaOperation: Operation {
  var names: [String] = []
  var openAPI = false
  public init() {}

  public static let about = About(
    "schema", .program, "JSON Schema of operations and their results",
    takes: "the name of an operation, or nothing",
    gives: "JSON Schema of input and result, route of a server",
    "Without OPERATION all of them. --openapi prints one document of OpenAPI 3.1 with a route for each.",
    examples: [
      .init("hepatica schema dose", "one operation"),
      .init("hepatica schema registry add", "one of two words"),
      .init("hepatica schema --openapi", "for a server and its clients"),
    ])

  public static var fields: [Field<Self>] {
    Field.words(
      \.names, "OPERATION", "name of an operation", needed: false, key: "operation")
    Field.flag(\.openAPI, "openapi", nil, "one OpenAPI document of all operations")
  }

  public func run(_ context: Context) throws -> Outcome {
    let name = names.joined(separator: " ")
    let schema: JSON
    if openAPI {
      schema = ServedOperation.openAPI(OperationCatalogue.served)
    } else if name.isEmpty {
      schema = .object([
        ("hepatica", .number(1)), ("operations", .array(OperationCatalogue.all.map(\.schema))),
      ])
    } else {
      guard let kind = OperationCatalogue.all.first(where: { $0.about.name == name }) else {
        throw OperationCatalogue.unknown(name)
      }
      schema = kind.schema
    }
    return Outcome(text: schema.printed, json: schema.printed)
  }
}
