import Diagnostics
import Files
import Fixtures
import Foundation
import Registry
import Stages
import Testing
@testable import Trials

@testable import Records
@testable import Studies
@testable import Workflow

@Suite("Response of the lobes of a trial")
struct TrialResponseTests {
  /// Treated lobes shrink by 40 %, control lobes by 10 %; the third patient the other way round.
  private func bench() throws -> (TrialBench, URL) {
    let bench = try TrialBench()
    var text = "patient,lesion,date,organ,kind,state,long_mm\n"
    for n in 1...4 {
      let lobe = try #require(try bench.enrol("P\(n)"))
      for side in Lobe.allCases {
        let name = "\(side.rawValue) \(n)"
        _ = try RegistryTask.add(
          bench.place, "lesions",
          ["id=P\(n)/\(name)", "patient=P\(n)", "name=\(name)", "organ=liver", "lobe=\(side.rawValue)"],
          by: TrialBench.author)
        let shrinks = (side == lobe) != (n == 3)
        text += "P\(n),\(name),2026-01-05,liver,solid,measured,50\n"
        text += "P\(n),\(name),2026-06-05,liver,solid,measured,\(shrinks ? 30 : 45)\n"
      }
    }
    let file = bench.folder.appending(path: "lesions.csv")
    try writeAtomically(text, to: file)
    return (bench, file)
  }

  private func respond(_ bench: TrialBench, _ file: URL, corrects: Bool = false) throws -> Outcome {
    try TrialResponse.run(
      file, of: bench.trial, in: bench.place, reader: nil, corrects: corrects, by: TrialBench.author)
  }

  @Test("A table with other names of columns and a decimal comma gives the same responses")
  func namedColumns() throws {
    let (bench, file) = try bench()
    var text = try String(contentsOf: file, encoding: .utf8)
    text = text.replacingOccurrences(of: ",", with: ";").replacingOccurrences(
      of: "long_mm", with: "Durchmesser"
    )
    .replacingOccurrences(of: ";30\n", with: ";30,0\n")
    try writeAtomically(text, to: file)
    let map = bench.folder.appending(path: "names.json5")
    try writeAtomically("{ Durchmesser: \"long_mm\" }", to: map)
    let outcome = try TrialResponse.run(
      file, of: bench.trial, in: bench.place, reader: nil, columns: map, decimalComma: true, corrects: false,
      by: TrialBench.author)
    #expect(outcome.review == [] && outcome.text.contains("PR"))
    try writeAtomically("{ Durchmeser: \"long_mm\" }", to: map)
    #expect(throws: Problems.self) {
      try TrialResponse.run(
        file, of: bench.trial, in: bench.place, reader: nil, columns: map, decimalComma: true,
        corrects: false,
        by: TrialBench.author)
    }
  }

  @Test("A table of lesions becomes responses by lobe, once, and a paired comparison")
  func paired() throws {
    let (bench, file) = try bench()
    let outcome = try respond(bench, file)
    #expect(outcome.review == [] && outcome.text.contains("PR"))
    #expect(try respond(bench, file).text.contains("0 rows added, 0 corrected"))
    let results = try TrialResults(bench.registry, trial: bench.trial)
    let recist = try #require(results.responses.first { $0.criterion == "RECIST 1.1" })
    #expect((recist.both, recist.treatedOnly, recist.controlOnly, recist.neither) == (0, 3, 1, 0))
    // Binomial: 2·P(X ≤ 1 | 4, ½) = 10/16.
    #expect(agree(recist.p, 0.625) && recist.adjusted.holm >= recist.p)
    #expect(agree(recist.odds!.ratio, 3))
    let report = try TrialTask.report(bench.trial, in: bench.place, to: bench.folder.appending(path: "r"))
    #expect(report.text.contains("response by RECIST 1.1"))
    let page = try String(contentsOf: bench.folder.appending(path: "r/trial.html"), encoding: .utf8)
    #expect(page.contains("McNemar") && page.contains("Treated alone"))
  }

  @Test("Unknown lesions and patients are told together; a changed response is a correction")
  func refused() throws {
    let (bench, file) = try bench()
    _ = try respond(bench, file)
    let text = try String(contentsOf: file, encoding: .utf8)
    try writeAtomically(
      text + "P9,a,2026-01-05,liver,solid,measured,50\nP1,stranger,2026-01-05,liver,solid,measured,20\n",
      to: file)
    let problems = TrialBench.problem { _ = try respond(bench, file) }
    #expect(problems.count == 2 && problems.contains { $0.what.contains("no lesions called stranger") })
    #expect(problems.contains { $0.what.contains("no allocation") })
    try writeAtomically(text.replacing("measured,45", with: "measured,62"), to: file)
    #expect(TrialBench.problem { _ = try respond(bench, file) }.first?.remedy.contains("--correct") == true)
    #expect(try respond(bench, file, corrects: true).text.contains("0 rows added"))
    #expect(
      try TrialResults(bench.registry, trial: bench.trial).responses.first { $0.criterion == "RECIST 1.1" }?
        .control["PD"] == 3)
  }
}
