import Arguments
import Diagnostics
import Documents

extension Options.Engine: ChoiceValue {}

/// When a simulation stops. Each that is given overrides the case file; all that are given hold.
struct StopFields: SharedFields {
  var uncertainty: Fraction?
  var histories: Int?
  var time: Double?

  static var fields: [Field<Self>] {
    Field.option(
      \.uncertainty, "uncertainty", "u", "F",
      "stop a simulation at this mean relative uncertainty, such as 0.01 or 1%",
      in: .within(MonteCarloOptions.goals),
      fallback: "0.01, if neither --histories nor --time is given")
    Field.option(
      \.histories, "histories", "n", "N", "stop a simulation after N histories",
      in: .within(MonteCarloOptions.mostHistories))
    Field.option(\.time, "time", "t", "SECONDS", "stop a simulation after this time", in: .aboveZero)
  }

  func apply(to simulation: inout MonteCarloOptions) {
    guard uncertainty != nil || histories != nil || time != nil else { return }
    (simulation.uncertainty, simulation.histories, simulation.seconds) = (uncertainty?.value, histories, time)
  }
}

/// Random numbers and threads.
struct MachineFields: SharedFields {
  var seed: Int?
  var threads: Int?

  static var fields: [Field<Self>] {
    Field.option(
      \.seed, "seed", nil, "N", "seed of the random numbers", in: .within(MonteCarloOptions.seeds),
      fallback: "1")
    Field.option(
      \.threads, "threads", nil, "N", "threads to compute with; the result does not depend on it",
      in: .within(MonteCarloOptions.threadCounts), fallback: "one per core")
  }

  func apply(to simulation: inout MonteCarloOptions) {
    if let seed { simulation.seed = UInt64(seed) }
    simulation.threads = threads ?? simulation.threads
  }
}

/// How to compute the dose; each overrides the case file.
struct EngineFields: SharedFields {
  var engine: Options.Engine?
  var stop = StopFields()
  var checkpoint: Double?
  var grid: String?
  var crop: String?
  var margin: Double?
  var machine = MachineFields()

  static var fields: [Field<Self>] {
    Field.option(
      \.engine, "engine", "e", "NAME", "\(Options.Engine.words); overrides the case file",
      fallback: "that of the case file, or auto")
    \.stop
    Field.option(
      \.checkpoint, "checkpoint", nil, "SECONDS", "save the state of a simulation this often", in: .aboveZero,
      fallback: "60")
    Field.option(
      \.grid, "grid", nil, "VOXELS", "voxels of the dose: activity, ct, or their edge in mm",
      fallback: "activity", completes: .words(["activity", "ct"]))
    Field.option(
      \.crop, "crop", nil, "STRUCTURE",
      "the dose only around this structure; activity outside it still counts as source")
    Field.option(
      \.margin, "margin", nil, "MM", "around that structure", in: .within(DoseGridChoice.margins),
      fallback: "20")
    \.machine
  }

  func apply(to options: inout Options) throws {
    options.engine = engine ?? options.engine
    stop.apply(to: &options.monteCarlo)
    if let checkpoint { options.monteCarlo.checkpointSeconds = checkpoint }
    machine.apply(to: &options.monteCarlo)
    if let grid {
      var choice = try DoseGridChoice(grid)
      if let known = options.doseGrid {
        (choice.crop, choice.margin, choice.surroundings) = (known.crop, known.margin, known.surroundings)
      }
      options.doseGrid = choice
    }
    try applyCrop(to: &options)
  }

  private func applyCrop(to options: inout Options) throws {
    guard crop != nil || margin != nil else { return }
    var choice = options.doseGrid ?? DoseGridChoice()
    choice.crop = crop ?? choice.crop
    choice.margin = margin ?? choice.margin
    guard choice.crop != nil else {
      throw Problem(
        .usage, what: "a margin needs a structure to crop to", at: "--margin",
        remedy: "name the structure with --crop")
    }
    options.doseGrid = choice
  }
}
