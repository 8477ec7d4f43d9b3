import Arguments
import Diagnostics
import Foundation
import Workflow

/// The steps of the dose path. Each reads a case file and the results of the step before from the work folder,
/// and leaves its own there.
extension Verb {
  static let align = step(
    .align, "align", "lay every time point onto the reference",
    "Registers each time point's CT rigidly to the reference CT and carries the motion to its emission image."
  )
  static let quantify = step(
    .quantify, "quantify", "images to activity",
    "Turns each emission image into activity concentration (Bq/mL) on the reference grid.")
  static let integrate = step(
    .integrate, "integrate", "activities over time to decays",
    "Fits the time–activity curves of regions and voxels and integrates them to infinity.")
  static let dose = step(
    .dose, "dose", "decays to absorbed dose",
    "Computes the absorbed dose per voxel with the engine of the case file or of --engine.",
    options: [engine])
  static let summarise = step(
    .summarise, "summarise", "dose to the table of regions",
    "Dose–volume histograms, mean doses with uncertainty budgets, BED and EQD2 per region.")
  static let report = step(
    .report, "report", "the table and images to a report", "Writes report.html, report.pdf and report.json.")
  static let run = step(
    .run, "run", "the whole way from images to the report",
    "Aligns, quantifies, integrates, computes dose, summarises and reports in one go.", options: [engine])

  private static let engine = Command.Option.value(
    "engine", "e", "NAME", "local or kernel; overrides the case file", completes: .words(["local", "kernel"]))

  private static func step(
    _ last: Step, _ name: String, _ summary: String, _ discussion: String, options: [Command.Option] = []
  ) -> Verb {
    let command = Command(
      name, summary, discussion: discussion,
      positionals: [.init("CASE", "case file (JSON5); hepatica init writes a first one")],
      options: [
        .value(
          "output", "o", "FOLDER", "work folder; by default “results” beside the case file",
          completes: .folders)
      ] + options + Console.options,
      examples: [
        .init("hepatica \(name) case.json5", "results beside the case file"),
        .init("hepatica \(name) case.json5 -o /data/p01", "results elsewhere"),
      ])
    return Verb(command: command) { arguments, console in
      let path = arguments.positional("CASE")!
      var therapy = try CaseFile.read(URL(filePath: path))
      if let engine: Options.Engine = try arguments.choiceIfDeclared("engine") {
        therapy.options.engine = engine
      }
      let folder = outputFolder(arguments, besides: path)
      Interruption.folders.withLock { $0.append(folder) }
      let outcome = try Journey(therapy, folder: WorkFolder(folder), progress: console.reporter).take(last)
      return console.finish(outcome, json: arguments.has("json"))
    }
  }

  private static func outputFolder(_ arguments: Arguments, besides path: String) -> URL {
    arguments["output"].map { URL(filePath: $0) }
      ?? URL(filePath: path).deletingLastPathComponent().appending(path: "results")
  }
}

extension Arguments {
  fileprivate func choiceIfDeclared<C: RawRepresentable & CaseIterable>(_ name: String) throws(Problem) -> C?
  where C.RawValue == String {
    try choice(name)
  }
}

extension Console {
  /// Prints what a step came to and says whether a human must look at it.
  func finish(_ outcome: Outcome, json: Bool) -> ExitCode {
    finishProgress()
    print(json ? outcome.json : outcome.text)
    for note in outcome.review { say("to review: \(note)") }
    return outcome.review.isEmpty ? .done : .needsReview
  }
}
