import Diagnostics
import Fixtures
import Foundation
@testable import ImageFiles
import Stages
import Testing
import Volumes

@testable import Documents
@testable import Workflow

@Suite struct MonteCarloOptionTests {
  @Test(arguments: [("1/1", 1, 1), ("3/16", 3, 16), ("16/16", 16, 16)])
  func parts(_ text: String, _ number: Int, _ count: Int) throws {
    let part = try ShardNumber(text)
    #expect(part.number == number && part.count == count && part.shard.index == number - 1)
  }

  @Test(arguments: ["", "3", "0/16", "17/16", "a/b", "3/16/2", "-1/4", "1/100000"])
  func noParts(_ text: String) {
    let problem = #expect(throws: Problem.self) { try ShardNumber(text) }
    #expect(problem?.kind == .usage && problem?.remedy.contains("3/16") == true)
  }

  @Test func defaultStopsAtOnePercent() {
    var options = MonteCarloOptions()
    #expect(options.stop.uncertainty == 0.01 && options.stop.histories == nil)
    options.histories = 1000
    #expect(options.stop.uncertainty == nil && options.stop.histories == 1000)
  }
}

/// A small case of decays that were entered: every way to simulate it gives the same bytes.
@Suite(.serialized) struct MonteCarloJourneyTests {
  /// 13³ voxels of 4 mm, a ball of Lu-177 in the middle.
  static func journey(_ folder: URL, engine: String = "monte-carlo", histories: Int = 60_000) throws
    -> Journey
  {
    let grid = try Grid(size: GridSize(13, 13, 13), spacing: Vector3(repeating: 4), frameOfReference: "1.2.3")
    var values = Volume<Float>(grid: grid, repeating: 0)
    for k in 4...8 { for j in 4...8 { for i in 4...8 { values[i, j, k] = 1e9 } } }
    try ImageFiles.write(values, folder.appending(path: "decays.nii.gz").path)
    let therapy = try CaseFile.parse(
      text(engine: engine, histories: histories), at: folder.appending(path: "case.json5"))
    let journey = try Journey(therapy, folder: WorkFolder(folder.appending(path: "results")))
    _ = try journey.take(.integrate)
    return journey
  }

  static func text(engine: String, histories: Int) -> String {
    """
    { hepatica: 1, patient: { pseudonym: "X" }, therapy: { kind: "PRRT", nuclide: "Lu-177" },
      enter: { timeIntegratedActivity: { path: "decays.nii.gz", unit: "Bq·s/mL" } },
      options: { engine: "\(engine)", monteCarlo: { histories: \(histories), mode: "analogue" } } }
    """
  }

  static func dose(_ folder: URL) throws -> (Data, Data) {
    let results = folder.appending(path: "results")
    return (
      try Data(contentsOf: results.appending(path: "dose.nii.gz")),
      try Data(contentsOf: results.appending(path: "dose-sigma.nii.gz"))
    )
  }

  @Test func partsMergeToTheBytesOfTheWhole() throws {
    try JourneyTests.inFolder { folder in
      let journey = try Self.journey(folder)
      _ = try journey.take(.dose)
      let whole = try Self.dose(folder)
      let missing = #expect(throws: Problem.self) { try journey.mergeOutcome([], partial: false) }
      #expect(missing?.kind == .inputMissing)
      for number in [3, 1, 2] {
        let first = try journey.shardOutcome(ShardNumber("\(number)/3"))
        #expect(first.text.contains("done"))
        if number == 3 {
          let problem = #expect(throws: Problem.self) { try journey.mergeOutcome([], partial: false) }
          #expect(problem?.what.contains("1, 2 of 3") == true)
        }
      }
      #expect(try journey.shardOutcome(ShardNumber("2/3")).text.contains("was there already"))
      _ = try journey.mergeOutcome([], partial: false)
      #expect(try Self.dose(folder) == whole)
      // More histories of the same parts: they go on.
      let more = try Self.journey(folder, histories: 90_000)
      for number in 1...3 {
        #expect(!(try more.shardOutcome(ShardNumber("\(number)/3")).text.contains("was there already")))
      }
      _ = try more.mergeOutcome([], partial: false)
      let merged = try Self.dose(folder)
      _ = try more.take(.dose)
      #expect(try Self.dose(folder) == merged && merged != whole)
    }
  }

  @Test func allEnginesAreComparedAndWritten() throws {
    try JourneyTests.inFolder { folder in
      let outcome = try Self.journey(folder, engine: "all").take(.dose)
      #expect(outcome.text.contains("voxel kernel against Monte Carlo"))
      for name in [
        "dose.nii.gz", "dose-sigma.nii.gz", "dose-voxel_kernel.nii.gz", "dose-local_deposition.nii.gz",
        "difference-voxel_kernel.nii.gz", "engines.json",
      ] {
        #expect(
          FileManager.default.fileExists(atPath: folder.appending(path: "results/\(name)").path), "\(name)")
      }
      // Uniform water: the kernel is right, within noise and 2 % of S values.
      let records = try #require(
        JSONSerialization.jsonObject(
          with: Data(contentsOf: folder.appending(path: "results/engines.json"))) as? [String: Any])
      let engines = try #require(records["engines"] as? [[String: Any]])
      let places = try #require(engines[0]["places"] as? [[String: Any]])
      for place in places {
        let (a, b) = (place["evaluated"] as! Double, place["reference"] as! Double)
        #expect(abs(a / b - 1) < 0.03)
      }
    }
  }
}
