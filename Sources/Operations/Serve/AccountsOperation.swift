import Arguments
import Diagnostics
import Files
import Foundation
import Server
import Studies
import Workflow

extension Role: ChoiceValue {}

public struct AccountsOperation: Operation {
  var file = FilePath("")
  var name: String?
  var roles: [Role] = []
  var remove = false
  public init() {}

  public static let about = About(
    "accounts", .program, "accounts of the workstation", takes: "a file of accounts, a name, roles",
    gives: "the file with that account",
    """
    Adds or changes an account in the file that hepatica serve --accounts reads, or lists all. The pass phrase is the first \
    line of standard input, or HEPATICA_PASSPHRASE; the file keeps its argon2id hash alone, and is readable by its owner only.
    """,
    examples: [
      .init("hepatica accounts accounts.json mp1 --role physicist", "a physicist"),
      .init("hepatica accounts accounts.json", "who is there"),
      .init("hepatica accounts accounts.json mp1 --remove", "leaves"),
    ])

  public static var fields: [Field<Self>] {
    Field.word(\.file, "FILE", "file of accounts", .edited)
    Field.word(\.name, "NAME", "name of the account: letters, digits, . _ -")
    Field.options(
      \.roles, "role", nil, "ROLE", "what it may do: \(Role.allCases.map(\.rawValue).joined(separator: ", "))"
    )
    Field.flag(\.remove, "remove", nil, "take the account away")
  }

  /// Adds, changes or removes an account, or lists all.
  ///
  /// - Throws: `Problem` for a file that is not one of accounts, a short pass phrase, an account without a role.
  public func run(_ context: Context) throws -> Outcome {
    let url = context.url(file)
    if name == nil { try mustBeFile(url.path, called: "file of accounts") }
    var content = try FileManager.default.fileExists(atPath: url.path) ? AccountFile.read(url) : AccountFile()
    if let name {
      try change(&content, name, context)
      try content.write(url)
    }
    let lines = content.accounts.map { "\($0.name)  \($0.roles.map(\.rawValue).joined(separator: ", "))" }
    let json = JSON.object([
      ("hepatica", .number(1)), ("accounts", .array(content.accounts.map { .text($0.name) })),
    ])
    return Outcome(text: lines.joined(separator: "\n"), json: json.printed)
  }

  private func change(_ content: inout AccountFile, _ name: String, _ context: Context) throws {
    if remove { return content.accounts.removeAll { $0.name == name } }
    // Without a role there is nothing to ask a pass phrase for.
    let phrase = roles.isEmpty ? "" : context.environment("HEPATICA_PASSPHRASE") ?? context.secret()
    try content.set(name, roles: roles, password: phrase)
  }
}
