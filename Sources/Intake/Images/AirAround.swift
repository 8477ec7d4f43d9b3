import Stages
import Volumes

/// What a CT shows around the patient, by the first and last row of its slices.
///
/// Air has −1000 HU by definition, so that it is the one second statement that a CT has of the offset of its values.
struct AirAround {
  /// The median of the border, HU; `nil` where it is not alike, or is tissue.
  let level: Double?

  /// What scanners fill with outside their circle is below.
  private static let padding: Float = -1500
  /// Of half of the border, HU.
  private static let alike: Float = 80
  /// Half-way to soft tissue.
  private static let mostOfAir: Float = -500
  private static let leastVoxels = 64

  init(_ volume: Volume<Float>) {
    let (rows, size) = (volume.grid.size.j, volume.grid.size)
    var border: [Float] = []
    for k in 0..<size.k {
      for j in Set([0, rows - 1]) {
        for i in 0..<size.i { border.append(volume[i, j, k]) }
      }
    }
    border = border.filter { $0 > Self.padding }.sorted()
    guard border.count >= Self.leastVoxels else {
      level = nil
      return
    }
    let middle = border[border.count / 2]
    let spread = border[border.count * 3 / 4] - border[border.count / 4]
    level = spread <= Self.alike && middle < Self.mostOfAir ? Double(middle) : nil
  }
}
