import Arguments
import Diagnostics
import Documents
import Foundation
import Workflow

/// The steps of the dose path. Each reads a case file and the results of the step before from the work folder,
/// and leaves its own there.
extension Verb {
  static let align = step(
    .align, "align", "register all time points to the reference",
    "Registers each time point's CT rigidly to the reference CT and applies the transform to its emission image."
  )
  static let quantify = step(
    .quantify, "quantify", "images to activity",
    "Turns each emission image into activity concentration (Bq/mL) on the reference grid.")
  static let integrate = step(
    .integrate, "integrate", "time–activity curves to time-integrated activity",
    "Fits the time–activity curves of regions and voxels and integrates them to infinity.")
  static let summarise = step(
    .summarise, "summarise", "dose to the table of regions",
    "Dose–volume histograms, mean doses with uncertainty budgets, BED and EQD2 per region.")
  static let report = step(
    .report, "report", "the table and images to a report", "Writes report.html, report.pdf and report.json.")
  static let run = step(
    .run, "run", "full pipeline: images to report",
    "Aligns, quantifies, integrates, computes dose, summarises and reports in one go.",
    options: engineOptions
  ) { arguments, therapy in try arguments.apply(to: &therapy.options) }

  /// - Parameter adjust: what the command line changes in the case.
  private static func step(
    _ last: Step, _ name: String, _ summary: String, _ discussion: String, options: [Command.Option] = [],
    adjust: @escaping @Sendable (Arguments, inout Case) throws -> Void = { _, _ in }
  ) -> Verb {
    let command = stepCommand(name, summary, discussion, options: options)
    return Verb(command: command) { arguments, console in
      let journey = try journey(arguments, console, adjust: adjust)
      return console.finish(try journey.take(last), json: arguments.has("json"))
    }
  }

  /// A command that works on a case file and its work folder.
  static func stepCommand(
    _ name: String, _ summary: String, _ discussion: String, positionals: [Command.Positional] = [],
    options: [Command.Option], examples: [Command.Example] = []
  ) -> Command {
    Command(
      name, summary, discussion: discussion,
      positionals: [.init("CASE", "case file (JSON5); hepatica init writes a first one")] + positionals,
      options: [
        .value(
          "output", "o", "FOLDER", "work folder; default: “results” next to the case file",
          completes: .folders)
      ] + options + Console.options,
      examples: [
        .init("hepatica \(name) case.json5", "results next to the case file"),
        .init("hepatica \(name) case.json5 -o /data/p01", "results elsewhere"),
      ] + examples)
  }

  /// The case of the command line, ready to go.
  static func journey(
    _ arguments: Arguments, _ console: Console, adjust: (Arguments, inout Case) throws -> Void
  ) throws -> Journey {
    let path = arguments.positional("CASE")!
    var therapy = try CaseFile.read(URL(filePath: path))
    try adjust(arguments, &therapy)
    let folder = outputFolder(arguments, besides: path)
    Interruption.folders.withLock { $0.append(folder) }
    return try Journey(therapy, folder: WorkFolder(folder), progress: console.reporter)
  }

  private static func outputFolder(_ arguments: Arguments, besides path: String) -> URL {
    arguments["output"].map { URL(filePath: $0) }
      ?? URL(filePath: path).deletingLastPathComponent().appending(path: "results")
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
