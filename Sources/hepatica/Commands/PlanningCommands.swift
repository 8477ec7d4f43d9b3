import Arguments
import Diagnostics
import Documents
import Foundation
import Studies
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
        .value("output", "o", "FOLDER", "default: “plan” next to the plan file", completes: .folders),
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

  static let burden = Verb(
    command: Command(
      "burden", "tumour fraction of the liver",
      discussion: """
        Tumour over liver, whole and per lobe, from structures, from a threshold on the SSTR PET, and from \
        receptor-confirmed lesions; several readers' drawings with their agreement; Krenning scores; a picture with \
        the sphere in normal liver. INPUT is a burden file (JSON5), or structures named by --liver and --tumour. \
        Writes burden.html, burden.pdf, burden.json and burden.csv.
        """,
      positionals: [.init("INPUT", "burden file, label image, SEG or RTSTRUCT")],
      options: [
        .value("output", "o", "FOLDER", "default: “burden” next to the input", completes: .folders),
        .value("liver", nil, "NAME", "structure that is the liver with its tumours"),
        .value("tumour", nil, "NAME", "structure that is tumour; again for each", repeats: true),
        .value("lobe", nil, "NAME", "structure that is a lobe; again for each", repeats: true),
        .value(
          "anatomy", nil, "PATH", "CT on which the structures were drawn, in HU; for the picture",
          completes: .files),
        .value("series", nil, "ID", "series of the anatomy as inspect prints it, where there are several"),
        .value("name", nil, "N=NAME", "name of label N of a label image; again for each", repeats: true),
        .flag("around", nil, "the liver was drawn around its lesions: count them in"),
        .flag("template", "t", "write a first burden file"),
        .flag("force", "f", "replace an existing burden file"),
      ] + Console.options,
      examples: [
        .init("hepatica burden p01.json5 --template", "a first burden file to fill in"),
        .init("hepatica burden p01.json5", "measure it"),
        .init(
          "hepatica burden labels.nii.gz --name 1=Liver --name 5=T1 --liver Liver --tumour T1",
          "from a label image"),
      ])
  ) { arguments, console in
    let file = URL(filePath: arguments.positional("INPUT")!)
    if arguments.has("template") {
      return console.finish(
        try BurdenTemplate.run(file, overwrite: arguments.has("force")), json: arguments.has("json"))
    }
    let folder =
      arguments["output"].map { URL(filePath: $0) }
      ?? file.deletingLastPathComponent().appending(path: "burden")
    Interruption.folders.withLock { $0.append(folder) }
    let input =
      file.pathExtension == "json5"
      ? try BurdenFile.read(file)
      : try Burden(
        structures: file, liver: arguments["liver"], tumours: arguments.all("tumour"),
        lobes: arguments.all("lobe"),
        names: arguments.all("name"), anatomy: arguments["anatomy"].map { URL(filePath: $0) },
        series: arguments["series"], around: arguments.has("around"))
    return console.finish(
      try BurdenTask.run(input, to: folder, progress: console.reporter), json: arguments.has("json"))
  }
}
