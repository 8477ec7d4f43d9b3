import Arguments
import Diagnostics
import Foundation
import Server

extension OperationCatalogue {
  /// The operations as a server offers them: all but those that belong to the command line alone.
  static let served: [ServedOperation] = all.filter { !["serve", "accounts"].contains($0.command.first) }.map(
    \.served)
}

extension OperationKind {
  var served: ServedOperation {
    ServedOperation(
      name: about.name.replacing(" ", with: "-"), permission: permission, description: description,
      check: { body, setting in try request(body, setting).check(inside: setting.folder) },
      run: { body, setting in try request(body, setting).answer(setting) })
  }

  private var description: JSON {
    .object([
      ("name", .text(about.name)), ("chapter", .text(about.chapter.rawValue)),
      ("summary", .text(about.summary)),
      ("discussion", .text(about.discussion)), ("gives", .text(about.gives)), ("fields", fieldList()),
      ("input", fields()),
    ])
  }

  /// Who may ask for it.
  private var permission: Permission {
    switch about.name {
    case "registry list", "registry ledger", "registry patient", "registry schedule", "registry overdue",
      "registry check",
      "registry dictionary", "registry schema":
      .readRegistry
    case "registry add", "registry set", "registry remove", "registry import": .enterRows
    case "trial init", "trial simulate", "trial report": .readTrials
    case "trial allocate": .allocate
    case "trial lock", "trial reveal", "trial unblind", "trial close", "trial open": .holdTrial
    case "manual man", "manual tables": .administer
    case "version", "schema", "completion", "protocols": .see
    default: chapterPermission
    }
  }

  private var chapterPermission: Permission {
    switch about.chapter {
    case .images, .path, .engines, .selection, .outcome, .examples: .editCases
    case .planning: .plan
    case .registry, .program: .administer
    case .trial, .papers: .analyse
    }
  }

  /// The request, with what the server knows filled in: its registry, and who asks.
  private func request(_ body: Data, _ setting: ServedOperation.Setting) throws -> any Operation {
    guard var keys = try? JSONSerialization.jsonObject(with: body) as? [String: Any] else {
      return try decode(body)
    }
    let known = Set(command.positionals.map(\.name) + command.options.map(\.name))
    if known.contains("REGISTRY"), let registry = setting.registry,
      ["", "registry"].contains(keys["registry"] as? String ?? "")
    {
      keys["registry"] = registry
    }
    if known.contains("registry"), !known.contains("REGISTRY"), keys["registry"] as? String ?? "" != "" {
      // Who may run a case may not read every record: the pages of the registry ask for that right.
      throw Problem(
        .usage, what: "on the server a record is read on the pages of the registry", at: "registry",
        remedy: "leave registry out, and give a file of the workspace")
    }
    if known.contains("by") { keys["by"] = setting.account }
    return try decode(JSONSerialization.data(withJSONObject: keys))
  }
}

extension Operation {
  /// - Throws: a usage `Problem` for a file outside the folder: whoever uses a server reads and writes nothing else.
  fileprivate func check(inside folder: URL) throws(Problem) {
    for role in [Field<Self>.Role.input, .output, .edited, .value] {
      for path in paths(role) where Workspace.inside(folder, path) == nil || Self.isHidden(path) {
        throw Problem(
          .usage, what: "this file is not in the workspace of the server", at: path,
          remedy: "give a path relative to it, such as cases/P01/case.json5")
      }
    }
  }

  /// The server's own files.
  private static func isHidden(_ path: String) -> Bool {
    path.split(separator: "/").contains { $0.hasPrefix(".") && $0 != "." }
  }

  fileprivate func answer(_ setting: ServedOperation.Setting) throws -> ServedOperation.Answer {
    let context = Context(
      progress: setting.progress, cancellation: setting.cancellation, folder: setting.folder)
    let answer = try context.perform(self).answer
    return ServedOperation.Answer(json: answer.json, review: Self.about.isShow ? [] : answer.review)
  }
}

extension FieldOwner {
  /// Fields as a form needs them.
  static var form: JSON {
    .array(fields.map(\.form))
  }
}

extension Field {
  fileprivate var form: JSON {
    var members: [(String, JSON)] = [
      ("name", .text(key)), ("type", .text(typeName)), ("required", .flag(isNeeded)),
      ("repeats", .flag(repeats)),
      ("help", .text(help)), ("unit", .text(unit)), ("default", .text(fallback)),
    ]
    if case .words(let words) = type { members.append(("choices", .array(words.map { .text($0) }))) }
    return .object(members)
  }

  private var typeName: String {
    switch type {
    case .text: "text"
    case .number: "number"
    case .whole: "whole"
    case .flag: "flag"
    case .file: "file"
    case .words: "choice"
    }
  }

  /// The placeholder of its value, where that is a unit.
  private var unit: String {
    guard case .option(let option) = shape else { return "" }
    let units = [
      "MBQ": "MBq", "GBQ": "GBq", "MM": "mm", "CM": "cm", "KG": "kg", "H": "h", "SECONDS": "s", "GY": "Gy",
      "ML": "mL",
    ]
    return option.value.flatMap { units[$0] } ?? ""
  }
  private var fallback: String { if case .option(let option) = shape { option.fallback } else { "" } }
}
