@testable import Arguments
import Diagnostics
import Files
import Fixtures
import Foundation
@testable import ImageFiles
import Testing
import Volumes

@testable import Documents
@testable import Operations

/// No operation replaces a file that it did not write, or one of its inputs; with force each is named.
@Suite struct ExistingFileTests {
  static func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  static func operation(_ words: [String]) throws -> any Operations.Operation {
    let two = words.prefix(2).joined(separator: " ")
    let kind = try #require(
      OperationCatalogue.all.first { $0.about.name == two }
        ?? OperationCatalogue.all.first { $0.about.name == words[0] })
    return try kind.parse(kind.command.parse(Array(words.dropFirst(kind.command.verb == nil ? 1 : 2))))
  }

  /// The texts of an operation that is run in a folder.
  static func run(_ words: [String], in folder: URL, force: Bool = false) throws -> (
    text: String, replaced: [String]
  ) {
    var context = Context(folder: folder)
    context.isForced = force
    return try perform(operation(words), context)
  }

  private static func perform(_ operation: some Operations.Operation, _ context: Context) throws -> (
    String, [String]
  ) {
    let done = try context.perform(operation)
    return (done.answer.text, done.replaced)
  }

  static let mine = "{ my: \"work\" }\n"

  /// Each operation that writes something small, and a file of the user's that is in the way.
  @Test(arguments: [
    (["demo", "out"], "out/case.json5"), (["demo", "out"], "out/calibration.json5"),
    (["demo", "out"], "out/results/report.html"), (["validate", "out"], "out/case.json5"),
    (["demo", "trial", "out"], "out/protocol.json5"), (["demo", "trial", "out"], "out/allocation.key"),
    (["demo", "trial", "out"], "out/trial.html"), (["validate", "physics", "out"], "out/physics.json"),
    (["init", "images"], "images/case.json5"), (["init", "images", "-o", "mine.json5"], "mine.json5"),
    (["plan", "mine.json5", "--template", "tare"], "mine.json5"),
    (["burden", "mine.json5", "--template"], "mine.json5"),
    (["trial", "init", "mine.json5"], "mine.json5"),
    (["registry", "export", "r.sqlite", "out"], "out/patients.csv"),
    (["registry", "export", "r.sqlite", "out"], "out/dictionary.csv"),
    (["registry", "export", "r.sqlite", "mine.json", "--as", "fhir"], "mine.json"),
    (["registry", "export", "r.sqlite", "out", "--as", "cohort"], "out/patients.csv"),
    (["registry", "backup", "r.sqlite", "mine.backup"], "mine.backup"),
    (["compare", "a.nii", "b.nii", "-m", "mine.nii.gz"], "mine.nii.gz"),
    (["compare", "a.nii", "b.nii", "-m", "mine.nii.gz"], "mine-gamma.nii.gz"),
    (["manual", "man", "out"], "out/hepatica-run.1"),
  ])
  func aFileOfSomebodyElseStays(_ words: [String], _ name: String) throws {
    try Self.inFolder { folder in
      try Self.prepare(folder)
      let file = folder.appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Self.mine.write(to: file, atomically: false, encoding: .utf8)
      let error = #expect(throws: (any Error).self) { try Self.run(words, in: folder) }
      #expect(ErrorReport(error!).status == .cannotCreate, "\(error!)")
      #expect("\(error!)".contains(file.lastPathComponent))
      #expect(try String(contentsOf: file, encoding: .utf8) == Self.mine)
    }
  }

  /// An empty registry, an empty folder of images and two maps.
  private static func prepare(_ folder: URL) throws {
    try FileManager.default.createDirectory(
      at: folder.appending(path: "images"), withIntermediateDirectories: true)
    _ = try run(["registry", "init", "r.sqlite"], in: folder)
    let grid = try Grid(size: GridSize(3, 3, 3), spacing: Vector3(repeating: 4), frameOfReference: "1.2")
    for (name, value) in [("a.nii", Float(1)), ("b.nii", 1.1)] {
      try ImageFiles.write(Volume<Float>(grid: grid, repeating: value), folder.appending(path: name).path)
    }
  }

  /// What a step left and somebody changed is damaged data, whoever comes upon it; a file of the user's is in the way.
  @Test func aDamagedResultIsRefusedAsSuch() throws {
    try Self.inFolder { folder in
      let results = folder.appending(path: "results")
      try FileManager.default.createDirectory(at: results, withIntermediateDirectories: true)
      let dose = results.appending(path: "dose.json"), mine = results.appending(path: "report.json")
      for url in [dose, mine] { try "{}".write(to: url, atomically: false, encoding: .utf8) }
      let sources = StepSources(program: "x", data: [:], options: [:], inputs: [], records: [:])
      var custody = Custody(new: results)
      try custody.keep(
        StepRecord(
          sources: sources, commanded: [], files: ["dose.json": sha256(Array("as written".utf8))], review: []),
        of: .dose)
      for words in [["run", "case.json5"], ["run", "case.json5", "--fresh"], ["dose", "case.json5"]] {
        let error = #expect(throws: (any Error).self) { try Self.run(words, in: folder) }
        let problems = (error as? Problems)?.all ?? []
        let damaged = problems.first { $0.location == dose.path }
        #expect(damaged?.kind == .dataRejected && damaged?.what.contains("dose wrote") == true, "\(error!)")
        #expect(damaged?.remedy.contains("hepatica dose CASE --force") == true)
        guard words[0] == "run" else { continue }
        #expect(problems.first { $0.location == mine.path }?.kind == .cannotCreate)
      }
      try FileManager.default.removeItem(at: mine)
      let error = #expect(throws: (any Error).self) { try Self.run(["run", "case.json5"], in: folder) }
      #expect(ErrorReport(error!).status == .dataRejected)
    }
  }

  @Test(arguments: [false, true]) func anInputIsNeverReplaced(_ force: Bool) throws {
    try Self.inFolder { folder in
      try Self.prepare(folder)
      let before = try Data(contentsOf: folder.appending(path: "b.nii"))
      try FileManager.default.createSymbolicLink(
        at: folder.appending(path: "link.nii"), withDestinationURL: folder.appending(path: "b.nii"))
      for name in ["b.nii", "./images/../b.nii", "link.nii"] {
        let error = #expect(throws: (any Error).self) {
          try Self.run(["compare", "a.nii", "b.nii", "-m", name], in: folder, force: force)
        }
        #expect(ErrorReport(error!).status == .cannotCreate && "\(error!)".contains("input"))
      }
      #expect(try Data(contentsOf: folder.appending(path: "b.nii")) == before)
    }
  }

  @Test func ownResultsAreReplacedUntilSomebodyEditsThem() throws {
    try Self.inFolder { folder in
      try Self.prepare(folder)
      let words = ["compare", "a.nii", "b.nii", "-m", "d.nii.gz"]
      _ = try Self.run(words, in: folder)
      #expect(try Self.run(words, in: folder).replaced.isEmpty)
      _ = try Self.run(["compare", "b.nii", "a.nii", "-m", "d.nii.gz"], in: folder)
      // A copy of the folder knows its results too.
      let copy = folder.deletingLastPathComponent().appending(path: folder.lastPathComponent + "-copy")
      defer { try? FileManager.default.removeItem(at: copy) }
      try FileManager.default.copyItem(at: folder, to: copy)
      _ = try Self.run(words, in: copy)
      try "edited".write(to: folder.appending(path: "d.nii.gz"), atomically: false, encoding: .utf8)
      let error = #expect(throws: (any Error).self) { try Self.run(words, in: folder) }
      #expect("\(error!)".contains("changed after"))
    }
  }

  @Test func forceNamesWhatItReplaces() throws {
    try Self.inFolder { folder in
      let file = folder.appending(path: "plan.json5")
      try Self.mine.write(to: file, atomically: false, encoding: .utf8)
      let done = try Self.run(["plan", "plan.json5", "--template", "prrt"], in: folder, force: true)
      #expect(done.replaced == [file.path])
      #expect(try String(contentsOf: file, encoding: .utf8).contains("prrt"))
      // Now it is a result, and nothing needs to be forced.
      #expect(try Self.run(["plan", "plan.json5", "--template", "tare"], in: folder).replaced.isEmpty)
    }
  }

  /// Rows are added to the user's own table.
  @Test func aTableOfLesionsIsTheUsers() throws {
    let operation = try Self.operation(["measure", "s", "-p", "P", "-d", "2026-03-02", "-t", "mine.csv"])
    #expect(operation.outputFiles(in: Context()).isEmpty)
    #expect((operation as? MeasureOperation)?.paths(.edited) == ["mine.csv"])
  }
}
