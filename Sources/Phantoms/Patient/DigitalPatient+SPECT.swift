import Quantities
import Volumes

extension DigitalPatient {
  /// Counts per voxel in the whole acquisition, nothing corrected: sensitivity × decays during the acquisition,
  /// blurred and made noisy as the options say.
  public func spectCounts(at point: PatientTimePoint) -> Volume<Float> {
    let grid = spectGrid(at: point)
    let voxel = grid.voxelVolume.value
    let end = point.start + point.duration
    let counts = zip(compartments, truth.compartmentVolumes).map { part, volume in
      let decays = part.course.decays(from: point.start, to: end).value
      return volume > 0 ? options.sensitivity * 1e-6 * decays * voxel / volume : 0
    }
    let sharp = painting.render([counts], on: grid, placement: placement(at: point), lines: 5)[0]
    let seen = sharp.blurred(fwhm: options.resolution)
    return options.countNoise ? noisy(seen, seed: seed, stream: UInt64(1024 + point.index)) : seen
  }

  func noisy(_ mean: Volume<Float>, seed: UInt64, stream: UInt64) -> Volume<Float> {
    let n = mean.grid.size.i
    let voxels = parallel(rows: mean.voxels.count / n, length: n) { row, out in
      for i in 0..<n {
        var random = CounterRandom(seed: seed, stream: stream, index: row * n + i)
        out[i] = Float(random.poisson(mean: Double(mean.voxels[row * n + i])))
      }
    }
    return try! Volume(grid: mean.grid, voxels: voxels)
  }
}
