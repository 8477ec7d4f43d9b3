import Diagnostics
@testable import Operations
import Testing

@testable import hepatica

@Suite struct ProgramTests {
  private func operation(_ words: [String]) throws -> (String, [String])? {
    if case .operation(let kind, let rest) = try Request(words) { (kind.about.name, rest) } else { nil }
  }

  @Test(arguments: [
    (["dose", "c"], "dose", ["c"]), (["registry", "init", "r"], "registry init", ["r"]),
    (["demo", "out"], "demo", ["out"]), (["demo", "trial", "out"], "demo trial", ["out"]),
    (["validate", "physics", "o"], "validate physics", ["o"]), (["validate", "o"], "validate", ["o"]),
    (["-V"], "version", []), (["--version", "--json"], "version", ["--json"]), (["version"], "version", []),
    (["dose", "--", "--help"], "dose", ["--", "--help"]),
  ])
  func wordsNameAnOperation(_ words: [String], _ name: String, _ rest: [String]) throws {
    let found = try #require(try operation(words))
    #expect(found.0 == name && found.1 == rest)
  }

  @Test(arguments: [
    (["--help"], "Commands:"), (["help"], "Commands:"), (["help", "dose"], "hepatica dose CASE"),
    (["registry", "--help"], "registry add department.sqlite patients"),
    (["help", "registry", "add"], "COLUMN=VALUE"),
    (["trial", "-h"], "allocate"), (["demo", "--help"], "demo trial"),
    (["registry", "import", "-h"], "--by NAME"),
  ])
  func helpIsGivenWhereItIsAskedFor(_ words: [String], _ text: String) throws {
    guard case .help(let help, .done) = try Request(words) else {
      Issue.record("no help")
      return
    }
    #expect(help.contains(text))
  }

  @Test func noWordsAreAnsweredWithTheOverviewAndTheStatusOfUsage() throws {
    guard case .help(_, .usage) = try Request([]) else {
      Issue.record("no overview")
      return
    }
  }

  @Test(arguments: [
    (["doze"], "dose"), (["registry"], "init"), (["registry", "lst"], "registry list"),
    (["trial", "--json"], "trial --help"),
    (["audit", "something"], "audit"), (["help", "doze"], "dose"),
  ])
  func whatIsNoCommandIsAUsageProblem(_ words: [String], _ advice: String) {
    let problem = #expect(throws: Problem.self) { try Request(words) }
    #expect(problem?.kind == .usage && "\(problem!)".contains(advice))
  }

  @Test func progressIsABarOnATerminalAndElseOnlyWhatWasAskedFor() {
    var asked = Presentation()
    #expect(
      Terminal.style(asked, onTerminal: true) == .bar && Terminal.style(asked, onTerminal: false) == .none)
    asked.progress = .json
    #expect(
      Terminal.style(asked, onTerminal: true) == .json && Terminal.style(asked, onTerminal: false) == .json)
    asked.isQuiet = true
    #expect(Terminal.style(asked, onTerminal: true) == .none)
  }

  @Test func progressLinesAreJSONWhateverATimePointIsCalled() {
    #expect(
      Meter.jsonLine(0.12345, "reading \"24 h\"\n", .seconds(3))
        == "{\"progress\":0.123,\"activity\":\"reading \\\"24 h\\\"\\n\",\"elapsed_s\":3}\n")
  }
}
