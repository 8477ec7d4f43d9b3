import Foundation
import Quantities
import Volumes

extension DigitalPatient {
  /// A grid of the given shape whose middle is the middle of the trunk.
  func grid(_ size: GridSize, _ spacing: Vector3, at point: PatientTimePoint) -> Grid {
    let half = Vector3(Double(size.i - 1), Double(size.j - 1), Double(size.k - 1)) * spacing / 2
    return try! Grid(
      size: size, spacing: spacing, origin: options.position - half, frameOfReference: point.frameOfReference)
  }

  func ctGrid(at point: PatientTimePoint) -> Grid {
    grid(options.ctSize, options.ctSpacing, at: point)
  }
  func spectGrid(at point: PatientTimePoint) -> Grid {
    grid(options.spectSize, options.spectSpacing, at: point)
  }

  /// Anatomy to scanner coordinates at a time point.
  func placement(at point: PatientTimePoint) -> RigidTransform {
    RigidTransform(translation: options.position).then(point.motion)
  }

  /// CT numbers, HU, whole numbers: the mean over each voxel (3 × 3 lines), texture that moves with the tissue and
  /// independent noise. Air is −1000; nothing is below −1024.
  public func ct(at point: PatientTimePoint) -> Volume<Float> {
    let grid = ctGrid(at: point)
    let place = placement(at: point)
    let maps = painting.render(
      [compartments.map { $0.hounsfield + 1000 }, compartments.map { options.texture ? $0.texture : 0 }],
      on: grid, placement: place, lines: 3)
    let texture = Texture(grid: grid, back: place.inverse)
    let n = grid.size.i
    let (tissue, amplitude, noise) = (maps[0].voxels, maps[1].voxels, options.ctNoise)
    let stream = UInt64(16 + point.index)
    let voxels = parallel(rows: grid.size.j * grid.size.k, length: n) { row, out in
      texture.fill(row % grid.size.j, row / grid.size.j, out)
      for i in 0..<n {
        var random = CounterRandom(seed: seed, stream: stream, index: row * n + i)
        let value = tissue[row * n + i] - 1000 + amplitude[row * n + i] * out[i]
        let noisy = noise > 0 ? value + Float(noise * random.nearlyNormal()) : value
        out[i] = max(-1024, noisy.rounded())
      }
    }
    return try! Volume(grid: grid, voxels: voxels)
  }
}

/// A fixed pattern in the tissue: plane waves of 17 to 47 mm, amplitude about 1, mean 0.
private struct Texture {
  let grid: Grid
  /// Phase at voxel (0, 0, 0) and its steps along i, j, k, for each wave.
  let waves: [(start: Double, step: Vector3)]

  init(grid: Grid, back: RigidTransform) {
    let vectors = [
      Vector3(0.21, 0.13, 0.09), Vector3(-0.11, 0.24, 0.05), Vector3(0.06, -0.08, 0.31),
      Vector3(0.3, 0.02, -0.21),
      Vector3(-0.02, -0.12, -0.07),
    ]
    self.grid = grid
    let (a, b, c) = grid.axes.columns
    waves = vectors.enumerated().map { n, wave in
      let turned = back.rotation
      let step = Vector3(wave.dot(turned * a), wave.dot(turned * b), wave.dot(turned * c))
      return (Double(n) * 1.3 + wave.dot(back(grid.origin)), step)
    }
  }

  /// One row of values; each wave is turned on by a rotation instead of calling the sine anew.
  func fill(_ j: Int, _ k: Int, _ out: UnsafeMutablePointer<Float>) {
    for i in 0..<grid.size.i { out[i] = 0 }
    for wave in waves {
      let phase = wave.start + wave.step.y * Double(j) + wave.step.z * Double(k)
      var (s, c) = (sin(phase), cos(phase))
      let (ds, dc) = (sin(wave.step.x), cos(wave.step.x))
      for i in 0..<grid.size.i {
        out[i] += Float(s) * 0.6
        (s, c) = (s * dc + c * ds, c * dc - s * ds)
      }
    }
  }
}
