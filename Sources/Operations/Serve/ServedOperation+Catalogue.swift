import Arguments
import Diagnostics
import Files
import Foundation
import Records
import Server

extension OperationCatalogue {
  /// The operations as a server offers them: all but those that belong to the command line alone. A configuration of archives
  /// names secrets and where they go, so whoever can write a file in the workspace must not choose it; a segmenter is a program
  /// to be run, and research copies hold a key that no workspace keeps.
  static let served: [ServedOperation] = all.filter {
    !["serve", "accounts", "archive", "receive", "mcp", "segment", "deidentify"].contains($0.command.first)
  }.map(\.served)
}

extension OperationKind {
  var served: ServedOperation {
    ServedOperation(
      name: about.name.replacing(" ", with: "-"), permission: permission, description: description,
      check: { body, setting in _ = try request(body, setting) },
      run: { body, setting in try request(body, setting).answer(setting) })
  }

  private var description: JSON {
    .object([
      ("name", .text(about.name)), ("chapter", .text(about.chapter.rawValue)),
      ("summary", .text(about.summary)),
      ("discussion", .text(about.discussion)), ("gives", .text(about.gives)), ("fields", fieldList()),
      ("input", fields()), ("result", resultSchema),
    ])
  }

  /// Who may ask for it.
  private var permission: Permission {
    switch about.name {
    case "registry list", "registry ledger", "registry patient", "registry cycle", "registry overdue",
      "registry check",
      "registry dictionary", "registry schema":
      .readRegistry
    // A schedule writes the visits that it finds due.
    case "registry add", "registry set", "registry remove", "registry import", "registry schedule": .enterRows
    case "trial init", "trial simulate": .readTrials
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
    case .registry, .program, .archive: .administer
    case .trial, .papers: .analyse
    }
  }

  /// The request, with what the server knows filled in: its registry, and who asks.
  /// - Throws: a usage `Problem` for a file or registry that is not the server's.
  private func request(_ body: Data, _ setting: ServedOperation.Setting) throws -> any Operation {
    guard var keys = try? JSONSerialization.jsonObject(with: body) as? [String: Any] else {
      return try decode(body)
    }
    let known = Set(command.positionals.map(\.name) + command.options.map(\.name))
    if known.contains("REGISTRY") { try fillRegistry(&keys, setting) }
    if setting.isShared, known.contains("registry"), !known.contains("REGISTRY"),
      keys["registry"] as? String ?? "" != ""
    {
      // Who may run a case may not read every record: the pages of the registry ask for that right.
      throw Problem(
        .usage, what: "on the server a record is read on the pages of the registry", at: "registry",
        remedy: "leave registry out, and give a file of the workspace")
    }
    if known.contains("by") { keys["by"] = setting.account }
    if ["registry add", "registry set", "registry remove", "registry import"].contains(about.name) {
      try ServedPlaces.checkTable(keys["table"] as? String ?? "")
    }
    let operation = try decode(JSONSerialization.data(withJSONObject: keys))
    let places = ServedPlaces(setting)
    try places.check(keys, operation)
    if about.name == "registry import", let map = keys["map"] as? String { try places.checkMap(map) }
    return operation
  }

  /// Where several work there is one registry, whatever a request names; alone it is taken where none is named.
  private func fillRegistry(_ keys: inout [String: Any], _ setting: ServedOperation.Setting) throws {
    let isList = command.positionals.contains { $0.name == "REGISTRY" && $0.repeats }
    let key = isList ? "registries" : "registry"
    let isNamed = !((keys[key] as? String).map { ["", "registry"].contains($0) } ?? (keys[key] == nil))
    guard setting.isShared || !isNamed else { return }
    guard let registry = setting.registry else {
      guard setting.isShared, isNamed else { return }
      throw Problem(
        .usage, what: "this server has no registry", at: "REGISTRY",
        remedy: "the administrator starts it with --registry")
    }
    keys[key] = isList ? [registry] as Any : registry
  }
}

/// `Field.Role` without an owner.
private enum FileRole: CaseIterable { case input, output, edited, value }

/// Which files and registries a request may name.
private struct ServedPlaces {
  private let folder: Confinement
  private let setting: ServedOperation.Setting

  init(_ setting: ServedOperation.Setting) {
    (folder, self.setting) = (Confinement(setting.folder), setting)
  }

  /// Keys that name a registry, or tables that may lie in one, by plain text.
  private static let registries = ["registry", "registries", "tables"]

  /// - Throws: a usage `Problem` for a place outside the folder: whoever uses a server reads and writes nothing else.
  func check(_ keys: [String: Any], _ operation: some Operation) throws(Problem) {
    for role in FileRole.allCases {
      for path in paths(operation, role) where !admits(path) { throw Self.refusal(path) }
    }
    for path in Self.registries.flatMap({ Self.words(keys[$0]) }) where !admits(path) {
      throw Self.refusal(path)
    }
  }

  private func paths<O: Operation>(_ operation: O, _ role: FileRole) -> [String] {
    switch role {
    case .input: operation.paths(.input)
    case .output: operation.paths(.output)
    case .edited: operation.paths(.edited)
    case .value: operation.paths(.value)
    }
  }

  private static func words(_ value: Any?) -> [String] {
    (value as? String).map { [$0] } ?? value as? [String] ?? []
  }

  private func admits(_ path: String) -> Bool {
    if path.isEmpty || path == setting.registry { return true }
    guard !path.contains("://"), !path.hasPrefix("/") else { return false }
    return folder.admits(setting.folder.appending(path: path).path)
  }

  private static func refusal(_ path: String) -> Problem {
    Problem(
      .usage, what: "this is not in the workspace of the server", at: path,
      remedy: "give a path relative to it, such as cases/P01/case.json5")
  }

  /// - Throws: a usage `Problem` for a map of columns to such a table.
  func checkMap(_ path: String) throws {
    for rule in try ColumnMap(setting.folder.appending(path: path)).rules { try Self.checkTable(rule.table) }
  }

  /// - Throws: a usage `Problem` for a table that nobody fills by hand.
  static func checkTable(_ name: String) throws(Problem) {
    guard ServedOperation.protectedTables.contains(name) else { return }
    throw Problem(
      .usage, what: "rows of this table are not entered", at: name,
      why: "the trial office and the program write them", remedy: "ask the trial office")
  }
}

extension Operation {
  fileprivate func answer(_ setting: ServedOperation.Setting) throws -> ServedOperation.Answer {
    let context = Context(
      progress: setting.progress, cancellation: setting.cancellation, folder: setting.folder)
    let confinement = setting.isShared ? Confinement(setting.folder) : nil
    let answer = try Confinement.$current.withValue(confinement) { try context.perform(self).answer }
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
