import Arguments
import Diagnostics
import Foundation
import Server

/// An operation as a tool: its schema, and whether it leaves anything on the disk.
struct AssistantTool: Sendable {
  let kind: OperationKind
  let operation: ServedOperation
  let mayWrite: Bool

  var name: String { operation.name }

  /// Operations that serve a person at a terminal, and those by which several people keep secrets from each other.
  private static let left: Set<String> = [
    "serve", "accounts", "mcp", "completion", "manual man", "manual tables", "trial allocate", "trial reveal",
    "trial unblind", "trial open", "registry key", "segment", "segment confirm", "deidentify",
  ]
  /// Operations that leave nothing behind where no output is named.
  private static let reading: Set<String> = [
    "inspect", "compare", "svalues", "organs", "eligibility", "protocols", "uptake", "toxicity",
    "measure", "response",
    "registry list", "registry overdue",
    "registry dictionary",
    "registry schema", "trial simulate", "audit claims", "audit verify", "manual dictionary",
    "version", "schema",
  ]

  static func all(mayWrite: Bool) -> [AssistantTool] {
    OperationCatalogue.all.filter {
      !left.contains($0.about.name) && (mayWrite || reading.contains($0.about.name))
    }.map {
      AssistantTool(kind: $0, operation: $0.served, mayWrite: mayWrite)
    }
  }

  /// As `tools/list` has it.
  var description: [String: Any] {
    let schema = (try? JSONSerialization.jsonObject(with: Data(kind.fields().printed.utf8))) ?? [:]
    return [
      "name": name, "title": kind.about.summary,
      "description": [kind.about.summary, kind.about.discussion, "Gives: " + kind.about.gives + "."].filter {
        !$0.isEmpty
      }
      .joined(separator: "\n"),
      "inputSchema": schema,
      "annotations": ["readOnlyHint": Self.reading.contains(kind.about.name), "openWorldHint": false],
    ]
  }

  /// - Throws: `Problem` for arguments that are none, that name a file outside the folder, or a result to be written where
  ///   tools only read; what the operation throws.
  func call(_ arguments: Data, _ setting: ServedOperation.Setting) throws -> ServedOperation.Answer {
    if !mayWrite, leavesFiles(try kind.decode(arguments)) {
      throw Problem(
        .usage, what: "this would write files, and tools of this session only read", at: name,
        remedy: "leave the output away, or start hepatica mcp with --write")
    }
    try operation.check(arguments, setting)
    return try operation.run(arguments, setting)
  }
}

extension AssistantTool {
  private func leavesFiles(_ operation: some Operation) -> Bool {
    // Some have a usual place for results where none is named.
    let context = Context(folder: URL(filePath: "/"))
    return !operation.paths(.output).isEmpty || !operation.paths(.edited).isEmpty
      || operation.outputFolder(in: context) != nil || !operation.outputFiles(in: context).isEmpty
  }
}
