import Checks
import Diagnostics
import Files
import Foundation
import Kinetics
import Reporting
import Stages
import Studies
import Workflow

/// Curves fitted to random regions whose truth is known: bias, coverage of the intervals, and failures.
public enum KineticsValidation {
  /// What is written of each scenario.
  package typealias Verdict = KineticsVerdict

  /// Regions per scenario, such that all of them take about a minute on two cores.
  public static let defaultRegions = 1000

  /// - Parameters:
  ///   - folder: gets `kinetics.json`; `nil` writes nothing.
  ///   - regions: per scenario.
  ///   - seed: the same seed draws the same regions on any machine.
  /// - Throws: `Problem` if the folder cannot be written or a step fails; `.interrupted` if the task was cancelled.
  public static func run(
    _ folder: URL?, regions: Int, seed: UInt64, progress: @escaping ProgressHandler
  ) throws -> Outcome {
    let gate = KineticsGate(seed: seed)
    let scenarios = KineticsScenario.all
    let verdicts = try scenarios.enumerated().map { n, scenario in
      progress(Double(n) / Double(scenarios.count), scenario.name)
      return try gate.judge(scenario, regions: regions)
    }
    if let folder {
      try createFolder(folder)
      try writeAtomically(
        prettyJSON(Versioned("scenarios", verdicts)), to: folder.appending(path: "kinetics.json"))
    }
    let failed = verdicts.filter { $0.isJudged && !$0.isWithin }
    return try Outcome(
      text: table(verdicts) + "\n" + note(regions, seed), content: Versioned("scenarios", verdicts),
      findings: failed.map {
        Finding(ProgramNote.kinetics(bias: $0.bias, coverage: $0.coverage95), at: $0.scenario)
      })
  }

  private static func table(_ verdicts: [KineticsVerdict]) -> String {
    let percents = ["bias", "spread", "68 % interval", "95 % interval"].map {
      StudyTable.Column($0, unit: "%", .number)
    }
    let columns: [StudyTable.Column] =
      [.init("scenario")] + percents + [.init("failures", .number), .init("verdict")]
    let rows = verdicts.map { v -> [StudyTable.Cell] in
      let numbers = [v.bias, v.spread, v.coverage68, v.coverage95].map {
        StudyTable.Cell.decimals(100 * $0, 2)
      }
      let verdict = v.isJudged ? (v.isWithin ? "within" : "outside") : "not judged"
      return [.text(v.scenario)] + numbers + [.count(v.failures), .text(verdict)]
    }
    return StudyTable("kinetics", file: nil, caption: "Kinetics", columns: columns, rows: rows).text
  }

  private static func note(_ regions: Int, _ seed: UInt64) -> String {
    "\(regions) regions per scenario, seed \(seed). 68 %: truth within one standard uncertainty; 95 %: truth within the "
      + "interval, 93 to 97 % accepted. Bias: 1 %, up to three points 3 %. Two standard errors of the draw are allowed for."
  }
}
