@testable import Arguments
import Diagnostics
@testable import Documents
import Foundation
import Testing

@testable import Operations

/// What cannot be a request is refused with its place, from a command line and from JSON.
@Suite struct RequestTests {
  private static func kind(_ name: String) throws -> OperationKind {
    try #require(OperationCatalogue.all.first { $0.about.name == name })
  }

  @Test(arguments: [
    ("dose", "{\"case\": \"c\", \"engin\": \"local\"}", "engine"), ("dose", "{}", "CASE"),
    ("dose", "{\"case\": 3}", "path"), ("dose", "{\"case\": \"c\", \"engine\": \"magic\"}", "monte-carlo"),
    ("dose", "{\"case\": \"c\", \"uncertainty\": 0.7}", "0.5"), ("dose", "[]", "schema"),
    ("dose", "not JSON", "schema"), ("inspect", "{\"paths\": \"one\"}", "list"),
    ("dose", "{\"case\": \"c\", \"histories\": 1.5}", "whole"),
    ("merge", "{\"case\": \"c\", \"partial\": 1}", "true or false"),
  ])
  func wrongJSONIsAUsageProblem(_ name: String, _ text: String, _ word: String) throws {
    let kind = try Self.kind(name)
    let problem = #expect(throws: Problem.self) { try kind.decode(Data(text.utf8)) }
    #expect(problem?.kind == .usage && "\(problem!)".contains(word))
  }

  @Test(arguments: [
    ("dose", ["c", "--uncertainty", "1"]), ("dose", ["c", "--uncertainty", "0"]),
    ("dose", ["c", "--histories", "0"]),
    ("dose", ["c", "--threads", "0"]), ("dose", ["c", "--time", "-1"]),
    ("compare", ["a", "b", "--cutoff", "2"]),
    ("compare", ["a", "b", "--percent", "0"]), ("eligibility", ["p.json5"]),
    ("measure", ["s.dcm", "-p", "P1"]), ("toxicity", ["l.csv", "-t", "p.csv", "--baseline-months", "1.5"]),
    ("uptake", ["i", "--centre", "1,2"]), ("uptake", ["i", "--sex", "f"]),
    ("uptake", ["i", "--label", "Liver"]),
    ("kernel", ["Ho-166", "--data", "DEP"]),
    ("organs", ["c", "--hematocrit", "40"]), ("organs", ["c", "--remainder", "-1"]),
    ("registry add", ["r", "sites", "id"]),
    ("registry add", ["r", "sites", "id=A", "--by", "x"]), ("demo", []), ("demo", ["a", "b"]),
  ])
  func wrongWordsAreAUsageProblem(_ name: String, _ words: [String]) throws {
    let kind = try Self.kind(name)
    let problem = #expect(throws: Problem.self) { try kind.parse(kind.command.parse(words)) }
    #expect(problem?.kind == .usage && problem?.location.isEmpty == false)
  }

  @Test func percentAndPartOfOneAreTheSame() throws {
    let kind = try Self.kind("dose")
    let part = try #require(try kind.parse(kind.command.parse(["c", "-u", "0.02"])) as? DoseOperation)
    #expect(try kind.parse(kind.command.parse(["c", "-u", "2%"])) as? DoseOperation == part)
  }

  @Test func oldNamesAreUnderstoodAndNotShown() throws {
    let burden = try Self.kind("burden")
    let old = try burden.parse(burden.command.parse(["i", "--name", "1=Liver"])) as? BurdenOperation
    #expect(old == (try burden.parse(burden.command.parse(["i", "--label", "1=Liver"])) as? BurdenOperation))
    #expect(try burden.command.parse(["i", "-f"]).has("force"), "the short form of version 0.1")
    #expect(!burden.command.help(program: "hepatica").contains("--name"))
  }

  @Test func engineOptionsReachTheCase() throws {
    let kind = try Self.kind("run")
    let words = [
      "c", "-e", "kernel", "-n", "1e6", "--checkpoint", "5", "--grid", "2.5", "--crop", "Liver", "--margin",
      "7",
      "--seed", "9", "--threads", "3",
    ]
    let run = try #require(try kind.parse(kind.command.parse(words)) as? RunOperation)
    var options = Options()
    try run.engine.apply(to: &options)
    #expect(options.engine == .kernel && options.monteCarlo.histories == 1_000_000)
    #expect(options.monteCarlo.uncertainty == nil && options.monteCarlo.checkpointSeconds == 5)
    #expect(options.doseGrid?.lattice == .spacing(SIMD3(repeating: 2.5)))
    #expect(options.doseGrid?.crop == "Liver" && options.doseGrid?.margin == 7)
    #expect(options.monteCarlo.seed == 9 && options.monteCarlo.threads == 3)
    var alone = EngineFields()
    alone.margin = 5
    var plain = Options()
    #expect(throws: Problem.self) { try alone.apply(to: &plain) }
  }

  @Test func errorsAreJSONWithAVersion() throws {
    let many = Problems([
      Problem(.inputMissing, what: "“images” is missing", at: "case.json5:1"),
      Problem(.dataRejected, what: "unknown key “imges”", at: "case.json5:3"),
    ])
    let report = ErrorReport(many)
    // A misspelt key has the status of a misspelt value, whatever is missing because of it.
    #expect(report.status == .dataRejected)
    let object = try #require(JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any])
    #expect(object["hepatica"] as? Int == 1 && object["status"] as? Int == 65)
    #expect((object["errors"] as? [[String: String]])?.map { $0["at"] } == ["case.json5:1", "case.json5:3"])
    struct Odd: Error {}
    #expect(ErrorReport(Odd()).status == .internalError)
  }
}
