import Diagnostics
import Fixtures
import Foundation
@testable import ImageFiles
import Stages
import Testing
import Volumes

@testable import Intake

/// Regions carried from one grid to another keep their volume.
@Suite struct ResamplingTests {
  static func ball(_ radius: Double, at centre: Vector3, on grid: Grid) -> Occupancy {
    var mask = Volume<Bool>(grid: grid, repeating: false)
    for k in 0..<grid.size.k {
      for j in 0..<grid.size.j {
        for i in 0..<grid.size.i {
          mask[i, j, k] = (grid.position(Vector3(Double(i), Double(j), Double(k))) - centre).norm <= radius
        }
      }
    }
    return Occupancy(mask)
  }

  static func cube(_ count: Int, _ spacing: Double, shift: Vector3 = .zero, direction: Matrix3 = .identity)
    -> Grid
  {
    let grid = Grids.cube(count, spacing: spacing, direction: direction)
    return try! Grid(
      size: grid.size, spacing: grid.spacing, direction: direction, origin: grid.origin + shift)
  }

  @Test(arguments: [0.9, 1.0, 2.7, 4.0, 7.3])
  func parallelGridsConserveVolume(spacing: Double) throws {
    let source = Self.ball(14, at: Vector3(1, 2, 3), on: Self.cube(20, 2, shift: Vector3(0.7, -0.2, 0.4)))
    for direction in Grids.orientations {
      let target = Self.cube(Int(70 / spacing), spacing, direction: direction)
      let (region, outside) = source.resampled(onto: target)
      #expect(agree(region.millilitres, source.millilitres, relative: 1e-5))
      #expect(outside == 0)
      #expect(region.fractions.allSatisfy { $0 >= 0 && $0 <= 1 })
    }
  }

  @Test(arguments: [0.8, 2.0, 4.0, 9.0], [1.0, 4.0, 14.0])
  func turnedGridsConserveVolume(spacing: Double, radius: Double) throws {
    let source = Self.ball(radius, at: Vector3(1, 2, 3), on: Self.cube(20, 2, shift: Vector3(0.7, -0.2, 0.4)))
    let frame = DrawnSolid.Frame.tilted(25)
    let direction = Matrix3(frame.u, frame.v, frame.w)
    let target = Self.cube(Int(70 / spacing), spacing, direction: direction)
    let (region, outside) = source.resampled(onto: target)
    #expect(agree(region.millilitres, source.millilitres, relative: 0.005))
    #expect(outside == 0)
    #expect(region.fractions.allSatisfy { $0 >= 0 && $0 <= 1 })
  }

  /// Labels of 1 mm on a tilted grid, a lesion of 12 mm across that is hottest in its middle, activity in voxels of 4 mm: its
  /// mean as with labels that are not tilted. Whole voxels by nearest neighbours would be off by some per cent.
  @Test(arguments: [10.0, 25, 40]) func tiltedLabelsKeepTheMeanOfASmallLesion(degrees: Double) throws {
    let (centre, target) = (Vector3(1.3, 2.1, 2.9), Self.cube(16, 4))
    let frame = DrawnSolid.Frame.tilted(degrees)
    let directions = [Matrix3.identity, Matrix3(frame.u, frame.v, frame.w)]
    let means = directions.map { direction -> Double in
      let labels = Self.ball(6, at: centre, on: Self.cube(48, 1, direction: direction))
      var (sum, weight) = (0.0, 0.0)
      labels.resampled(onto: target).region.forEach { n, part in
        let size = target.size
        let place = Vector3(
          Double(n % size.i), Double(n / size.i % size.j), Double(n / (size.i * size.j)))
        let distance = (target.position(place) - centre).norm
        sum += Double(part) * exp(-distance * distance / (2 * 36))
        weight += Double(part)
      }
      return sum / weight
    }
    #expect(abs(means[1] / means[0] - 1) < 0.01, "\(means)")
  }

