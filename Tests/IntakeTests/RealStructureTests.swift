@testable import DICOM
import Diagnostics
import Fixtures
import Foundation
@testable import ImageFiles
import Stages
import Testing
import Volumes

@testable import Intake

/// Structures and doses of other people's programs.
@Suite(.enabled(if: Fixtures.data != nil, "real images not found"))
struct RealStructureTests {
  static func path(_ name: String) -> String { Fixtures.data!.appending(path: "dicom/" + name).path }

  struct Benchmark: Sendable {
    var name: String
    var voxels: Int
    var millilitres, meanSUV: Double
  }
  /// IBSI data sets (CC-BY 3.0): masks of voxels whose centre lies within a contour.
  static let benchmarks = [
    Benchmark(name: "STS_001", voxels: 5095, millilitres: 366.079, meanSUV: 2.55513),
    Benchmark(name: "STS_002", voxels: 555, millilitres: 54.277, meanSUV: 7.36962),
  ]

  /// The published mask is the centre rule; fractions differ from it only where a contour cuts a voxel, and their sum
  /// is the drawn volume, which the mask misses by its voxels.
  @Test(arguments: benchmarks)
  func contoursAgreeWithPublishedMasks(benchmark: Benchmark) throws {
    let folder = Self.path("ibsi-pet/" + benchmark.name)
    let mask = try ImageFiles.read(folder + "/expected_mask.nii.gz")
    let image = try ImageFiles.read(folder + "/expected_image.nii.gz")
    let (set, problems) = try StructureReader.read(folder + "/mask", onto: mask.grid)
    #expect(problems.map(\.what) == ["the reference image names no frame of reference"])
    let structure = try #require(set.structures.first)
    let fractions = structure.region.dense
    #expect(mask.voxels.count { $0 > 0.5 } == benchmark.voxels)
    for n in mask.voxels.indices where (mask.voxels[n] > 0.5) != (fractions.voxels[n] >= 0.5) {
      #expect(fractions.voxels[n] > 0.1 && fractions.voxels[n] < 0.9)
    }
    #expect(agree(structure.region.millilitres, structure.contourVolume ?? 0, relative: 1e-5))
    #expect(agree(structure.region.millilitres, benchmark.millilitres, relative: 0.025))
    var (sum, weight) = (0.0, 0.0)
    structure.region.forEach { offset, fraction in
      sum += Double(fraction) * Double(image.voxels[offset])
      weight += Double(fraction)
    }
    #expect(agree(sum / weight, benchmark.meanSUV, relative: 0.01))
    let centres = try Self.centreRule(folder + "/mask/RS.dcm", mask.grid)
    let differing = mask.voxels.indices.count { (mask.voxels[$0] > 0.5) != centres[$0] }
    #expect(differing == 0, "\(differing) of \(benchmark.voxels)")
  }

  /// Voxels whose centre lies within a contour of their slice.
  static func centreRule(_ path: String, _ grid: Grid) throws -> [Bool] {
    var inside = [Bool](repeating: false, count: grid.size.count)
    for contour in try StructureSetFile(DataSet.read(path)).regions[0].contours {
      let ring = contour.points.map { grid.index(of: $0) }
      let k = Int(ring[0].z.rounded())
      let flat = ring.map { Point2($0.x, $0.y) }
      for j in 0..<grid.size.j {
        for i in 0..<grid.size.i where Nesting.contains(flat, Point2(Double(i), Double(j))) {
          inside[grid.offset(i, j, k)].toggle()
        }
      }
    }
    return inside
  }

  /// RayStation: volumes follow from the corners of the drawn boxes.
  @Test func boxesOfAPlanningSystem() throws {
    let path = Self.path("rt-raystation/RS1.2.752.243.1.1.20250522124652761.2000.43711.dcm")
    let listings = try StructureReader.list(path)
    #expect(listings.map(\.kind) == ["PTV", "PTV", "EXTERNAL", "ORGAN", "MARKER"])
    #expect(listings.map(\.parts) == [21, 21, 41, 41, 1])
    let grid = Grids.cube(120, spacing: 2)
    let (set, problems) = try StructureReader.read(path, onto: grid)
    let expected = ["Cube101010": 1050.0, "Slope101004": 735, "External": 8615.125, "PMMA": 205]
    #expect(set.structures.count == 4)
    for structure in set.structures {
      #expect(agree(structure.region.millilitres, expected[structure.name] ?? 0, relative: 1e-5))
    }
    #expect(problems.map(\.what).contains("1 contour of type POINT"))
    #expect(throws: Problems.self) { try StructureReader.read(path, onto: grid, roles: ["LoPo": .other]) }
    let foreign = grid.with(frameOfReference: "2.25.1")
    #expect(throws: Problems.self) { try StructureReader.read(path, onto: foreign) }
  }

  /// Illegal line breaks in the comment, 16 bits; values as pydicom reads them.
  @Test func doseOfAPlanningSystem() throws {
    let path = Self.path("rt-raystation/RD1.2.752.243.1.1.20250523160113556.4000.16653.dcm")
    let dose = try DoseObject.read(path)
    #expect(dose.values.grid.size == GridSize(107, 107, 110))
    #expect(dose.values.grid.spacing == Vector3(2, 2, 2))
    #expect(dose.kind == .effective && !dose.isRelative && dose.summation == "BEAM")
    #expect(!dose.comment.contains("\n"))
    #expect(throws: Problem.self) { try dose.doseVolume(nuclide: "Y-90") }
    // pydicom 3.0: maximum, sum, and the place of the maximum.
    #expect(agree(Double(dose.values.voxels.max() ?? 0), 1.95242265207))
    #expect(agree(dose.values.voxels.reduce(0.0) { $0 + Double($1) }, 281_699.59697))
    #expect(dose.values[29, 29, 31] == dose.values.voxels.max())
    #expect(dose.values.grid.origin == Vector3(-104.5, -105.5, -108.5))
  }

  /// Voxel counts as pydicom and highdicom find them.
  @Test(arguments: [
    ("dcmqi/liver.dcm", ["Liver": 107098]), ("dcmqi/seg.dcm", ["Neoplasm, Primary": 795]),
    (
      "dcmqi/partial_overlaps.dcm",
      ["GREEN": 9602, "ORANGE": 11888, "PURPLE": 10743, "LIGHT_BLUE": 6693, "DARK_BLUE": 4713]
    ),
    ("dcmqi/sparse-labelmap-noppv.dcm", ["Liver": 630]), ("dcmqi/sparse-labelmap-ppv5.dcm", ["Liver": 630]),
  ])
  func segmentsOfOtherPrograms(name: String, voxels: [String: Int]) throws {
    let file = try SegmentationFile(DataSet.read(Self.path(name)))
    #expect(Set(file.segments.map(\.label)) == Set(voxels.keys))
    for segment in file.segments {
      let region = try file.region(segment)
      #expect(region.fractions.count { $0 == 1 } == voxels[segment.label], "\(segment.label)")
    }
  }
}
