import Arguments
import Diagnostics
import Foundation
import Workflow

/// Planning before and judging after treatment.
extension Verb {
  static let plan = Verb(
    command: Command(
      "plan", "activity of microspheres, cycles of PRRT",
      discussion: """
        Radioembolisation: every method side by side (MIRD, BSA, modified BSA, empirical, partition, multi-compartment, \
        voxel) with tumour, normal-liver and lung dose, the largest activity within limits, vials and hours, and after \
        treatment predicted against delivered. PRRT: what the cycles so far leave of the limits, and the gain of \
        the artery. Writes plan.html, plan.pdf, plan.json and plan.csv.
        """,
      positionals: [.init("PLAN", "plan file (JSON5)")],
      options: [
        .value("output", "o", "FOLDER", "by default “plan” beside the plan file", completes: .folders),
        .value(
          "template", "t", "KIND", "write a first plan file: tare or prrt",
          completes: .words(PlanTemplate.Kind.allCases.map(\.rawValue))),
        .flag("force", "f", "replace an existing plan file"),
      ] + Console.options,
      examples: [
        .init("hepatica plan p01.json5 --template tare", "a first plan file to fill in"),
        .init("hepatica plan p01.json5 -o /data/p01/plan", "compute it"),
      ])
  ) { arguments, console in
    let file = URL(filePath: arguments.positional("PLAN")!)
    if let kind: PlanTemplate.Kind = try arguments.choice("template") {
      return console.finish(
        try PlanTemplate.run(kind, to: file, overwrite: arguments.has("force")), json: arguments.has("json"))
    }
    let folder =
      arguments["output"].map { URL(filePath: $0) }
      ?? file.deletingLastPathComponent().appending(path: "plan")
    Interruption.folders.withLock { $0.append(folder) }
    let plan = try PlanFile.read(file)
    return console.finish(
      try PlanTask.run(plan, to: folder, progress: console.reporter), json: arguments.has("json"))
  }
}
