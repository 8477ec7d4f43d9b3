import Diagnostics
import Volumes

extension MetaImageFile {
  /// MetaImage positions are LPS, mm, as ITK writes them; each row of TransformMatrix is the direction of an axis.
  func geometry(_ sizes: [Int]) throws(Problem) -> (Grid, [Problem]) {
    let rank = sizes.count
    guard let spacing = try numbers("ElementSpacing", "ElementSize", count: rank) else {
      throw rejected("ElementSpacing is missing", why: "volumes and masses would be wrong")
    }
    guard spacing.prefix(3).allSatisfy({ $0 > 0 }) else { throw rejected("ElementSpacing is not positive") }
    let offset = try numbers("Offset", "Position", "Origin", count: rank)
    let matrix = try numbers("TransformMatrix", "Rotation", "Orientation", count: rank * rank)
    let grid = try grid(
      size: GridSize(sizes[0], sizes[1], sizes[2]), columns: try axes(matrix, rank: rank, spacing: spacing),
      origin: offset.map { Vector3($0[0], $0[1], $0[2]) } ?? .zero, at: path)
    var findings: [Problem] = []
    if offset == nil || matrix == nil {
      findings.append(incomplete(offset == nil ? "Offset" : "TransformMatrix"))
    }
    if hasIntensityFunction { findings.append(intensityFunction) }
    return (grid, findings)
  }

  private func axes(_ matrix: [Double]?, rank: Int, spacing: [Double]) throws(Problem) -> Matrix3 {
    let rows = try (0..<3).map { axis throws(Problem) in
      let row = matrix.map { Vector3($0[axis * rank], $0[axis * rank + 1], $0[axis * rank + 2]) }
      let direction = row ?? [Vector3(1, 0, 0), Vector3(0, 1, 0), Vector3(0, 0, 1)][axis]
      guard abs(direction.norm - 1) < 1e-3 else {
        throw rejected("a row of TransformMatrix is not a unit vector", why: "voxel sizes would be wrong")
      }
      return direction / direction.norm * spacing[axis]
    }
    return Matrix3(rows[0], rows[1], rows[2])
  }

  private func incomplete(_ field: String) -> Problem {
    rejected(
      "the header has no \(field)",
      why: "the place or orientation in the patient is not known; zero and the DICOM axes are assumed",
      remedy: "write the image again with its geometry")
  }

  private var hasIntensityFunction: Bool {
    (text("ElementToIntensityFunctionSlope").flatMap { Double($0) } ?? 1) != 1
      || (text("ElementToIntensityFunctionOffset").flatMap { Double($0) } ?? 0) != 0
  }

  private var intensityFunction: Problem {
    rejected(
      "the header states a slope or offset of intensity, which common programs do not apply and which was not applied",
      why: "the values may be meant otherwise",
      remedy: "store the values scaled")
  }
}
