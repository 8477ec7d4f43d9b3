import Stages
import Volumes

/// What all image figures of one report share: the grid to cut, the point to cut through, the part to show.
struct ImageScene: Sendable {
  let material: ImageMaterial
  let grid: Grid
  let focus: Vector3
  let view: IndexBox
  /// Tops of the colour scales: the least value of the hottest millilitre, Gy and (over all times) Bq/mL. A few noisy
  /// voxels thus do not darken all others.
  let doseTop: Double
  let activityTop: Double
  let isodoses: [Double]

  /// `nil` if there is no volume at all.
  init?(_ material: ImageMaterial) {
    guard
      let grid = material.reference?.grid ?? material.dose?.map.grid ?? material.activities.first?.map.grid
    else {
      return nil
    }
    self.material = material
    self.grid = grid
    focus = material.focus ?? Self.interest(material) ?? grid.centre
    view =
      Self.treated(material, grid).map { Self.bodyBox(material, grid).narrowed(to: $0) }
      ?? Self.bodyBox(material, grid)
    doseTop = material.dose.map { Self.top($0.map.values) } ?? 0
    activityTop = material.activities.map { Self.top($0.map.values) }.max() ?? 0
    isodoses = Self.levels(material.isodoses, top: doseTop)
  }

  /// Least value of the hottest millilitre (of the hottest voxel, where voxels are larger).
  static func top(_ volume: Volume<Float>) -> Double {
    let count = max(1, Int(1 / volume.grid.voxelVolume.value))
    let largest = volume.voxels.reduce(0) { $1.isFinite && $1 > $0 ? $1 : $0 }
    guard largest > 0, count > 1 else { return Double(largest) }
    // Counted in 4096 bins: exact to a bin, which is far below what an eye tells apart.
    var bins = [Int](repeating: 0, count: 4096)
    for value in volume.voxels where value.isFinite && value > 0 {
      bins[min(4095, Int(value / largest * 4096))] += 1
    }
    var seen = 0
    let bin = bins.indices.reversed().first { n in
      seen += bins[n]
      return seen >= count
    }
    return Double(largest) * Double((bin ?? 4095) + 1) / 4096
  }

  static func levels(_ asked: [Double], top: Double) -> [Double] {
    guard asked.isEmpty else { return asked.filter { $0 > 0 && $0.isFinite }.sorted() }
    guard top > 0, top.isFinite else { return [] }
    let rounded = [0.1, 0.25, 0.5, 0.75, 0.9].map { part -> Double in
      let step = Axis.step(part * top, about: 4)
      return (part * top / step).rounded() * step
    }
    return Array(Set(rounded)).sorted()
  }

  /// Centre of the largest tumour, else the hottest voxel of dose or activity.
  private static func interest(_ material: ImageMaterial) -> Vector3? {
    let tumours = material.structures?.all(.tumour).map(\.region).filter { !$0.isEmpty } ?? []
    if let largest = tumours.max(by: { $0.millilitres < $1.millilitres }) { return largest.centreOfMass }
    guard let hot = material.dose?.map.values ?? material.activities.first?.map.values else { return nil }
    let n = hot.voxels.indices.max { hot.voxels[$0] < hot.voxels[$1] } ?? 0
    let s = hot.grid.size
    return hot.grid.position(Vector3(Double(n % s.i), Double(n / s.i % s.j), Double(n / (s.i * s.j))))
  }

  /// Patient box of the structures but body, lungs and marrow, and of all that gets 5 % of the top or more, with
  /// 40 mm around it; `nil` if there is nothing.
  private static func treated(_ material: ImageMaterial, _ grid: Grid) -> (low: Vector3, high: Vector3)? {
    // Only stacks along the body are shortened.
    guard abs(grid.direction.columns.z.z) > 0.7 else { return nil }
    var corners: [Vector3] = []
    let passive: [StructureRole] = [.body, .lung, .marrow]
    for s in material.structures?.structures ?? [] where !passive.contains(s.role) && !s.region.isEmpty {
      corners += s.region.box.corners(s.region.grid)
    }
    if let hot = material.dose?.map.values ?? material.activities.first?.map.values,
      let box = hot.box(above: Float(0.05 * top(hot)), margin: 0)
    {
      corners += box.corners(hot.grid)
    }
    guard let first = corners.first else { return nil }
    let low = corners.reduce(first) { pointwiseMin($0, $1) },
      high = corners.reduce(first) { pointwiseMax($0, $1) }
    // To the reference's voxels, and back to a box of them.
    let indices = [low - Vector3(repeating: 40), high + Vector3(repeating: 40)]
    let all = (0..<8).map { n in
      grid.index(of: Vector3(indices[n & 1].x, indices[n >> 1 & 1].y, indices[n >> 2].z))
    }
    return (
      all.reduce(all[0]) { pointwiseMin($0, $1) }, all.reduce(all[0]) { pointwiseMax($0, $1) }
    )
  }

