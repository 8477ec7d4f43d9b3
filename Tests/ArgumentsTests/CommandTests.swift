@testable import Arguments
import Diagnostics
import Foundation
import Testing

private let dose = Command(
  "dose", "time-integrated activity to absorbed dose",
  positionals: [.init("CASE", "case file"), .init("EXTRA", "more files", .many)],
  options: [
    .flag("json", "j", "machine-readable output"),
    .value("engine", "e", "NAME", "engine", completes: .words(["local", "kernel"])),
    .value("limit", nil, "GY", "dose limit"), .value("set", nil, "KEY=VALUE", "override", repeats: true),
  ], examples: [.init("hepatica dose case.json5", "everything by default")])

private enum Engine: String, CaseIterable { case local, kernel }

@Suite struct CommandTests {
  @Test func understandsEverySpelling() throws {
    let parsed = try dose.parse([
      "-j", "case", "--engine=kernel", "--limit", "-3.5", "--set", "a=1", "--set=b=2", "x", "--", "-y",
    ])
    #expect(parsed.has("json"))
    #expect(try parsed.choice("engine", of: Engine.self) == .kernel)
    #expect(try parsed.number("limit") == -3.5)
    #expect(parsed.all("set") == ["a=1", "b=2"])
    #expect(parsed.positional("CASE") == "case")
    #expect(parsed.positionals("EXTRA") == ["x", "-y"])
    #expect(try dose.parse(["-jekernel", "c"])["engine"] == "kernel")
  }

  @Test(arguments: [
    [], ["c", "--engin", "x"], ["c", "--engine"], ["c", "--json=1"], ["c", "-q"],
    ["c", "--limit", "1", "--limit", "2"],
  ])
  func refusesWithAUsageProblem(words: [String]) {
    let problem = #expect(throws: Problem.self) { try dose.parse(words) }
    #expect(problem?.kind == .usage)
  }

  @Test func aMisspeltOptionIsAnsweredWithTheLikelyOne() {
    let problem = #expect(throws: Problem.self) { try dose.parse(["c", "--engin", "x"]) }
    #expect(problem?.what.contains("--engine") == true)
  }

  @Test func wrongValuesNameTheOption() throws {
    let parsed = try dose.parse(["c", "--limit", "much", "--engine", "magic"])
    #expect(throws: Problem.self) { try parsed.number("limit") }
    #expect(throws: Problem.self) { try parsed.choice("engine", of: Engine.self) }
  }

  @Test func helpNamesEverything() {
    let help = dose.help(program: "hepatica")
    for word in ["Usage: hepatica dose CASE [EXTRA …] [options]", "--engine NAME", "-j, --json", "Examples:"]
    {
      #expect(help.contains(word))
    }
  }

  @Test(arguments: Shell.allCases) func completionsOfferTheWordsOfAPlace(shell: Shell) {
    let command = Command(
      "completion", "a script", positionals: [.init("SHELL", "which", completes: .words(["bash", "elvish"]))])
    #expect(shell.completionScript(program: "hepatica", commands: [command]).contains("bash elvish"))
  }

  @Test(arguments: Shell.allCases) func completionsNameCommandsAndOptions(shell: Shell) {
    let script = shell.completionScript(program: "hepatica", commands: [dose])
    for word in ["dose", "engine", "local kernel"] { #expect(script.contains(word)) }
  }

  @Test func bashUnderstandsItsScript() throws {
    let bash = Process()
    bash.executableURL = URL(filePath: "/bin/bash")
    bash.arguments = ["-n", "-c", Shell.bash.completionScript(program: "hepatica", commands: [dose])]
    try bash.run()
    bash.waitUntilExit()
    #expect(bash.terminationStatus == 0)
  }
}
