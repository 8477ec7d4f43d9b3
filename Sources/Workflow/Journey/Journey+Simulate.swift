import Diagnostics
import Documents
import DoseEngines
import Files
import Foundation
import Stages
import Volumes

// The Monte Carlo engine with files: checkpoints, parts of a job array, and putting them together.

extension Journey {
  private var simulation: MonteCarloOptions { therapy.options.monteCarlo }

  /// Simulates the whole case; goes on where an interrupted run stopped.
  package func simulated(
    _ decays: TimeIntegratedActivityVolume, in field: DoseField, _ options: DoseOptions
  ) throws -> DoseEngines.DoseCalculation {
    let place = try simulationFolder(decays, field.materials, options)
    let tally = try simulate(decays, field, options, part: nil, from: nil, in: place)
    let result = try engine(nil, field).dose(
      of: tally, decays, materials: field.materials, options: options)
    place.clean()
    return result
  }

  /// Simulates one part and leaves its tally in the work folder. A part that is there already is not done again; if more is
  /// asked of it now, it goes on from there.
  /// - Throws: `Problem` if a step before is missing; `.interrupted` if the task was cancelled.
  package func shard(_ part: ShardNumber) throws -> ShardRecord {
    let passage = try Passage(self, .read)
    let integrated = try passage.integrated()
    let input = try SimulationInput(integrated, doseField(integrated), self)
    let place = try simulationFolder(input.decays, input.materials, input.options)
    let file = place.finished(part)
    let known = try SimulationFolder.read(file)
    let tally = try simulate(input.decays, input.field, input.options, part: part, from: known, in: place)
    if known != tally {
      try writeAtomically(tally.data, to: file, over: .state)
      try? FileManager.default.removeItem(at: place.checkpoint(part))
    }
    return ShardRecord(
      part: part.number, parts: part.count, histories: tally.histories, file: file.path,
      wasThere: known == tally)
  }

  /// Puts the parts of the work folder, or those named, together and makes the dose of them.
  /// - Parameter partial: accepts missing parts; the uncertainty is then that of the parts that are there.
  func merge(_ files: [URL], partial: Bool, _ input: SimulationInput) throws -> EngineResults {
    let place = try simulationFolder(input.decays, input.materials, input.options)
    let parts = files.isEmpty ? place.parts.map(\.url) : files
    if files.isEmpty, !partial { try complete(place.parts.map(\.part), in: place) }
    let tally = try merged(parts, in: place)
    let result = try engine(nil, input.field).dose(
      of: tally, input.decays, materials: input.materials, options: input.options)
    return EngineResults(result)
  }

  private func simulationFolder(
    _ decays: TimeIntegratedActivityVolume, _ materials: MaterialMap?, _ options: DoseOptions
  ) throws -> SimulationFolder {
    try SimulationFolder(folder, key: SimulationFolder.key(decays, materials, options, simulation))
  }

  private func simulate(
    _ decays: TimeIntegratedActivityVolume, _ field: DoseField, _ options: DoseOptions,
    part: ShardNumber?, from finished: MonteCarloTally?, in place: SimulationFolder
  ) throws -> MonteCarloTally {
    let file = place.checkpoint(part)
    let state = try finished ?? SimulationFolder.read(file)
    do {
      return try Surroundings.current.cancellation.savingState {
        try engine(part, field).simulate(
          decays, materials: field.materials, options: options, resuming: state,
          every: simulation.checkpointSeconds,
          checkpoint: { try writeAtomically($0.data, to: file, over: .state) },
          progress: progress)
      }
    } catch let problem as Problem where problem.kind == .interrupted {
      throw interrupted(try SimulationFolder.read(file), part)
    }
  }

  /// The engine, and where its noise counts: a name is that of a region of the report, of a structure, or of a tissue.
  private func engine(_ part: ShardNumber?, _ field: DoseField) -> MonteCarlo {
    var engine = simulation.engine(part?.shard ?? .whole)
    engine.judged = simulation.parts.map { name in
      let region = field.regions.first { $0.name == name }?.region ?? field.structures.called(name)?.region
      return DosePart(name, region: region)
    }
    return engine
  }

  private func interrupted(_ state: MonteCarloTally?, _ part: ShardNumber?) -> Problem {
    let what = part.map { "shard \($0.number) of \($0.count)" } ?? "the simulation"
    guard let state else {
      return Problem(
        .interrupted, what: "\(what) was interrupted before the first histories were done",
        remedy: "give the same command again")
    }
    return Problem(
      .interrupted, what: "\(what) was interrupted; \(state.histories) histories are saved",
      why: "no dose was written",
      remedy: "give the same command again: it resumes from there, with the same bytes")
  }

  /// - Throws: `Problem` naming the parts that are not there.
  private func complete(_ parts: [ShardNumber], in place: SimulationFolder) throws {
    guard let count = parts.first?.count else {
      throw Problem(
        .inputMissing, what: "there is no finished shard of this simulation", at: place.url.path,
        why: "shards belong to the same time-integrated activity, CT and options",
        remedy: "run hepatica dose --shard 1/16 and so on first")
    }
    guard parts.allSatisfy({ $0.count == count }) else {
      throw Problem(
        .dataRejected, what: "shards of several divisions are here", at: place.url.path,
        why: "1/4 and 1/16 contain the same histories", remedy: "keep the files of one division")
    }
    let missing = Set(1...count).subtracting(parts.map(\.number)).sorted()
    guard missing.isEmpty else {
      throw Problem(
        .inputMissing,
        what: "shards \(missing.map(String.init).joined(separator: ", ")) of \(count) are missing",
        at: place.url.path, why: "the result would have a larger uncertainty than requested",
        remedy: "run them, or merge what is there with --partial")
    }
  }

  private func merged(_ files: [URL], in place: SimulationFolder) throws -> MonteCarloTally {
    var whole: MonteCarloTally?
    for file in files {
      try mustBeFile(file.path, called: "part")
      guard let tally = try SimulationFolder.read(file) else {
        throw Problem(.inputMissing, what: "the part does not exist", at: file.path, remedy: "check the path")
      }
      // The same part given twice is one part.
      if let known = whole,
        tally.batches.allSatisfy({ range in known.batches.contains { $0.contains(range) } }),
        tally.fingerprint == known.fingerprint
      {
        continue
      }
      whole = try whole?.merged(with: tally) ?? tally
    }
    guard let whole else {
      throw Problem(.inputMissing, what: "no shard was given", at: place.url.path)
    }
    return whole
  }
}

/// What a simulation follows.
struct SimulationInput {
  let decays: TimeIntegratedActivityVolume
  let field: DoseField
  var materials: MaterialMap? { field.materials }
  let options: DoseOptions

  init(_ integrated: Integrated, _ field: DoseField, _ journey: Journey) throws {
    (decays, self.field) = (integrated.integration.decays, field)
    options = try journey.doseOptions(field.grid)
  }
}

extension Range where Bound == Int {
  fileprivate func contains(_ other: Range) -> Bool { clamped(to: other) == other }
}

package struct ShardRecord: Encodable {
  var hepatica = 1
  var part, parts, histories: Int
  var file: String
  var wasThere: Bool

  package var text: String {
    let done = wasThere ? "was there already" : "done"
    return "shard \(part) of \(parts) \(done): \(histories) histories\n\(file)"
  }
}
