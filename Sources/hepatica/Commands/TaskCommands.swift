import Arguments
import Demonstrations
import Diagnostics
import Documents
import Foundation
import Studies
import Workflow

/// Commands that are not steps of the path.
extension Verb {
  static let inspect = Verb(
    command: Command(
      "inspect", "what is in these files?",
      discussion: "Shows every series with geometry, unit, times and problems, before anything is computed.",
      positionals: [.init("PATH", "files or folders", .atLeastOne)], options: Console.options,
      examples: [.init("hepatica inspect /data/p01", "everything below a folder")])
  ) { arguments, console in
    console.finish(
      try Inspection.run(arguments.positionals("PATH"), progress: console.reporter),
      json: arguments.has("json"))
  }

  static let initialise = Verb(
    command: Command(
      "init", "write a first case file",
      discussion:
        "Writes case.json5 from the images in a folder; what no image states is left to fill in.",
      positionals: [.init("FOLDER", "folder with the images", completes: .folders)],
      options: [
        .value(
          "output", "o", "FILE", "the case file; by default case.json5 in the folder", completes: .files),
        .flag("force", "f", "replace an existing file"),
      ] + Console.options, examples: [.init("hepatica init /data/p01 -o p01.json5", "a case file elsewhere")])
  ) { arguments, console in
    let folder = URL(filePath: arguments.positional("FOLDER")!)
    let file = arguments["output"].map { URL(filePath: $0) } ?? folder.appending(path: "case.json5")
    return console.finish(
      try CaseTemplate.run(folder, to: file, overwrite: arguments.has("force"), progress: console.reporter),
      json: arguments.has("json"))
  }

  static let compare = Verb(
    command: Command(
      "compare", "two doses or two activities",
      discussion: """
        Mean difference, differences per region and the gamma index (Low et al. 1998, doi:10.1118/1.598248). The grids \
        may differ; the reference's grid carries the comparison.
        """,
      positionals: [
        .init("EVALUATED", "NIfTI, MetaImage, RT Dose, or a folder with one series"),
        .init("REFERENCE", "reference map"),
      ],
      options: [
        .value("structures", "s", "FILE", "RTSTRUCT, SEG or label image", completes: .files),
        .value("percent", nil, "P", "dose criterion, percent (3)"),
        .value("distance", nil, "MM", "distance criterion, mm (3)"),
        .flag("local", nil, "dose criterion relative to the local dose, not to the maximum"),
        .value("cutoff", nil, "F", "exclude voxels below this fraction of the maximum (0.1)"),
        .value(
          "map", "m", "FILE", "write the difference as NIfTI, the gamma index next to it", completes: .files),
      ] + Console.options,
      examples: [
        .init(
          "hepatica compare kernel.nii.gz monte-carlo.nii.gz --percent 2 --distance 2", "2 % / 2 mm, global"),
        .init("hepatica compare a.dcm b.dcm -s rs.dcm -m difference.nii.gz", "per structure, with a map"),
      ])
  ) { arguments, console in
    var criteria = Comparison.Criteria()
    criteria.percent = try arguments.positive("percent") ?? criteria.percent
    criteria.millimetres = try arguments.positive("distance") ?? criteria.millimetres
    criteria.cutoff = try arguments.number("cutoff") ?? criteria.cutoff
    criteria.isLocal = arguments.has("local")
    guard (0...1).contains(criteria.cutoff) else {
      throw Problem(.usage, what: "the cut-off is not in 0…1", at: "--cutoff")
    }
    let outcome = try Comparison.run(
      URL(filePath: arguments.positional("EVALUATED")!),
      with: URL(filePath: arguments.positional("REFERENCE")!),
      structures: arguments["structures"].map { URL(filePath: $0) }, criteria: criteria,
      map: arguments["map"].map { URL(filePath: $0) }, progress: console.reporter)
    return console.finish(outcome, json: arguments.has("json"))
  }