  /// A quarter turn is both a parallel and a turned case: a turn of 90.02° must give the same fractions.
  @Test func probingAgreesWithExactOverlap() throws {
    let source = Self.ball(14, at: Vector3(1, 2, 3), on: Self.cube(20, 2, shift: Vector3(0.7, -0.2, 0.4)))
    let frames = [DrawnSolid.Frame.tilted(90), .tilted(90.02)]
    let regions = frames.map { frame in
      source.resampled(onto: Self.cube(20, 3.1, direction: Matrix3(frame.u, frame.v, frame.w))).region.dense
    }
    let worst = zip(regions[0].voxels, regions[1].voxels).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(worst < 0.25, "probes a quarter of a voxel apart miss at most an eighth per axis")
    let mean = zip(regions[0].voxels, regions[1].voxels).reduce(0) { $0 + abs($1.0 - $1.1) } / 8000
    #expect(mean < 0.003)
  }

  @Test func fractionsSurviveAndTheSameGridChangesNothing() throws {
    let grid = Self.cube(16, 4)
    let region = try ContourVolumeTests.structure(DrawnSolid.sphere(17, step: 2).contours, on: grid).region
    #expect(region.resampled(onto: grid).region == region)
    let (finer, _) = region.resampled(onto: Self.cube(32, 2))
    #expect(agree(finer.millilitres, region.millilitres, relative: 1e-5))
    let (back, _) = finer.resampled(onto: grid)
    #expect(zip(back.dense.voxels, region.dense.voxels).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  /// The same voxels in another order, with a spacing that a file kept as Float.
  @Test func wholeVoxelsStayWhole() throws {
    let spacing = Vector3(4.4, 4, 5)
    let source = Self.ball(
      14, at: Vector3(150, 100, 110), on: try Grid(size: GridSize(40, 32, 28), spacing: spacing))
    let rounded = Double(Float(4.4))
    let turned = try Grid(
      size: GridSize(28, 40, 32), spacing: Vector3(5, rounded, 4),
      direction: Matrix3(Vector3(0, 0, 1), Vector3(1, 0, 0), Vector3(0, 1, 0)))
    let (region, outside) = source.resampled(onto: turned)
    #expect(region.fractions.allSatisfy { $0 == 0 || $0 == 1 })
    #expect(region.fractions.count { $0 == 1 } == source.fractions.count { $0 == 1 })
    #expect(outside == 0)
  }

  @Test func partBesideTheTargetIsTold() throws {
    let source = Self.ball(14, at: .zero, on: Self.cube(20, 2))
    let target = Self.cube(10, 4, shift: Vector3(20, 0, 0))
    let (region, outside) = source.resampled(onto: target)
    #expect(abs(outside - 0.5) < 1e-5)
    #expect(agree(region.millilitres, source.millilitres / 2, relative: 1e-5))
    let (none, all) = source.resampled(onto: Self.cube(10, 4, shift: Vector3(200, 0, 0)))
    #expect(none.isEmpty && all == 1)
  }

  @Test func labelFilesBecomeNamedStructures() throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var labels = Volume<UInt16>(grid: Self.cube(12, 3), repeating: 0)
    for i in 2..<5 { labels[i, 4, 4] = 7 }
    for i in 6..<11 { labels[i, 4, 9] = 2 }
    let path = folder.appending(path: "labels.nii.gz").path
    try ImageFiles.write(labels, path)
    let names = [7: "liver"]
    #expect(try StructureReader.list(path, names: names).map(\.parts) == [5, 3])
    let (all, problems) = try StructureReader.read(path, onto: Self.cube(20, 2), names: names)
    #expect(all.structures.map(\.name) == ["label 2", "liver"] && problems.isEmpty)
    let (one, _) = try StructureReader.read(
      path, onto: Self.cube(20, 2), roles: ["liver": .liver], names: names)
    #expect(one.structures.map(\.role) == [.liver])
    #expect(agree(one.structures[0].region.millilitres, 3 * 0.027, relative: 1e-5))
    #expect(agree(one.structures[0].contourVolume ?? 0, 3 * 0.027, relative: 1e-5))
    #expect(throws: Problems.self) {
      try StructureReader.read(path, onto: Self.cube(20, 2), roles: ["spleen": .spleen])
    }
  }

  @Test func fractionsAreNoLabels() {
    var values = Volume<Float>(grid: Self.cube(4, 3), repeating: 1)
    #expect(throws: Never.self) { try LabelVolume(values, at: "labels") }
    values[0, 0, 0] = 0.5
    #expect(throws: Problem.self) { try LabelVolume(values, at: "labels") }
  }
}
