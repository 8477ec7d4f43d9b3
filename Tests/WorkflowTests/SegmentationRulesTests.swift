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

/// Structures from rules, on a trunk whose parts are known.
@Suite struct SegmentationRulesTests {
  /// 2 mm voxels; the rules see blocks of 4 mm, which cost the surface of a bone of 40 mm up to 6 %.
  static let grid = try! Grid(
    size: GridSize(160, 130, 60), spacing: Vector3(2, 2, 2), origin: Vector3(-159, -129, 0),
    frameOfReference: "2.25.2")

  /// Part of an ellipsoid or, without `c`, of an elliptic cylinder.
  private static func isIn(_ p: Vector3, _ x: Double, _ y: Double, _ a: Double, _ b: Double) -> Bool {
    (p.x - x) * (p.x - x) / (a * a) + (p.y - y) * (p.y - y) / (b * b) <= 1
  }

  private enum Part: Int32 { case air, body, lungs, bone, gas, couch }

  private static func part(_ p: Vector3) -> Part {
    if isIn(p, -70, -10, 45, 60) || isIn(p, 70, -10, 45, 60) { return .lungs }
    if isIn(p, 0, 60, 22, 18) { return .bone }
    // Gas of the bowel, 45 mL.
    if isIn(p, 0, -60, 12, 10) { return .gas }
    if isIn(p, 0, 0, 140, 95) { return .body }
    return p.y > 97 && p.y < 105 && abs(p.x) < 130 ? .couch : .air
  }

  static let truth: Volume<Int32> = {
    var volume = Volume<Int32>(grid: grid, repeating: 0)
    for k in 0..<grid.size.k {
      for j in 0..<grid.size.j {
        for i in 0..<grid.size.i {
          volume[i, j, k] = part(grid.position(Vector3(Double(i), Double(j), Double(k)))).rawValue
        }
      }
    }
    return volume
  }()

  static let image: Volume<Float> = truth.map { [-1000, 40, -800, 500, -990, 150][Int($0)] }

  /// Millilitres of the truth.
  private static func truth(_ parts: [Part]) -> Double {
    let wanted = Set(parts.map(\.rawValue))
    return Double(truth.voxels.count { wanted.contains($0) }) * grid.voxelVolume.value
  }

  private static func run(_ folder: URL, _ write: (URL, WriteContext) throws -> Void) throws -> Outcome {
    let start = DateTime(iso8601: "2026-03-02T10:00:00")!
    let context = WriteContext(study: "2.25.1", frameOfReference: "2.25.2", patient: "P1", studyTime: start)
    try write(folder.appending(path: "images"), context)
    return try SegmentationJob(
      image: folder.appending(path: "images"), output: folder.appending(path: "out"), command: []
    ).run { _, _ in }
  }

  private static func proposal(_ folder: URL, _ name: String) throws -> SegmentProposal {
    try #require(try SegmentProposal.read(of: folder.appending(path: "out/\(name).nii.gz").path))
  }

  @Test func bodyLungsAndBoneHaveTheirVolumes() throws {
    let folder = try Fixtures.temporaryFolder()
    let outcome = try Self.run(folder) { _ = try DICOMWriter.writeCT(Self.image, $1, to: $0) }
    let parts = try Self.proposal(folder, "structures").parts
    #expect(parts.map(\.name) == ["lungs", "bone"] && parts.map(\.role) == [.lung, .other])
    let expected = [Self.truth([.lungs]), Self.truth([.bone])]
    for (part, volume) in zip(parts, expected) {
      #expect(abs(part.volumeMl / volume - 1) < 0.06, "\(part.name): \(part.volumeMl) of \(volume) mL")
    }
    let body = try #require(try Self.proposal(folder, "body").parts.first)
    let whole = Self.truth([.body, .lungs, .bone, .gas])
    #expect(
      abs(body.volumeMl / whole - 1) < 0.03 && body.role == .body,
      "without the couch: \(body.volumeMl) of \(whole)")
    #expect(outcome.review.count { $0.contains("a proposal") } == 2)
    let made = try Self.proposal(folder, "body").program
    #expect(made.name.contains("rules of edition") && made.sha256 == SegmentationRules.digest)
  }

  @Test func theLabelsLieWhereTheOrgansAre() throws {
    let folder = try Fixtures.temporaryFolder()
    _ = try Self.run(folder) { _ = try DICOMWriter.writeCT(Self.image, $1, to: $0) }
    let labels = try ImageFiles.readLabels(folder.appending(path: "out/structures.nii.gz").path)
    for (point, label) in [
      (Vector3(-70, -10, 60), 1), (Vector3(70, -10, 60), 1), (Vector3(0, 60, 60), 2),
      (Vector3(0, -60, 60), 0),
      (Vector3(0, 20, 60), 0),
    ] {
      let index = labels.grid.index(of: point)
      let at = [index.x, index.y, index.z].map { Int($0.rounded()) }
      #expect(labels[at[0], at[1], at[2]] == Int32(label), "\(point)")
    }
  }

  @Test func regionsOfUptakeComeHottestFirst() throws {
    let folder = try Fixtures.temporaryFolder()
    var image = Volume<Float>(grid: Self.grid, repeating: 10)
    func ball(_ x: Double, _ radius: Double, _ value: Float) {
      for n in image.voxels.indices {
        let (i, j, k) = (n % 160, n / 160 % 130, n / (160 * 130))
        let p = Self.grid.position(Vector3(Double(i), Double(j), Double(k))) - Vector3(x, 0, 60)
        if p.norm <= radius { image.voxels[n] = value }
      }
    }
    ball(-80, 30, 1000)
    ball(0, 24, 4000)
    ball(80, 16, 2000)
    let outcome = try Self.run(folder) { place, context in
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      var emission = EmissionImage(
        values: image, unit: .becquerelPerMillilitre, nuclide: "Lu-177", halfLife: .hours(159.5),
        start: context.studyTime)
      emission.decayReference = context.studyTime
      _ = try DICOMWriter.writeSPECT(emission, context, to: place)
    }
    let parts = try Self.proposal(folder, "structures").parts
    #expect(parts.map(\.name) == ["uptake 1", "uptake 2", "uptake 3"])
    for (part, radius) in zip(parts, [2.4, 1.6, 3.0]) {
      #expect(abs(part.volumeMl / (4 / 3 * .pi * radius * radius * radius) - 1) < 0.1, "\(part.name)")
    }
    #expect(outcome.text.contains("uptake 3"))
  }

  @Test func anEmptyImageHasNoStructure() throws {
    let folder = try Fixtures.temporaryFolder()
    let air = Volume<Float>(grid: Self.grid, repeating: -1000)
    let problem = #expect(throws: Problem.self) {
      try Self.run(folder) { _ = try DICOMWriter.writeCT(air, $1, to: $0) }
    }
    #expect(problem?.what.contains("no structure follows") == true)
  }
}