  /// Box of the body: CT above −400 HU, else emission above 2 % of the largest value; with a margin.
  private static func bodyBox(_ material: ImageMaterial, _ grid: Grid) -> IndexBox {
    let whole = IndexBox(lower: GridSize(0, 0, 0), upper: grid.size)
    guard
      let volume = material.reference ?? material.dose?.map.values ?? material.activities.first?.map.values
    else {
      return whole
    }
    let threshold = material.reference == nil ? Float(0.02 * top(volume)) : -400
    return volume.box(above: threshold, margin: 2) ?? whole
  }

  /// A slice of the scene.
  func plane(_ orientation: SliceOrientation, through point: Vector3? = nil, longest: Int = 320) -> SlicePlane
  {
    SlicePlane(orientation, of: grid, through: point ?? focus, view: view, longest: longest)
  }

  /// Points per millimetre at which all three planes fit a box of this size.
  func scale(fitting width: Double, _ height: Double) -> Double {
    SliceOrientation.allCases.map(plane(_:)).map { min(width / $0.width, height / $0.height) }.min() ?? 1
  }

  private func plane(_ orientation: SliceOrientation) -> SlicePlane { plane(orientation, through: nil) }
}

extension Grid {
  var centre: Vector3 {
    position(Vector3(Double(size.i - 1), Double(size.j - 1), Double(size.k - 1)) / 2)
  }
}

extension IndexBox {
  /// Positions of the corner voxels' centres, mm LPS.
  func corners(_ grid: Grid) -> [Vector3] {
    (0..<8).map { n in
      grid.position(
        Vector3(
          Double(n & 1 == 0 ? lower.i : upper.i - 1), Double(n & 2 == 0 ? lower.j : upper.j - 1),
          Double(n & 4 == 0 ? lower.k : upper.k - 1)))
    }
  }

  /// The part along the slices between two index positions; the plane of the slices stays whole.
  func narrowed(to part: (low: Vector3, high: Vector3)) -> IndexBox {
    let low = max(lower.k, Int(part.low.z.rounded(.down))),
      high = min(upper.k, Int(part.high.z.rounded(.up)) + 1)
    guard high > low else { return self }
    return IndexBox(lower: GridSize(lower.i, lower.j, low), upper: GridSize(upper.i, upper.j, high))
  }
}

extension Volume<Float> {
  /// Smallest box of the voxels above a value, with a margin; `nil` if there are none. Every second voxel is looked
  /// at along each axis, which the margin makes good.
  func box(above threshold: Float, margin: Int) -> IndexBox? {
    let s = grid.size
    var (low, high) = (s, GridSize(-1, -1, -1))
    voxels.withUnsafeBufferPointer { v in
      for k in stride(from: 0, to: s.k, by: 2) {
        for j in stride(from: 0, to: s.j, by: 2) {
          let row = s.i * (j + s.j * k)
          for i in stride(from: 0, to: s.i, by: 2) where v[row + i] > threshold {
            low = GridSize(Swift.min(low.i, i), Swift.min(low.j, j), Swift.min(low.k, k))
            high = GridSize(Swift.max(high.i, i), Swift.max(high.j, j), Swift.max(high.k, k))
          }
        }
      }
    }
    guard high.i >= 0 else { return nil }
    let lower = GridSize(
      Swift.max(0, low.i - margin), Swift.max(0, low.j - margin), Swift.max(0, low.k - margin))
    let upper = GridSize(
      Swift.min(s.i, high.i + 1 + margin), Swift.min(s.j, high.j + 1 + margin),
      Swift.min(s.k, high.k + 1 + margin))
    return IndexBox(lower: lower, upper: upper)
  }
}
