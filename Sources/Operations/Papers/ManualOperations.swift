import Arguments
import Checks
import Diagnostics
import Files
import Foundation
import Stages
import Studies
import Workflow

public struct ManualPagesOperation: Operation {
  var folder = FilePath("")
  public init() {}

  public static let about = About(
    "manual man", .program, "a man page for each command", takes: "–", gives: "`hepatica*.1`",
    writes: ["hepatica*.1"],
    examples: [.init("hepatica manual man man1 && man -l man1/hepatica-run.1", "pages in a folder")])

  public static var fields: [Field<Self>] {
    Field.word(\.folder, "FOLDER", "where the pages go", .output, completes: .folders)
  }

  public func run(_ context: Context) throws -> Outcome {
    let pages = Manual.pages(version: Version.current)
    let folder = context.url(folder)
    try writeTogether { group in
      try group.folder(folder)
      for page in pages { try group.add(page.text, to: folder.appending(path: page.name)) }
    }
    return Outcome(
      text: "\(pages.count) pages in \(folder.path)",
      json: JSON.object([
        ("hepatica", .number(1)), ("pages", .array(pages.map { .text($0.name) })),
      ]).printed)
  }
}

public struct ManualTablesOperation: Operation {
  var files: [FilePath] = []
  var check = false
  public init() {}

  public static let about = About(
    "manual tables", .program, "the tables of README and manual",
    takes: "Markdown files with markers",
    gives: "the same files with their tables renewed",
    """
    Renews what is between “<!-- commands: NAME -->” and “<!-- end -->” in each file; NAME is questions, commands, \
    statuses, dictionary, or headers, values, law, files, structures, plans or records of the table of plausible values. With --check nothing \
    is written.
    """,
    examples: [
      .init("hepatica manual tables README.md Documentation/Hepatica.docc/CommandLine.md", "after a change"),
      .init("hepatica manual tables --check README.md", "status 3 if a table is old"),
    ])

  public static var fields: [Field<Self>] {
    Field.words(\.files, "FILE", "Markdown files", .edited, key: "files")
    Field.flag(\.check, "check", nil, "only report which files differ")
  }

  public func run(_ context: Context) throws -> Outcome {
    var changed: [String] = []
    for file in files {
      let path = context.path(file)
      let text = try readText(path, called: "Markdown file")
      let renewed = try Manual.renewed(text, at: path)
      guard renewed != text else { continue }
      changed.append(path)
      if !check { try writeAtomically(renewed, to: URL(filePath: path), over: .extended) }
    }
    return Outcome(
      text: changed.isEmpty ? "all tables are up to date" : changed.joined(separator: "\n"),
      json: JSON.object([
        ("hepatica", .number(1)), ("changed", .array(changed.map { .text($0) })),
      ]).printed, findings: check ? changed.map { Finding(ProgramNote.manualTables, at: $0) } : [])
  }
}
