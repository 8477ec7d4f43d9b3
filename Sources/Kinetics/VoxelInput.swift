import Diagnostics
import Foundation
import Parallel
import Quantities
import Stages
import Volumes

/// The volumes of one integration, checked and sorted by time.
struct VoxelInput: Sendable {
  let grid: Grid
  /// Hours after administration, rising.
  let times: [Double]
  let values: [[Float]]
  /// Standard uncertainties of all volumes, if all have them.
  let noise: [[Float]]?
  /// Whether the noise weighs the fit.
  let weighted: Bool
  let common: Double?
  let nuclide: String
  let provenance: Provenance

  init(_ volumes: [ActivityVolume], method: VoxelMethod, weighting: Weighting) throws {
    let timed = try Self.timed(volumes, method)
    let first = timed[0].volume
    for (_, v) in timed where !v.map.grid.matches(first.map.grid) {
      throw GridError.foreignGrid("activity \(v.id)")
    }
    for (_, v) in timed where v.nuclide != first.nuclide {
      throw Self.refuse(
        "it is of \(v.nuclide), another of \(first.nuclide)", v.id, "integrate each nuclide alone")
    }
    for (_, v) in timed where !v.map.values.voxels.allSatisfy(\.isFinite) {
      throw Self.refuse("a voxel is not a number", v.id, "quantify the image again")
    }
    (grid, nuclide, times) = (first.map.grid, first.nuclide, timed.map(\.hours))
    values = timed.map(\.volume.map.values.voxels)
    let noise = timed.compactMap(\.volume.map.statistical?.voxels)
    self.noise = noise.count == timed.count ? noise : nil
    if self.noise == nil, weighting == .stated || weighting == .relative {
      throw Self.refuse(
        "weights are asked for, but not every volume has a statistical uncertainty", first.id,
        "fit without weights")
    }
    weighted = self.noise != nil && weighting != .unweighted && timed.count > 1
    common = timed.compactMap(\.volume.map.common).max()
    provenance = timed.dropFirst().reduce(first.provenance) { $0.merged(with: $1.volume.provenance) }
  }

  private static func timed(
    _ volumes: [ActivityVolume], _ method: VoxelMethod
  ) throws -> [(hours: Double, volume: ActivityVolume)] {
    guard volumes.count >= method.leastVolumes else {
      throw refuse(
        "\(counted(volumes.count, "volume", "is", "are")) too few for \(method.name), which needs \(method.leastVolumes)",
        "",
        "choose a single-time-point method or scale a region's curve")
    }
    if case .singleTimePoint = method, volumes.count > 1 {
      throw refuse("several volumes for a single-time-point method", volumes[0].id, "give the one to use")
    }
    let timed = try volumes.map { volume in
      guard let time = volume.afterAdministration, time.value >= 0, time.isFinite else {
        throw refuse(
          "its time after administration is unknown or negative", volume.id, "state the administration")
      }
      return (hours: time.inHours, volume: volume)
    }
    .sorted { $0.hours < $1.hours }
    for (a, b) in zip(timed, timed.dropFirst()) where a.hours == b.hours {
      throw refuse("two volumes have the same time", b.volume.id, "give one volume per time")
    }
    if case .singleTimePoint = method, timed[0].hours == 0 {
      throw refuse("it was measured at administration", timed[0].volume.id, "use a later volume")
    }
    return timed
  }

  private static func refuse(_ what: String, _ id: String, _ remedy: String) -> Problem {
    Problem(
      .dataRejected, what: what, at: id.isEmpty ? "activity volumes" : "activity \(id)",
      why: "the activity of each voxel is integrated from administration on one grid", remedy: remedy)
  }
}

/// Result arrays that threads fill in disjoint ranges.
final class VoxelOutput: Sendable {
  let integral, extrapolated: DisjointBuffer<Float>
  let noise: DisjointBuffer<Float>?

  init(count: Int, noise: Bool) {
    func zeros() -> DisjointBuffer<Float> { .allocate(count, repeating: 0) }
    (integral, extrapolated, self.noise) = (zeros(), zeros(), noise ? zeros() : nil)
  }

  deinit {
    integral.deallocate()
    extrapolated.deallocate()
    noise?.deallocate()
  }

  func arrays() -> (integral: [Float], extrapolated: [Float], noise: [Float]?) {
    (integral.array, extrapolated.array, noise?.array)
  }

  /// Writes hours × Bq/mL as Bq·s/mL. Integrals below zero become zero.
  @inline(__always)
  func store(
    _ n: Int, integral value: Double, extrapolated tail: Double, sigma: Double, _ tally: inout VoxelTally
  ) {
    if value < 0 { tally.setToZero += 1 }
    integral[n] = Float(max(0, value) * 3600)
    extrapolated[n] = value > 0 ? Float(min(1, max(0, tail / value))) : 0
    noise?[n] = Float(sigma * 3600)
  }
}

/// Splits voxels into fixed ranges, so that the sums of counts do not depend on the number of threads.
struct VoxelLoop {
  let count: Int
  var threads: Int?
  /// A multiple of the four lanes.
  static let chunk = 4096

  func run(_ body: @Sendable (Range<Int>) -> VoxelTally) -> VoxelTally {
    let chunks = (count + Self.chunk - 1) / Self.chunk
    let tallies = parallelMap(chunks, threads: threads) { c in
      body(c * Self.chunk..<min(count, (c + 1) * Self.chunk))
    }
    return tallies.reduce(VoxelTally(), +)
  }
}

/// One way to integrate a range of voxels.
protocol VoxelPlan: Sendable {
  /// Relative uncertainty that the method adds to all voxels alike.
  var commonUncertainty: Double? { get }
  var warnings: [Note] { get }
  func integrate(_ range: Range<Int>, _ input: VoxelInput, _ output: VoxelOutput) -> VoxelTally
}
