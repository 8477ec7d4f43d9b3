import Quantities
import Volumes

extension Volume<Float> {
  /// Means of blocks of whole voxels whose edges are at most so long, mm. Voxels left over at the far ends belong to no block.
  /// - Throws: `GridError` never for a valid volume.
  package func coarse(_ edge: Double) throws -> Volume<Float> {
    let (s, d) = (grid.size, grid.spacing)
    func factor(_ spacing: Double, _ count: Int) -> Int {
      min(count, max(1, Int(saturating: edge / spacing + 1e-6)))
    }
    let f = GridSize(factor(d.x, s.i), factor(d.y, s.j), factor(d.z, s.k))
    let half = Vector3(Double(f.i - 1) / 2, Double(f.j - 1) / 2, Double(f.k - 1) / 2)
    let coarse = try Grid(
      size: GridSize(s.i / f.i, s.j / f.j, s.k / f.k),
      spacing: Vector3(d.x * Double(f.i), d.y * Double(f.j), d.z * Double(f.k)), direction: grid.direction,
      origin: grid.position(half), frameOfReference: grid.frameOfReference)
    var result = Volume(grid: coarse, repeating: 0)
    let share = 1 / Float(f.count)
    for k in 0..<coarse.size.k * f.k {
      for j in 0..<coarse.size.j * f.j {
        let (from, to) = ((k * s.j + j) * s.i, coarse.offset(0, j / f.j, k / f.k))
        for i in 0..<coarse.size.i * f.i { result.voxels[to + i / f.i] += voxels[from + i] * share }
      }
    }
    return result
  }
}
