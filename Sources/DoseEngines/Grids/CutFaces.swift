import Volumes

extension DoseTask {
  /// Closer than this to a cut through the body, mm, dose misses scatter from beyond the grid that matters.
  static let scatterReach = 30.0

  /// The part of the positive activity within `scatterReach` of a face of the grid that cuts through the body: the voxel
  /// straight ahead on the face is not air. Beyond a grid nothing scatters back.
  var activityNearCut: Double {
    var near = 0.0, all = 0.0
    for (n, a) in decays.relative.enumerated() where a > 0 {
      all += Double(a)
      if isNearCut(n) { near += Double(a) }
    }
    return all > 0 ? near / all : 0
  }

  private func isNearCut(_ n: Int) -> Bool {
    let (size, spacing) = (grid.size, grid.spacing)
    let place = (n % size.i, n / size.i % size.j, n / (size.i * size.j))
    let lines = [
      (place.0, size.i, 1, spacing.x), (place.1, size.j, size.i, spacing.y),
      (place.2, size.k, size.i * size.j, spacing.z),
    ]
    return lines.contains { index, count, stride, edge in
      let (low, high) = (index, count - 1 - index)
      return cuts(low, edge, n - low * stride) || cuts(high, edge, n + high * stride)
    }
  }

  private func cuts(_ steps: Int, _ edge: Double, _ face: Int) -> Bool {
    (Double(steps) + 0.5) * edge < DoseTask.scatterReach && densities.density(face) >= densities.airLimit
  }
}
