import Diagnostics
import Fixtures
import Foundation
@testable import ImageFiles
@testable import Intake
import Stages
import Testing
import Volumes

@testable import Quantities
@testable import Studies
@testable import Workflow

/// A segmenter by the contract: a shell script that copies a prepared label image.
@Suite struct SegmentationTests {
  private struct Bench {
    let folder: URL
    var grid: Grid { SegmentationTests.grid }

    init() throws {
      folder = try Fixtures.temporaryFolder()
      let start = DateTime(iso8601: "2026-03-02T10:00:00")!
      let context = WriteContext(study: "2.25.1", frameOfReference: "2.25.2", patient: "P1", studyTime: start)
      try DICOMWriter.writeCT(
        Volume(grid: SegmentationTests.grid, repeating: Float(60)), context, to: folder.appending(path: "ct"))
    }

    /// - Parameter body: shell, with the two files as `$1` and `$2`.
    func program(_ body: String, version: String = "echo 'Prepared 1.2'") throws -> String {
      let url = folder.appending(path: "segmenter.sh")
      try "#!/bin/sh\nif [ \"$1\" = --version ]; then \(version); exit; fi\n\(body)\n".write(
        to: url, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: url.path)
      return url.path
    }

    func labels(_ grid: Grid? = nil, _ paint: (inout Volume<Float>) -> Void) throws -> String {
      var values = Volume<Float>(grid: grid ?? self.grid, repeating: 0)
      paint(&values)
      let url = folder.appending(path: "prepared.nii.gz")
      try ImageFiles.write(values, url.path)
      return url.path
    }

    func run(_ program: String, _ change: (inout SegmentationJob) -> Void = { _ in }) throws -> Outcome {
      var job = SegmentationJob(
        image: folder.appending(path: "ct"), output: folder.appending(path: "out"), command: [program])
      change(&job)
      return try job.run { _, _ in }
    }
  }

  static let grid = try! Grid(
    size: GridSize(20, 20, 12), spacing: Vector3(10, 10, 10), origin: Vector3(-95, -95, 0),
    frameOfReference: "2.25.2")

  private static func block(
    _ values: inout Volume<Float>, _ label: Float, _ x: Range<Int>, _ y: Range<Int>, _ z: Range<Int>
  ) {
    for k in z { for j in y { for i in x { values[i, j, k] = label } } }
  }

  @Test func proposalsKeepWhoMadeThemAndHowTheyLook() throws {
    let bench = try Bench()
    let prepared = try bench.labels { values in
      Self.block(&values, 5, 2..<14, 4..<16, 2..<10)
      Self.block(&values, 3, 16..<20, 4..<10, 2..<8)
      Self.block(&values, 3, 16..<18, 14..<16, 2..<4)
      Self.block(&values, 90, 0..<1, 0..<1, 0..<1)
    }
    let program = try bench.program(
      "cp \(prepared) \"$2\"; echo '{\"5\": \"liver\", \"3\": \"kidney_left\", \"90\": \"brain\"}' > \"${2%.nii.gz}.json\""
    )
    let outcome = try bench.run(program)
    let file = bench.folder.appending(path: "out/structures.nii.gz")
    let proposal = try #require(try SegmentProposal.read(of: file.path))
    #expect(proposal.program.name == "Prepared 1.2" && proposal.program.sha256.count == 64)
    #expect(proposal.parts.map(\.name) == ["kidney_left", "liver"], "brain plays no role in a liver")
    let (kidney, liver) = (proposal.parts[0], proposal.parts[1])
    #expect(abs(liver.volumeMl - 1152) < 1e-6 && liver.role == .liver && liver.meanHU == 60)
    #expect(!liver.touchesEdge && liver.pieces == 1 && liver.remarks.isEmpty)
    #expect(kidney.touchesEdge && kidney.pieces == 2 && abs(kidney.largestPiece - 144.0 / 152) < 1e-9)
    #expect(
      kidney.remarks.contains { $0.contains("edge") } && kidney.remarks.contains { $0.contains("pieces") })
    #expect(outcome.review.first?.contains("confirm") == true)
    let listed = try StructureReader.list(file.path)
    #expect(Set(listed.map(\.name)) == ["liver", "kidney_left"])
    _ = try SegmentProposalConfirmation.run(file, by: "mp1", at: Date(timeIntervalSince1970: 0))
    #expect(try SegmentProposal.read(of: file.path)?.doubt(on: file.path) == nil)
  }

  @Test func namesComeFromTheNamedMapOrNowhere() throws {
    let bench = try Bench()
    let prepared = try bench.labels { Self.block(&$0, 5, 2..<14, 4..<16, 2..<10) }
    let program = try bench.program("cp \(prepared) \"$2\"")
    #expect(throws: Problem.self, "a number without a name") { try bench.run(program) }
    _ = try bench.run(program) { $0.classes = "TotalSegmentator 2 total" }
    let file = bench.folder.appending(path: "out/structures.nii.gz").path
    #expect(try SegmentProposal.read(of: file)?.parts.map(\.name) == ["liver"])
    #expect(throws: Problem.self, "a label that the map has not") {
      try bench.run(program) { $0.classes = "TotalSegmentator 2 liver_lesions" }
    }
  }

  @Test func whatBreaksTheContractIsSaid() throws {
    let bench = try Bench()
    let elsewhere = try bench.labels(
      Grid(size: GridSize(20, 20, 12), spacing: Vector3(10, 10, 10), origin: Vector3(-90, -95, 0))
    ) { Self.block(&$0, 5, 2..<14, 4..<16, 2..<10) }
    let bodies = [
      "exit 3", "echo 'out of memory' >&2; exit 1", "true", "cp \(elsewhere) \"$2\"",
      "echo no image > \"$2\"",
    ]
    for body in bodies {
      let program = try bench.program(body)
      #expect(throws: Problem.self, "\(body)") {
        try bench.run(program) { $0.classes = "TotalSegmentator 2 total" }
      }
      #expect(
        !FileManager.default.fileExists(atPath: bench.folder.appending(path: "out/structures.nii.gz").path))
    }
    let silent = try bench.program("true", version: "true")
    #expect(throws: Problem.self, "no version") { try bench.run(silent) }
    #expect(throws: Problem.self, "no program") { try bench.run("no-such-segmenter") }
  }

  @Test func aDrawingNeedsNoConfirmation() throws {
    let bench = try Bench()
    let drawn = try bench.labels { Self.block(&$0, 1, 2..<5, 2..<5, 2..<5) }
    #expect(throws: Problem.self) {
      try SegmentProposalConfirmation.run(URL(filePath: drawn), by: "mp1", at: Date())
    }
  }
}
