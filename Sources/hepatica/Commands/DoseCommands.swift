import Arguments
import Diagnostics
import Documents
import Foundation

/// Absorbed dose: the engines, and Monte Carlo in parts.
extension Verb {
  static let dose = Verb(
    command: stepCommand(
      "dose", "time-integrated activity to absorbed dose",
      """
      Computes the absorbed dose per voxel with the engine of the case file or of --engine. auto takes Monte Carlo \
      where tissue is not uniform around the activity, else the kernel engine; all runs every engine and reports where \
      and why they disagree. An interrupted simulation resumes. --shard computes one shard of a simulation; \
      hepatica merge combines the shards, with the same bytes.
      """,
      options: engineOptions + [
        .value("shard", nil, "K/N", "only shard K of N; needs --histories or --uncertainty")
      ],
      examples: [
        .init("hepatica dose case.json5 --engine all", "every engine, and where they disagree"),
        .init("hepatica dose case.json5 --grid ct --crop Liver", "on the voxels of the CT, around the liver"),
        .init("hepatica dose case.json5 --shard 3/16 --histories 1e8", "one job of an array"),
      ])
  ) { arguments, console in
    let part = try arguments["shard"].map(ShardNumber.init)
    let journey = try journey(arguments, console) { arguments, therapy in
      try arguments.apply(to: &therapy.options)
      if part != nil, therapy.options.monteCarlo.seconds != nil {
        throw Problem(
          .usage, what: "a shard cannot stop by time", at: "--shard",
          why: "its content would depend on the machine", remedy: "give --histories or --uncertainty")
      }
    }
    let outcome = try part.map { try journey.shardOutcome($0) } ?? journey.take(.dose)
    return console.finish(outcome, json: arguments.has("json"))
  }

  static let merge = Verb(
    command: stepCommand(
      "merge", "merge simulation shards",
      """
      Combines the shards that hepatica dose --shard left: those of the work folder, or the files named. Give the \
      options that the shards were made with. The order does not matter, and a shard given twice counts once.
      """,
      positionals: [.init("PART", "tally files; default: those of the work folder", .many)],
      options: engineOptions + [.flag("partial", nil, "accept missing shards")],
      examples: [.init("hepatica merge case.json5 --histories 1e8", "all shards of the work folder")])
  ) { arguments, console in
    let journey = try journey(arguments, console) { arguments, therapy in
      try arguments.apply(to: &therapy.options)
    }
    let files = arguments.positionals("PART").map { URL(filePath: $0) }
    return console.finish(
      try journey.mergeOutcome(files, partial: arguments.has("partial")), json: arguments.has("json"))
  }

  /// How to compute the dose; each overrides the case file.
  static let engineOptions: [Command.Option] = [
    .value(
      "engine", "e", "NAME", "auto, monte-carlo, kernel, local or all; overrides the case file",
      completes: .words(Options.Engine.allCases.map(\.rawValue))),
    .value("uncertainty", "u", "F", "stop a simulation at this mean relative uncertainty, e.g. 0.01"),
    .value("histories", "n", "N", "stop a simulation after N histories"),
    .value("time", "t", "SECONDS", "stop a simulation after this time"),
    .value("checkpoint", nil, "SECONDS", "save the state of a simulation this often (60)"),
    .value("grid", nil, "VOXELS", "voxels of the dose: activity, ct, or their edge in mm"),
    .value(
      "crop", nil, "STRUCTURE", "dose only around this structure; activity beyond it still counts as source"
    ),
    .value("margin", nil, "MM", "around that structure (20)"),
    .value("seed", nil, "N", "seed of the random numbers (1)"),
    .value("threads", nil, "N", "threads to compute with; the result does not depend on it"),
  ]
}

extension Arguments {
  /// What the command line says about engines, into the options of a case.
  func apply(to options: inout Options) throws {
    if let engine: Options.Engine = try choice("engine") { options.engine = engine }
    let asked = (
      uncertainty: try positive("uncertainty"), histories: try positive("histories"),
      time: try positive("time")
    )
    if asked.uncertainty != nil || asked.histories != nil || asked.time != nil {
      options.monteCarlo.uncertainty = asked.uncertainty
      options.monteCarlo.histories = asked.histories.map { Int(min($0, 1e15)) }
      options.monteCarlo.seconds = asked.time
    }
    if let seconds = try positive("checkpoint") { options.monteCarlo.checkpointSeconds = seconds }
    try applyGrid(to: &options)
    if let seed = try positive("seed") { options.monteCarlo.seed = UInt64(min(seed, 1e15)) }
    if let threads = try positive("threads") {
      options.monteCarlo.threads = Int(min(threads, 1024).rounded(.up))
    }
  }

  private func applyGrid(to options: inout Options) throws {
    if let grid = self["grid"] {
      var choice = try DoseGridChoice(grid)
      if let known = options.doseGrid {
        (choice.crop, choice.margin, choice.surroundings) = (known.crop, known.margin, known.surroundings)
      }
      options.doseGrid = choice
    }
    let margin = try number("margin")
    guard self["crop"] != nil || margin != nil else { return }
    var choice = options.doseGrid ?? DoseGridChoice()
    choice.crop = self["crop"] ?? choice.crop
    choice.margin = margin ?? choice.margin
    guard choice.crop != nil, choice.margin >= 0 else {
      throw Problem(
        .usage, what: "a margin needs a structure to crop to, and is not negative", at: "--margin",
        remedy: "name the structure with --crop")
    }
    options.doseGrid = choice
  }

  /// An option's value as a number above zero.
  func positive(_ option: String) throws(Problem) -> Double? {
    guard let value = try number(option) else { return nil }
    guard value > 0 else { throw Problem(.usage, what: "must be above zero", at: "--\(option)") }
    return value
  }
}
