import Diagnostics
import Files
import Foundation
import Volumes

extension NIfTIFile {
  static func write<Element: VoxelComponent>(
    _ volume: Volume<Element>, to path: String, description: String
  ) throws {
    let header = try header(
      of: volume.grid, component: Element.component, description: description, path: path)
    try replaceAtomically(URL(filePath: path)) { temporary in
      let sink = try ByteSink(path: temporary, compressed: path.lowercased().hasSuffix(".gz"))
      try sink.write(header)
      try sink.write([0, 0, 0, 0])
      try volume.voxels.withUnsafeBytes { try sink.write($0) }
      try sink.finish()
    }
  }

  /// Little-endian, as the voxels of every machine that runs this program.
  static func header(
    of grid: Grid, component: ComponentType, description: String, path: String
  ) throws(Problem) -> [UInt8] {
    let size = [grid.size.i, grid.size.j, grid.size.k]
    guard size.max()! <= Int(Int16.max) else {
      throw Problem(
        .usage, what: "NIfTI-1 holds at most 32767 voxels along an axis", at: path,
        remedy: "write a MetaImage")
    }
    var header = HeaderBytes(count: headerSize)
    header.put(Int32(headerSize), at: 0)
    header.put([3, size[0], size[1], size[2], 1, 1, 1, 1].map(Int16.init), at: 40)
    header.put(Int16(components.first { $0.value == component }!.key), at: 70)
    header.put(Int16(8 * component.bytes), at: 72)
    let (quatern, flip) = grid.direction.reflectedXY.quaternion
    header.put([flip, grid.spacing.x, grid.spacing.y, grid.spacing.z, 0, 0, 0, 0], at: 76)
    header.put([Double(dataOffset), 1, 0], at: 108)
    header.put(UInt8(2), at: 123)
    for (n, byte) in description.utf8Prefix(79).enumerated() { header.put(byte, at: 148 + n) }
    header.put([Int16(1), Int16(1)], at: 252)
    let (axes, origin) = (grid.axes.reflectedXY, grid.origin.reflectedXY)
    header.put([quatern.x, quatern.y, quatern.z, origin.x, origin.y, origin.z], at: 256)
    for row in 0..<3 {
      header.put([axes.c(0)[row], axes.c(1)[row], axes.c(2)[row], origin[row]], at: 280 + 16 * row)
    }
    for (n, byte) in "n+1".utf8.enumerated() { header.put(byte, at: 344 + n) }
    return header.bytes
  }
}

/// A header under construction.
private struct HeaderBytes {
  var bytes: [UInt8]
  init(count: Int) { bytes = Array(repeating: 0, count: count) }

  mutating func put<T: FixedWidthInteger>(_ value: T, at offset: Int) {
    withUnsafeBytes(of: value.littleEndian) { bytes.replaceSubrange(offset..<offset + $0.count, with: $0) }
  }
  mutating func put(_ values: [Int16], at offset: Int) {
    for (n, value) in values.enumerated() { put(value, at: offset + 2 * n) }
  }
  mutating func put(_ values: [Double], at offset: Int) {
    for (n, value) in values.enumerated() { put(Float(value + 0).bitPattern, at: offset + 4 * n) }
  }
}

extension String {
  /// As many whole characters as fit into `count` bytes of UTF-8.
  func utf8Prefix(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for character in self {
      let next = Array(String(character).utf8)
      if bytes.count + next.count > count { break }
      bytes += next
    }
    return bytes
  }
}

extension Matrix3 {
  /// Unit quaternion (b, c, d; a ≥ 0) and NIfTI's qfac, −1 where the third axis has to be turned over to make a
  /// rotation. Method of Shepperd (1978), doi:10.2514/3.55767b: the largest component is found first.
  var quaternion: (imaginary: Vector3, flip: Double) {
    let flip = determinant < 0 ? -1.0 : 1
    let (x, y, z) = (c(0), c(1), c(2) * flip)
    let squares = [
      1 + x.x + y.y + z.z, 1 + x.x - y.y - z.z, 1 - x.x + y.y - z.z, 1 - x.x - y.y + z.z,
    ]
    let largest = squares.indices.max { squares[$0] < squares[$1] }!
    let s = 2 * squares[largest].squareRoot()
    var q: SIMD4<Double> =
      switch largest {
      case 0: SIMD4(s / 4, (y.z - z.y) / s, (z.x - x.z) / s, (x.y - y.x) / s)
      case 1: SIMD4((y.z - z.y) / s, s / 4, (y.x + x.y) / s, (z.x + x.z) / s)
      case 2: SIMD4((z.x - x.z) / s, (y.x + x.y) / s, s / 4, (z.y + y.z) / s)
      default: SIMD4((x.y - y.x) / s, (z.x + x.z) / s, (z.y + y.z) / s, s / 4)
      }
    if q[0] < 0 { q = -q }
    return (Vector3(q[1], q[2], q[3]), flip)
  }
}
