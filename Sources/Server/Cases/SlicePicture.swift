import Foundation
import Reporting
import Volumes

/// A slice through a volume, with another laid over it, for machines that cannot draw volumes themselves.
struct SlicePicture {
  enum Plane: String, Decodable { case axial, coronal, sagittal }
  struct Layer {
    var volume: Volume<Float>
    var low, high: Float
  }
  let plane: Plane
  /// Place along the plane's normal, RAS mm.
  let place: Double
  let base: Layer
  var over: Layer?

  /// Field of the picture in LPS mm: the box of the base volume.
  private var box: (low: Vector3, high: Vector3) {
    let corners = base.volume.grid.corners
    return (
      corners.dropFirst().reduce(corners[0]) { pointwiseMin($0, $1) },
      corners.dropFirst().reduce(corners[0]) { pointwiseMax($0, $1) }
    )
  }

  /// Patient's right at the left of the picture, front or head above (as radiologists look).
  private var axes: (origin: Vector3, across: Vector3, down: Vector3, width: Double, height: Double) {
    let (low, high) = box
    let size = high - low
    switch plane {
    case .axial: return (Vector3(low.x, low.y, place), Vector3(1, 0, 0), Vector3(0, 1, 0), size.x, size.y)
    case .coronal:
      return (Vector3(low.x, -place, high.z), Vector3(1, 0, 0), Vector3(0, 0, -1), size.x, size.z)
    case .sagittal:
      return (Vector3(-place, low.y, high.z), Vector3(0, 1, 0), Vector3(0, 0, -1), size.y, size.z)
    }
  }

  /// Left and top in RAS mm along the picture's axes, width and height in mm.
  var field: String {
    let (origin, _, _, width, height) = axes
    let left = plane == .sagittal ? -origin.y : -origin.x
    let top = plane == .axial ? -origin.y : origin.z
    return "\(left) \(top) \(width) \(height)"
  }

  /// As PNG.
  var png: Data {
    let (origin, across, down, width, height) = axes
    let spacing = base.volume.grid.spacing
    let step = max(min(spacing.x, spacing.y, spacing.z), max(width, height) / 640)
    let (columns, rows) = (max(1, Int(width / step)), max(1, Int(height / step)))
    var pixels: [UInt32] = []
    pixels.reserveCapacity(rows * columns)
    let below = Sampler(base.volume), above = over.map { Sampler($0.volume) }
    for row in 0..<rows {
      for column in 0..<columns {
        let point = origin + across * ((Double(column) + 0.5) * step) + down * ((Double(row) + 0.5) * step)
        var colour = Self.grey(below.value(point), base)
        if let over, let above { colour = Self.blend(colour, above.value(point), over) }
        pixels.append(0xFF00_0000 | UInt32(colour.x) << 16 | UInt32(colour.y) << 8 | UInt32(colour.z))
      }
    }
    return Raster(width: columns, height: rows, pixels: pixels).png
  }

  private static func part(_ value: Float, _ layer: Layer) -> Float {
    value.isFinite
      ? min(1, max(0, (value - layer.low) / max(layer.high - layer.low, .leastNonzeroMagnitude))) : 0
  }
  private static func grey(_ value: Float, _ layer: Layer) -> SIMD3<UInt8> {
    SIMD3(repeating: UInt8(part(value, layer) * 255))
  }
  /// The hot iron of DICOM PS3.6, annex B, in thirds; nothing below the low end.
  private static func blend(_ below: SIMD3<UInt8>, _ value: Float, _ layer: Layer) -> SIMD3<UInt8> {
    let t = part(value, layer)
    guard t > 0 else { return below }
    let iron = SIMD3<Float>(min(1, t * 2), max(0, t * 2 - 1), max(0, t * 4 - 3)) * 255
    let mixed = SIMD3<Float>(below) * 0.5 + iron * 0.5
    return SIMD3(UInt8(mixed.x), UInt8(mixed.y), UInt8(mixed.z))
  }
}

/// Values between voxels' centres, trilinear; not a number outside.
private struct Sampler {
  let volume: Volume<Float>
  let inverse: Matrix3
  init(_ volume: Volume<Float>) { (self.volume, inverse) = (volume, volume.grid.axes.inverse) }

  func value(_ point: Vector3) -> Float {
    let index = inverse * (point - volume.grid.origin)
    let size = volume.grid.size
    let (x, y, z) = (Self.cell(index.x, size.i), Self.cell(index.y, size.j), Self.cell(index.z, size.k))
    guard let x, let y, let z else { return .nan }
    var sum: Float = 0
    for (k, wk) in z { for (j, wj) in y { for (i, wi) in x { sum += wi * wj * wk * volume[i, j, k] } } }
    return sum
  }

  private static func cell(_ x: Double, _ count: Int) -> [(Int, Float)]? {
    guard x > -0.5, x < Double(count) - 0.5 else { return nil }
    let inside = min(max(x, 0), Double(count - 1))
    let low = min(Int(inside), max(0, count - 2))
    let part = Float(inside - Double(low))
    if part == 0 || count == 1 { return [(low, Float(1))] }
    return [(low, 1 - part), (low + 1, part)]
  }
}
