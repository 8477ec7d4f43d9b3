import Volumes

/// Source voxels in the order of the grid, with what each contributes to the sampling.
struct SourceList {
  let offsets: [Int32]
  /// Weight of a history that starts there; negative for negative activity.
  let weights: [Float]
  /// Running sum of the sampling density, from the first voxel; the last is `total`.
  let cumulative: [Double]
  let total: Double
  /// Where decays lie that have voxels of their own; `nil` where these are the voxels of the dose.
  private let placement: SourcePlacement?

  /// - Parameter importance: how many histories a unit of activity gets, ≥ 0; `nil` for one everywhere.
  init(_ relative: [Float], importance: [Float]? = nil, placement: SourcePlacement? = nil) {
    var offsets: [Int32] = [], weights: [Float] = [], cumulative: [Double] = [], sum = 0.0
    for (n, a) in relative.enumerated() where a != 0 {
      let factor = importance?[n] ?? 1
      guard factor > 0 else { continue }
      let density = Double(abs(a) * factor)
      sum += density
      offsets.append(Int32(n))
      weights.append((a < 0 ? -1 : 1) / factor)
      cumulative.append(sum)
    }
    (self.offsets, self.weights, self.cumulative) = (offsets, weights, cumulative)
    (total, self.placement) = (sum, placement)
  }

  /// The decays of a task, in the voxels in which they were given.
  /// - Parameter importance: of the voxels of the dose; an activity voxel takes the largest that it touches.
  init(_ task: DoseTask, importance: [Float]? = nil) {
    guard let transfer = task.transfer else {
      self.init(task.decays.relative, importance: importance)
      return
    }
    let placement = transfer.placement
    self.init(
      transfer.decays, importance: importance.map { placement.largest($0, on: task.grid) },
      placement: placement)
  }
}

extension SourcePlacement {
  /// For each activity voxel the largest of the values of the dose's voxels that it may touch.
  fileprivate func largest(_ values: [Float], on grid: Grid) -> [Float] {
    var all = [Float](repeating: 0, count: sources.count)
    var n = 0
    for k in 0..<sources.k {
      for j in 0..<sources.j {
        for i in 0..<sources.i {
          all[n] = largest(values, in: box(i, j, k), on: grid)
          n += 1
        }
      }
    }
    return all
  }

  private func largest(_ values: [Float], in box: (low: Vector3, high: Vector3), on grid: Grid) -> Float {
    func cells(_ low: Double, _ high: Double) -> Range<Int> {
      low < high ? Int(low)..<Int(high.rounded(.up)) : 0..<0
    }
    var most: Float = 0
    for k in cells(box.low.z, box.high.z) {
      for j in cells(box.low.y, box.high.y) {
        for i in cells(box.low.x, box.high.x) { most = max(most, values[grid.offset(i, j, k)]) }
      }
    }
    return most
  }
}

extension SourceList {
  /// Draws `count` histories evenly along the running sum, each with a place that is uniform in its voxel and a weight such
  /// that their sum stands for all decays of the grid.
  @inline(__always)
  func forEach(
    _ count: Int, shift: Float, _ points: LowDiscrepancy, size: GridSize, _ body: (Int, Place, Float) -> Void
  ) {
    guard total > 0, count > 0 else { return }
    let stride = total / Double(count)
    var goal = stride * Double(shift), voxel = 0
    for history in 0..<count {
      while voxel + 1 < cumulative.count && cumulative[voxel] < goal { voxel += 1 }
      goal += stride
      let n = Int(offsets[voxel])
      let place: Place
      if let placement {
        place = placement.place(n, points, history)
      } else {
        place = SourceList.place(n, points, history, size)
      }
      body(history, place, weights[voxel] * Float(stride))
    }
  }
}

extension SourceList {
  /// Anywhere in voxel `n` of the dose.
  @inline(__always)
  private static func place(_ n: Int, _ points: LowDiscrepancy, _ history: Int, _ size: GridSize) -> Place {
    let (i, j, k) = (n % size.i, n / size.i % size.j, n / (size.i * size.j))
    return Place(
      x: Float(i) + points(0, history), y: Float(j) + points(1, history), z: Float(k) + points(2, history),
      i: Int32(i), j: Int32(j), k: Int32(k), n: n)
  }
}

extension SourcePlacement {
  fileprivate func place(_ n: Int, _ points: LowDiscrepancy, _ history: Int) -> Place {
    place(
      n % sources.i, n / sources.i % sources.j, n / (sources.i * sources.j),
      Vector3(Double(points(0, history)), Double(points(1, history)), Double(points(2, history))))
  }
}
