import Arguments
import Diagnostics
import Files
import Fixtures
import Foundation
@testable import ImageFiles
import Synchronization
import Testing
import Volumes

@testable import Operations

/// Operations that are run and ended by a context, as a server does it.
@Suite(.serialized) struct PerformingTests {
  /// 13³ voxels of 4 mm, a ball of Lu-177 in the middle; more histories than anybody waits for.
  private static func write(_ folder: URL, histories: Int) throws {
    let grid = try Grid(size: GridSize(13, 13, 13), spacing: Vector3(repeating: 4), frameOfReference: "1.2.3")
    var values = Volume<Float>(grid: grid, repeating: 0)
    for k in 4...8 { for j in 4...8 { for i in 4...8 { values[i, j, k] = 1e9 } } }
    try ImageFiles.write(values, folder.appending(path: "decays.nii.gz").path)
    let text = """
      { hepatica: 1, patient: { pseudonym: "X" }, therapy: { kind: "PRRT", nuclide: "Lu-177" },
        enter: { timeIntegratedActivity: { path: "decays.nii.gz", unit: "Bq·s/mL" } },
        options: { engine: "monte-carlo", monteCarlo: { histories: \(histories), mode: "analogue" } } }
      """
    try text.write(to: folder.appending(path: "case.json5"), atomically: false, encoding: .utf8)
  }

  private static func files(_ folder: URL) -> [String] {
    let walker = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (walker?.allObjects as? [URL] ?? []).map(\.lastPathComponent)
  }