  static let demo = Verb(
    command: Command(
      "demo", "a digital patient from DICOM to report, or a synthetic trial",
      discussion: """
        Writes a digital patient (CT, Lu-177 SPECT at four times, contours, records) as DICOM, processes it \
        as any patient, and compares the results with the truth. demo trial FOLDER makes a trial of 26 patients and 4 cycles with known \
        truth in a registry, allocates, analyses and reports it.
        """,
      positionals: [
        .init("FOLDER", "where it goes, or the word trial", completes: .folders),
        .init("TRIAL-FOLDER", "where the trial goes (trial-demo)", .optional, completes: .folders),
      ], options: Console.options,
      examples: [
        .init("hepatica demo out/demo", "then open out/demo/results/report.html"),
        .init("hepatica demo trial out/trial", "then open out/trial/trial.html"),
      ])
  ) { arguments, console in
    let folder = arguments.demonstrationFolder
    Interruption.folders.withLock { $0.append(folder) }
    if arguments.isTrialDemonstration {
      return console.finish(
        try DemonstrationTrial.run(folder, progress: console.reporter), json: arguments.has("json"))
    }
    let outcome = try Demonstration.run(folder, progress: console.reporter)
    console.finishProgress()
    print(arguments.has("json") ? outcome.json : outcome.text)
    for note in outcome.review { console.say("to review: \(note)") }
    return .done
  }

  static let validate = Verb(
    command: Command(
      "validate", "compare with reference data",
      discussion: """
        Takes the digital patient without noise, blurring and motion through the whole path with local deposition, \
        whose truth is exact, and lists every region's time-integrated activity and dose with the truth. hepatica validate physics \
        FOLDER writes a report that compares stopping powers, attenuation, kernels and S values of the Monte Carlo \
        engine with ESTAR, XCOM and two reference codes.
        """,
      positionals: [
        .init(
          "FOLDER", "where the patient goes; physics FOLDER for the report on the physics", .atLeastOne,
          completes: .folders)
      ],
      options: [
        .value(
          "reference", nil, "FOLDER", "reference data instead of the built-in ones", completes: .folders
        ),
        .value("histories", "n", "N", "decays per simulated kernel (1000000)"),
      ] + Console.options,
      examples: [
        .init("hepatica validate out/validation", "all within 3 %"),
        .init("hepatica validate physics out/physics", "then open out/physics/physics.html"),
      ])
  ) { arguments, console in
    let words = arguments.positionals("FOLDER")
    let isPhysics = words.count == 2 && words[0] == "physics"
    guard words.count == 1 || isPhysics else {
      throw Problem(
        .usage, what: "one folder is needed", at: "hepatica validate",
        remedy: "hepatica validate FOLDER, or hepatica validate physics FOLDER")
    }
    let folder = URL(filePath: words.last!)
    Interruption.folders.withLock { $0.append(folder) }
    if isPhysics {
      let outcome = try PhysicsValidation.run(
        folder, reference: arguments["reference"].map { URL(filePath: $0) },
        histories: try arguments.positive("histories").map { Int(min($0, 1e10)) } ?? 1_000_000,
        progress: console.reporter)
      return console.finish(outcome, json: arguments.has("json"))
    }
    return console.finish(
      try Validation.patient(folder, progress: console.reporter), json: arguments.has("json"))
  }

  static let completion = Verb(
    command: Command(
      "completion", "completion script for a shell",
      positionals: [.init("SHELL", "bash, zsh or fish", completes: .words(Shell.allCases.map(\.rawValue)))],
      examples: [.init("source <(hepatica completion bash)", "completion in this shell")])
  ) { arguments, _ in
    guard let shell = Shell(rawValue: arguments.positional("SHELL")!) else {
      throw Problem(
        .usage, what: "this shell is not known", at: "hepatica completion", remedy: "bash, zsh or fish")
    }
    print(
      shell.completionScript(program: Program.name, commands: Program.verbs.map(\.command)), terminator: "")
    return .done
  }
}

extension Arguments {
  fileprivate var isTrialDemonstration: Bool { positional("FOLDER") == "trial" }

  /// `demo FOLDER`, or `demo trial [FOLDER]`.
  fileprivate var demonstrationFolder: URL {
    let name = isTrialDemonstration ? positional("TRIAL-FOLDER") ?? "trial-demo" : positional("FOLDER")!
    return URL(filePath: name)
  }
}
