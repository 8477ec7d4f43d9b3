import Diagnostics
import Foundation
import Stages
import Volumes

/// A volume whose voxel values are numbers of structures, as NIfTI and MetaImage files hold them; 0 is background.
public struct LabelVolume: Sendable {
  /// Regions by label, in rising order of label, each on the label volume's own grid.
  public let regions: [(label: Int, region: Occupancy)]
  public let grid: Grid

  /// - Throws: `Problem` if a value is not a whole number from 0 to 65535.
  public init(_ volume: Volume<Float>, at location: String) throws {
    var boxes: [Int: VoxelExtent] = [:]
    let size = volume.grid.size
    for k in 0..<size.k {
      for j in 0..<size.j {
        let row = volume.grid.offset(0, j, k)
        for i in 0..<size.i where volume.voxels[row + i] != 0 {
          guard let label = LabelVolume.label(volume.voxels[row + i]) else {
            throw LabelVolume.notALabel(location)
          }
          boxes[label, default: VoxelExtent()].include(i, j, k)
        }
      }
    }
    grid = volume.grid
    regions = boxes.sorted { $0.key < $1.key }.map { label, extent in
      (label, Occupancy(grid: volume.grid, box: extent.box) { volume.voxels[$0] == Float(label) ? 1 : 0 })
    }
  }

  private static func label(_ value: Float) -> Int? {
    guard value > 0, value <= 65535, value == value.rounded() else { return nil }
    return Int(value)
  }

  private static func notALabel(_ location: String) -> Problem {
    Problem(
      .dataRejected, what: "the volume is not a label map", at: location,
      why: "values other than whole numbers from 0 to 65535 name no structure",
      remedy: "use a file in which each voxel holds the number of its structure")
  }

  /// The regions on a reference grid, named by a table.
  ///
  /// - Parameters:
  ///   - names: name by label; a label without a name becomes `label 7`.
  ///   - roles: role by name; structures that are not named there are `other`.
  public func structures(names: [Int: String], roles: [String: StructureRole], onto target: Grid) -> (
    [Structure], [Problem]
  ) {
    var found: [Structure] = []
    var problems: [Problem] = []
    for (label, region) in regions {
      let name = names[label] ?? "label \(label)"
      let placed = region.structure(
        name: name, role: roles[name] ?? .other, origin: "label map", onto: target)
      found += placed.0.map { [$0] } ?? []
      problems += placed.1
    }
    return (found, problems)
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

  /// The region as a structure on another grid; what of it is lost is told. `nil` if nothing is left.
  func structure(name: String, role: StructureRole, origin: String, onto target: Grid) -> (
    Structure?, [Problem]
  ) {
    let (region, outside) = resampled(onto: target)
    guard !region.isEmpty else {
      return (
        nil,
        [
          Problem(
            .dataRejected, what: "the structure is empty on the target grid", at: "structure \(name)",
            why: "no dose can be given for it",
            remedy: "check that it was drawn on an image that overlaps the reference image")
        ]
      )
    }
    var problems: [Problem] = []
    if outside > RegionOfInterest.outsideLimit {
      problems.append(
        Problem(
          .dataRejected,
          what: String(format: "%.4g %% of the structure lies beside the target grid", outside * 100),
          at: "structure \(name)", why: "dose and volume are those of the part inside",
          remedy: "use a reference image that covers the structure"))
    }
    let volume = outside > 0 ? nil : millilitres
    return (
      Structure(name: name, role: role, region: region, contourVolume: volume, origin: origin), problems
    )
  }
}
