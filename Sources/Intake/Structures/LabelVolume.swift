import Checks
import Diagnostics
import Foundation
import Stages
import Volumes

/// A volume whose voxel values are numbers of structures, as NIfTI, MetaImage and label map segmentations hold them;
/// 0 is background.
public struct LabelVolume: Sendable {
  public let grid: Grid
  /// The labels that occur, rising, without 0.
  public let labels: [Int]
  private let voxels: [UInt16]
  private let boxes: [Int: IndexBox]

  /// - Precondition: as many voxels as the grid has.
  public init(grid: Grid, voxels: [UInt16]) {
    precondition(voxels.count == grid.size.count, "a volume fills its grid")
    (self.grid, self.voxels) = (grid, voxels)
    boxes = LabelVolume.boxes(grid.size, voxels)
    labels = boxes.keys.sorted()
  }

  /// - Throws: `Problem` if a value is not a whole number from 0 to 65535.
  public init(_ volume: Volume<Float>, at location: String) throws {
    let voxels = try volume.voxels.map { value in
      guard value >= 0, value <= 65535, value == value.rounded() else {
        throw LabelVolume.notALabel(location)
      }
      return UInt16(value)
    }
    self.init(grid: volume.grid, voxels: voxels)
  }

  /// - Throws: `Problem` if a value is not a whole number from 0 to 65535.
  public init(_ volume: Volume<Int32>, at location: String) throws {
    let voxels = try volume.voxels.map { value in
      guard let label = UInt16(exactly: value) else { throw LabelVolume.notALabel(location) }
      return label
    }
    self.init(grid: volume.grid, voxels: voxels)
  }

  private static func boxes(_ size: GridSize, _ voxels: [UInt16]) -> [Int: IndexBox] {
    var extents = [VoxelExtent](repeating: VoxelExtent(), count: 65536)
    voxels.withUnsafeBufferPointer { voxels in
      extents.withUnsafeMutableBufferPointer { extents in
        var n = 0
        for k in 0..<size.k {
          for j in 0..<size.j {
            for i in 0..<size.i {
              if voxels[n] != 0 { extents[Int(voxels[n])].include(i, j, k) }
              n += 1
            }
          }
        }
      }
    }
    let found = extents.indices.filter { !extents[$0].isEmpty }
    return Dictionary(uniqueKeysWithValues: found.map { ($0, extents[$0].box) })
  }

  private static func notALabel(_ location: String) -> Problem {
    Problem(
      .dataRejected, what: "the volume is not a label map", at: location,
      why: "values other than whole numbers from 0 to 65535 name no structure",
      remedy: "use a file in which each voxel holds the number of its structure")
  }

  /// The voxels with this label, on the label volume's own grid.
  public func region(of label: Int) -> Occupancy {
    guard let box = boxes[label], let wanted = UInt16(exactly: label) else { return .empty(on: grid) }
    return Occupancy(grid: grid, box: box) { voxels[$0] == wanted ? 1 : 0 }
  }

  /// Number of voxels with this label.
  func count(of label: Int) -> Int {
    guard let box = boxes[label], let wanted = UInt16(exactly: label) else { return 0 }
    var count = 0
    for k in box.lower.k..<box.upper.k {
      for j in box.lower.j..<box.upper.j {
        let row = grid.offset(0, j, k)
        for i in box.lower.i..<box.upper.i where voxels[row + i] == wanted { count += 1 }
      }
    }
    return count
  }

  /// Number of voxels with each label.
  public func counts() -> [Int: Int] {
    var counts = [Int](repeating: 0, count: 65536)
    for voxel in voxels { counts[Int(voxel)] += 1 }
    return Dictionary(uniqueKeysWithValues: labels.map { ($0, counts[$0]) })
  }
}

/// A box of voxels that grows.
struct VoxelExtent {
  private var low = GridSize(Int.max, Int.max, Int.max)
  private var high = GridSize(0, 0, 0)

  mutating func include(_ i: Int, _ j: Int, _ k: Int) {
    low = GridSize(min(low.i, i), min(low.j, j), min(low.k, k))
    high = GridSize(max(high.i, i + 1), max(high.j, j + 1), max(high.k, k + 1))
  }

  var isEmpty: Bool { high.count == 0 }

  var box: IndexBox {
    high.count == 0
      ? IndexBox(lower: GridSize(0, 0, 0), upper: GridSize(0, 0, 0)) : IndexBox(lower: low, upper: high)
  }
}

extension Occupancy {
  /// Fills a box from the values at offsets of the grid.
  init(grid: Grid, box: IndexBox, fraction: (_ offset: Int) -> Float) {
    var fractions: [Float] = []
    fractions.reserveCapacity(box.count)
    for k in box.lower.k..<box.upper.k {
      for j in box.lower.j..<box.upper.j {
        let row = grid.offset(0, j, k)
        for i in box.lower.i..<box.upper.i { fractions.append(fraction(row + i)) }
      }
    }
    self.init(grid: grid, box: box, fractions: fractions)
  }

  /// The region as a structure on another grid; any loss is reported. `nil` if nothing is left.
  func structure(_ identity: Region, origin: String, onto target: Grid) -> (
    Structure?, [ImageFinding]
  ) {
    let (region, outside) = resampled(onto: target)
    guard !region.isEmpty else {
      return (nil, [.review(.contours(.empty), at: "structure \(identity.label)")])
    }
    var problems: [ImageFinding] = []
    if outside > RegionOfInterest.outsideLimit {
      problems.append(.review(.contours(.outside(outside)), at: "structure \(identity.label)"))
    }
    let volume = outside > 0 ? nil : millilitres
    return (
      Structure(identity, region: region, contourVolume: volume, origin: origin), problems
    )
  }
}