  private static func dose() throws -> DoseOperation {
    try #require(
      ExistingFileTests.operation(["dose", "case.json5", "--checkpoint", "0.01"]) as? DoseOperation)
  }

  @Test func cancellingTheTaskOfASimulationLeavesAStateAndNothingHalfWritten() async throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try Self.write(folder, histories: 1_000_000_000)
    _ = try ExistingFileTests.run(["integrate", "case.json5"], in: folder)
    let isSimulating = Mutex(false)
    let context = Context(
      progress: { _, text in if text.contains("histories") { isSimulating.withLock { $0 = true } } },
      folder: folder)
    let operation = try Self.dose()
    let task = Task { try await context.perform(operation) }
    while !isSimulating.withLock({ $0 }) || !Self.files(folder).contains("checkpoint.tally") {
      try await Task.sleep(for: .milliseconds(5))
    }
    task.cancel()
    let problem = await #expect(throws: Problem.self) { try await task.value }
    #expect(problem?.kind == .interrupted && problem?.what.contains("histories are saved") == true)
    let left = Self.files(folder)
    #expect(!left.contains("dose.nii.gz") && left.contains("checkpoint.tally"))
    #expect(!left.contains { $0.wholeMatch(of: /\.\d+-\d+-.*/) != nil })
    // A context is for one operation: once cancelled, nothing more is done in it.
    #expect(throws: Problem.self) { try context.perform(operation) }
  }

  @Test func cancellingOneOperationLeavesAnotherAlone() throws {
    try ExistingFileTests.inFolder { folder in
      let cancelled = Context(folder: folder), other = Context(folder: folder)
      cancelled.cancellation.request()
      let template = try #require(
        ExistingFileTests.operation(["plan", "p.json5", "--template", "tare"]) as? PlanOperation)
      let problem = #expect(throws: Problem.self) { try cancelled.perform(template) }
      #expect(problem?.kind == .interrupted && Self.files(folder).isEmpty)
      _ = try other.perform(template)
      #expect(Self.files(folder).contains("p.json5"))
    }
  }

  /// Work that cannot save a state ends before the next file that it would write.
  @Test func anOperationThatIsCancelledWhileItWorksWritesNothingMore() throws {
    try ExistingFileTests.inFolder { folder in
      let grid = try Grid(size: GridSize(3, 3, 3), spacing: Vector3(repeating: 4), frameOfReference: "1.2")
      for (name, value) in [("a.nii", Float(1)), ("b.nii", 1.1)] {
        try ImageFiles.write(Volume<Float>(grid: grid, repeating: value), folder.appending(path: name).path)
      }
      let before = Set(Self.files(folder))
      let cancellation = Cancellation()
      let context = Context(
        progress: { _, _ in cancellation.request() }, cancellation: cancellation, folder: folder)
      let words = ["compare", "a.nii", "b.nii", "-m", "d.nii.gz"]
      let compare = try #require(ExistingFileTests.operation(words) as? CompareOperation)
      let problem = #expect(throws: Problem.self) { try context.perform(compare) }
      #expect(problem?.kind == .interrupted)
      #expect(Set(Self.files(folder)) == before)
    }
  }

  @Test func theClockAndTheEnvironmentAreThoseOfTheContext() throws {
    try ExistingFileTests.inFolder { folder in
      let cache = folder.appending(path: "cache")
      let context = Context(
        now: { Date(timeIntervalSince1970: 0) },
        environment: { $0 == "XDG_CACHE_HOME" ? cache.path : nil }, folder: folder)
      let kernel = try #require(
        ExistingFileTests.operation(["kernel", "Lu-177", "-n", "200", "--threads", "1"]) as? KernelOperation)
      _ = try context.perform(kernel)
      #expect(FileManager.default.fileExists(atPath: cache.appending(path: "hepatica/kernels").path))
    }
  }

  /// The sequence that `hepatica registry --help` shows, as it is shown.
  @Test func theSequenceOfTheRegistryHelpWorks() throws {
    try ExistingFileTests.inFolder { folder in
      try FileManager.default.createDirectory(
        at: folder.appending(path: "results"), withIntermediateDirectories: true)
      try Self.report.write(
        to: folder.appending(path: "results/report.json"), atomically: false, encoding: .utf8)
      for step in OperationFamily.registrySteps {
        let words = step.line.split(separator: " ").dropFirst().map(String.init)
        #expect(throws: Never.self, "\(step.line)") { try ExistingFileTests.run(words, in: folder) }
      }
      #expect(FileManager.default.fileExists(atPath: folder.appending(path: "out/P01/ledger.html").path))
    }
  }

  private static let report = """
    { "schema": "hepatica.report/1",
      "header": { "pseudonym": "P01", "therapy": "PRRT Lu-177-DOTATATE", "cycle": "cycle 1 of 4", "softwareVersion": "0.1", "created": "2026-03-09T10:00:00Z" },
      "administrations": [{ "product": "Lu-177-DOTATATE", "net": { "value": 7250000000, "unit": "Bq", "u": 50000000 }, "route": "intravenous", "start": "2026-03-02T09:30:00" }],
      "structures": [{ "name": "Liver", "role": "liver" }],
      "summaries": [{ "nuclide": "Lu-177", "engine": "voxel kernel", "regions": [
        { "region": "Liver", "definition": "Liver as contoured", "mean": { "value": 3, "unit": "Gy", "u": null } } ] }] }
    """

  /// Keys that the schema promises in each result.
  @Test(arguments: [
    ["registry", "init", "new.sqlite"], ["registry", "dictionary"], ["registry", "schema"], ["version"],
    ["completion", "zsh"], ["manual", "man", "man1"], ["audit", "verify", "r.sqlite"],
    ["registry", "export", "r.sqlite", "out"],
    ["registry", "add", "r.sqlite", "sites", "id=A", "name=A", "--by", "a", "--why", "b"],
    ["init", "."], ["trial", "init", "p.json5"],
  ])
  func theResultFitsItsSchema(_ words: [String]) throws {
    try ExistingFileTests.inFolder { folder in
      if words.contains("r.sqlite") {
        _ = try ExistingFileTests.run(["registry", "init", "r.sqlite"], in: folder)
      }
      let operation = try ExistingFileTests.operation(words)
      let (json, schema) = try Self.answer(operation, Context(folder: folder))
      let object = try #require(JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
      #expect(object["hepatica"] as? Int == 1)
      #expect(words[0] == "schema" || schema.departures(of: json) == [])
      #expect(schema.departures(of: json.replacing("\"hepatica\"", with: "\"other\"")) != [])
    }
  }

  private static func answer<O: Operations.Operation>(_ operation: O, _ context: Context) throws -> (
    String, JSON
  ) {
    let shape = AnswerShape.of(operation: O.about.name)
    return (try context.perform(operation).answer.json, shape.schema(title: "", description: ""))
  }
}
