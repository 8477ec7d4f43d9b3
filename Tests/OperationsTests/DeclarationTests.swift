@testable import Arguments
import Diagnostics
import Fixtures
import Foundation
import Testing

@testable import Operations

extension OperationKind: CustomTestStringConvertible {
  public var testDescription: String { about.name }
}

/// Whatever is made from the declarations of operations holds all of them.
@Suite struct DeclarationTests {
  static let all = OperationCatalogue.all

  /// A word that an option or a place takes, by trying.
  private static func word(_ type: ValueType, _ accepted: (String) -> Bool) throws -> String {
    let candidates: [String] =
      switch type {
      case .words(let words): [words[words.count - 1]]
      default: ["1=Liver", "1,2,3", "0.25", "7", "60", "32", "1"]
      }
    let found = candidates.first(where: accepted)
    return try #require(found, "no word is accepted")
  }

  private static func needed(_ kind: OperationKind) throws -> [String] {
    let places = kind.command.positionals.filter(\.isNeeded)
    let options = kind.command.options.filter(\.isNeeded)
    return try options.map { "--\($0.name)=" + (try word($0.type) { _ in true }) }
      + places.map { try word($0.type) { _ in true } }
  }

  private static func operation(_ kind: OperationKind, _ words: [String]) throws -> any Operations.Operation {
    try kind.parse(kind.command.parse(words))
  }

