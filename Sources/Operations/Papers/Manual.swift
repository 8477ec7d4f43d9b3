import Arguments
import Diagnostics
import Studies

/// Tables and man pages made from the declarations of the operations.
public enum Manual {
  /// Exit statuses with their meaning.
  public static let statuses: [(code: ExitCode, meaning: String)] = [
    (.done, "done"), (.needsReview, "done, and something needs a human's decision"),
    (.someFailed, "some of a batch failed"), (.usage, "the command was not understood"),
    (.dataRejected, "data were rejected; a misspelt key or value in a file"),
    (.inputMissing, "an input is missing or may not be read"),
    (.serviceUnavailable, "a service is not available"),
    (.internalError, "a fault of the program"),
    (.cannotCreate, "a file or folder cannot be created, or would replace one of yours"),
    (.inputOutput, "reading or writing failed, for example the disk is full"), (.tryAgain, "try again"),
    (.interrupted, "interrupted or cancelled"),
  ]

  /// The table of a marker's name; `nil` if there is none of that name.
  static func table(_ name: String) -> String? {
    switch name {
    case "questions": questions
    case "dictionary": DictionaryTask.markdown
    case "commands": commands
    case "statuses": statusTable
    default: PlausibilityTable.markdown(name)
    }
  }

  /// Questions with the commands that answer them.
  static var questions: String {
    let rows = Chapter.allCases.filter { ![.images, .path, .program].contains($0) }.map { chapter in
      let names = OperationCatalogue.all.filter { $0.about.chapter == chapter }.map { kind in
        OperationCatalogue.family(kind.command.first)?.base == nil ? kind.command.first : kind.about.name
      }
      return "| \(chapter.rawValue) | \(unique(names).map { "`\($0)`" }.joined(separator: ", ")) |"
    }
    return (["| question | command |", "|---|---|"] + rows).joined(separator: "\n")
  }

  /// All operations with what they take and give.
  static var commands: String {
    Chapter.allCases.map { chapter in
      let rows = OperationCatalogue.all.filter { $0.about.chapter == chapter }.map {
        "| `\($0.command.synopsis)` | \($0.about.takes) | \($0.about.gives) |"
      }
      return (["### \(chapter.rawValue)", "", "| command | takes | gives |", "|---|---|---|"] + rows)
        .joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  static var statusTable: String {
    let rows = statuses.map { "| \($0.code.rawValue) | \($0.meaning) |" }
    return (["| status | meaning |", "|---|---|"] + rows).joined(separator: "\n")
  }

  /// A text with every table between markers made anew.
  /// - Throws: `Problem` for a marker that is not known or has no end, and for a text without any.
  static func renewed(_ text: String, at place: String) throws(Problem) -> String {
    var result = "", rest = text[...], isMarked = false
    while let start = rest.firstRange(of: /<!-- commands: (\w+) -->\n/) {
      isMarked = true
      let name = String(rest[start].dropFirst(15).prefix { $0.isLetter })
      guard let table = table(name) else {
        throw Problem(.dataRejected, what: "there is no table “\(name)”", at: place)
      }
      guard let end = rest[start.upperBound...].firstRange(of: "<!-- end -->") else {
        throw Problem(.dataRejected, what: "the marker “\(name)” has no end", at: place)
      }
      result += rest[..<start.upperBound] + table + "\n"
      rest = rest[end.lowerBound...]
    }
    guard isMarked else {
      throw Problem(
        .dataRejected, what: "there is no marker for a table", at: place,
        remedy: "write <!-- commands: questions --> and <!-- end --> where the table goes")
    }
    return result + rest
  }

  public struct Page: Sendable {
    public var name, text: String
  }

  /// A man page for the program and one for each operation.
  public static func pages(version: String) -> [Page] {
    let program = OperationCatalogue.program
    let codes = statuses.map { ("\($0.code.rawValue)", $0.meaning) }
    let names = OperationCatalogue.all.map { pageName($0.about.name) }
    var whole = Command("", "dosimetry of liver-directed radionuclide therapy")
    whole.discussion = Version.researchUse + "\n\n" + "Each command has a page of its own, listed below."
    whole.examples = OperationCatalogue.firstSteps
    let first = whole.manPage(program: program, version: version, statuses: codes, also: names)
    return [Page(name: program + ".1", text: first)]
      + OperationCatalogue.all.map { kind in
        let siblings = OperationCatalogue.all.filter {
          $0.command.first == kind.command.first && $0.about.name != kind.about.name
        }
        let also = [program] + siblings.map { pageName($0.about.name) }
        return Page(
          name: pageName(kind.about.name) + ".1",
          text: kind.command.manPage(program: program, version: version, statuses: codes, also: also))
      }
  }

  private static func pageName(_ name: String) -> String {
    OperationCatalogue.program + "-" + name.split(separator: " ").joined(separator: "-")
  }

  private static func unique(_ names: [String]) -> [String] {
    var seen = Set<String>()
    return names.filter { seen.insert($0).inserted }
  }
}