  private static func json(_ operation: any Operations.Operation) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return try encoder.encode(operation)
  }

  @Test(arguments: all) func everyOptionGoesThroughJSONAndBackToItsCommandLine(_ kind: OperationKind) throws {
    let needed = try Self.needed(kind)
    let plain = try Self.operation(kind, needed)
    let common = Set(Presentation.options(writing: true).map(\.name))
    var tried = [needed]
    for option in kind.command.options where !common.contains(option.name) && !option.isNeeded {
      let given = { (word: String) in
        [option.value == nil ? "--\(option.name)" : "--\(option.name)=\(word)"] + needed
      }
      let word = try Self.word(option.type) { (try? Self.operation(kind, given($0))) != nil }
      tried.append(given(word))
    }
    for words in tried {
      let operation = try Self.operation(kind, words)
      let data = try Self.json(operation)
      #expect(try Self.json(kind.decode(data)) == data, "\(words)")
      #expect(try Self.json(Self.operation(kind, operation.commandLine)) == data, "\(words)")
      // An option that leaves no trace would be lost on a server.
      if words != needed, let last = words.first, !last.hasSuffix("=\(Self.fallback(kind, last))") {
        #expect(try data != Self.json(plain), "\(words)")
      }
    }
  }

  private static func fallback(_ kind: OperationKind, _ word: String) -> String {
    let name = word.dropFirst(2).prefix { $0 != "=" }
    return kind.command.options.first { $0.name == name }?.fallback ?? ""
  }

  @Test(arguments: all) func everyOptionIsInHelpManPageSchemaAndCompletions(_ kind: OperationKind) throws {
    let command = kind.command
    let help = command.help(program: "hepatica")
    let page = try #require(
      Manual.pages(version: "1").first {
        $0.name == "hepatica-\(kind.about.name.split(separator: " ").joined(separator: "-")).1"
      })
    let scripts = Shell.allCases.map { ($0, $0.completionScript(program: "hepatica", commands: [command])) }
    for option in command.options {
      #expect(help.contains("--\(option.name)"))
      #expect(page.text.contains("\\-\\-\(option.name.split(separator: "-").joined(separator: "\\-"))"))
      for (shell, script) in scripts {
        #expect(script.contains((shell == .fish ? "-l " : "--") + option.name), "\(shell)")
      }
    }
    for place in command.positionals {
      #expect(
        help.contains(place.name)
          && page.text.contains(place.name.split(separator: "-").joined(separator: "\\-")))
    }
    #expect(!kind.about.summary.hasSuffix("."))
    #expect(!kind.about.gives.isEmpty && !kind.about.examples.isEmpty)
  }

  @Test(arguments: all) func theSchemaHasEveryFieldAndIsJSON(_ kind: OperationKind) throws {
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(kind.schema.printed.utf8)) as? [String: Any])
    let input = try #require(object["input"] as? [String: Any])
    let properties = try #require(input["properties"] as? [String: Any])
    let common = Set(Presentation.options(writing: true).map(\.name))
    let options = kind.command.options.filter { !common.contains($0.name) }
    #expect(properties.count == options.count + kind.command.positionals.count)
    let needed = try #require(input["required"] as? [String])
    #expect(
      needed.count == options.filter(\.isNeeded).count + kind.command.positionals.filter(\.isNeeded).count)
    let operation = try Self.operation(kind, Self.needed(kind))
    let encoded = try #require(JSONSerialization.jsonObject(with: Self.json(operation)) as? [String: Any])
    #expect(Set(encoded.keys).isSubset(of: properties.keys))
  }

  /// The answer's schema is that of its type: no member without one.
  @Test(arguments: all) func theAnswerIsTyped(_ kind: OperationKind) throws {
    #expect(AnswerShape.all[kind.about.name] != nil)
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(kind.schema.printed.utf8)) as? [String: Any])
    let result = try #require(object["result"] as? [String: Any])
    for form in result["anyOf"] as? [[String: Any]] ?? [result] {
      let members = try #require(form["properties"] as? [String: Any])
      #expect(members.keys.contains { $0.hasPrefix("hepatica") }, "\(members.keys)")
      for (name, member) in members {
        let member = try #require(member as? [String: Any])
        #expect(member["type"] != nil || member["const"] != nil, "\(kind.about.name): \(name)")
      }
    }
  }

  @Test func noShapeIsOfAnOperationThatIsNot() {
    #expect(Set(AnswerShape.all.keys) == Set(Self.all.map(\.about.name)))
  }

  @Test(arguments: all) func namesAndLettersAreUnique(_ kind: OperationKind) {
    let options = kind.command.options
    #expect(Set(options.map(\.name)).count == options.count)
    let letters = options.compactMap(\.short)
    #expect(Set(letters).count == letters.count)
    #expect(kind.command.positionals.dropLast().allSatisfy { !$0.repeats })
  }

  @Test func operationsHaveNamesOfTheirOwn() {
    #expect(Set(Self.all.map(\.about.name)).count == Self.all.count)
    #expect(Set(Self.all.map(\.route)).count == Self.all.count)
  }

  /// What several operations share means the same in each.
  @Test(arguments: [
    "json", "quiet", "progress", "force", "by", "why", "seed", "threads", "data", "label", "lean", "weight",
    "height", "sex", "activity", "injected", "half-life", "criteria", "limits", "baseline-months",
    "months-after",
    "explain", "keep-going", "uncertainty", "time", "structures", "patients", "decimal-comma",
  ])
  func sharedOptionsAreOneEverywhere(_ name: String) {
    let found = Self.all.compactMap { kind in
      kind.command.options.first { $0.name == name || $0.aliases.contains(name) && $0.name == name }
    }
    #expect(!found.isEmpty)
    for option in found.dropFirst() {
      #expect(
        option.short == found[0].short && option.value == found[0].value && option.type == found[0].type)
    }
  }

  @Test func examplesAreUnderstood() throws {
    let families = OperationCatalogue.families.filter { $0.base == nil }
    let lines =
      Self.all.flatMap(\.about.examples).map(\.line) + OperationFamily.registrySteps.map(\.line)
      + families.flatMap {
        $0.help.split(separator: "\n").filter { $0.hasPrefix("  hepatica ") }.map(String.init)
      }
    for line in lines {
      for part in line.split(separator: "&&") {
        var words = Self.shellWords(String(part))
        guard let start = words.firstIndex(of: "hepatica") else { continue }
        words = Array(words[(start + 1)...])
        let name = words.count > 1 ? words[0] + " " + words[1] : words[0]
        let kind = try #require(
          Self.all.first { $0.about.name == name } ?? Self.all.first { $0.about.name == words[0] }, "\(line)")
        let rest = words.dropFirst(kind.command.verb == nil ? 1 : 2)
        #expect(throws: Never.self, "\(line)") { try Self.operation(kind, Array(rest)) }
      }
    }
  }

  /// Words of a line as a shell splits it; quotes hold words together.
  private static func shellWords(_ line: String) -> [String] {
    var words: [String] = [], word = "", isQuoted = false
    for c in line + " " {
      if c == "'" {
        isQuoted.toggle()
      } else if " ()".contains(c), !isQuoted {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        word.append(c)
      }
    }
    return words
  }

  @Test(arguments: [
    "README.md", "Documentation/Hepatica.docc/CommandLine.md", "Documentation/Hepatica.docc/Plausibility.md",
  ])
  func theTablesOfTheManualAreThoseOfTheProgram(_ path: String) throws {
    let text = try String(contentsOf: Fixtures.repository.appending(path: path), encoding: .utf8)
    #expect(try Manual.renewed(text, at: path) == text, "run: hepatica manual tables \(path)")
  }

  @Test func anOldTableIsRenewedAndAWrongMarkerRefused() throws {
    let old = "a\n<!-- commands: statuses -->\nstale\n<!-- end -->\nb\n"
    let renewed = try Manual.renewed(old, at: "x")
    #expect(renewed.contains("| 66 | an input is missing") && !renewed.contains("stale"))
    #expect(renewed.hasPrefix("a\n") && renewed.hasSuffix("<!-- end -->\nb\n"))
    #expect(try Manual.renewed(renewed, at: "x") == renewed)
    for text in ["<!-- commands: nothing -->\n<!-- end -->", "<!-- commands: statuses -->\n", "no marker"] {
      #expect(throws: Problem.self) { try Manual.renewed(text, at: "x") }
    }
  }

  @Test func bashUnderstandsTheWholeScript() throws {
    let bash = Process()
    bash.executableURL = URL(filePath: "/bin/bash")
    let script = Shell.bash.completionScript(program: "hepatica", commands: Self.all.map(\.command))
    let asks = """
      \(script)
      ask() { COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 )); COMPREPLY=(); _hepatica; echo "${COMPREPLY[*]}"; }
      ask hepatica reg; ask hepatica registry le; ask hepatica registry export x y --as ""; ask hepatica dose c --engine ke
      ask hepatica trial allocate --rev; ask hepatica init --out
      """
    bash.arguments = ["-c", asks]
    let pipe = Pipe()
    bash.standardOutput = pipe
    try bash.run()
    let text = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    bash.waitUntilExit()
    #expect(
      text == "registry\nledger\ncsv fhir cohort\nkernel\n--reveal\n--output\n")
  }

  /// The document of the command line is that of a server: the routes of all operations but its own two.
  @Test func oneOpenAPIDocumentHasEveryRoute() throws {
    var schema = SchemaOperation()
    schema.openAPI = true
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(try schema.run(Context()).json.utf8)) as? [String: Any])
    let paths = try #require(object["paths"] as? [String: Any])
    let served = Set(OperationCatalogue.served.map(\.name))
    #expect(paths.count == served.count && served.count > 60)
    for kind in Self.all {
      #expect((paths[kind.route] != nil) == served.contains(kind.served.name), "\(kind.route)")
    }
    #expect(served.isDisjoint(with: ["serve", "accounts", "mcp", "receive", "archive-send"]))
    #expect(paths["/api/operations/registry-add"] != nil)
  }
}
