import Diagnostics
import Fixtures
import Foundation
import Volumes

@testable import ImageFiles

/// Small volumes and files with known faults.
enum Samples {
  static let size = GridSize(4, 3, 5)

  /// All 48 ways to lay the voxel axes along the patient's axes: 6 permutations × 8 flips.
  static let orientations: [Matrix3] = {
    let axes = [Vector3(1, 0, 0), Vector3(0, 1, 0), Vector3(0, 0, 1)]
    let permutations = [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)]
    return permutations.flatMap { p in
      (0..<8).map { flips in
        func sign(_ bit: Int) -> Double { flips >> bit & 1 == 1 ? -1 : 1 }
        return Matrix3(axes[p.0] * sign(0), axes[p.1] * sign(1), axes[p.2] * sign(2))
      }
    }
  }()

  /// A rotation by no round angle about no axis of the grid.
  static let oblique: Matrix3 = {
    let (a, b) = (0.31, -1.17)
    let z = Matrix3(Vector3(cos(a), sin(a), 0), Vector3(-sin(a), cos(a), 0), Vector3(0, 0, 1))
    let x = Matrix3(Vector3(1, 0, 0), Vector3(0, cos(b), sin(b)), Vector3(0, -sin(b), cos(b)))
    return z * x
  }()

  static func grid(_ direction: Matrix3 = .identity) throws -> Grid {
    try Grid(
      size: size, spacing: Vector3(0.9765625, 1.2, 2.5), direction: direction,
      origin: Vector3(-201.3, 15.75, 1033.1))
  }

  static func volume(_ direction: Matrix3 = .identity) throws -> Volume<Float> {
    try Volume(grid: grid(direction), voxels: (0..<size.count).map { Float($0) * 0.37 - 3 })
  }

  /// Runs `body` with the path of a fresh file name and removes what it left.
  static func withFile(_ name: String, _ body: (String) throws -> Void) throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.appending(path: name).path)
  }

  /// Writes `volume` and changes the bytes of the file.
  static func patched<E: VoxelComponent>(
    _ volume: Volume<E>, as name: String = "x.nii", _ patch: (inout [UInt8]) -> Void,
    _ body: (String) throws -> Void
  ) throws {
    try withFile(name) { path throws in
      try ImageFiles.write(volume, path)
      var bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
      patch(&bytes)
      try Data(bytes).write(to: URL(filePath: path))
      try body(path)
    }
  }
}

extension [UInt8] {
  mutating func put<T: FixedWidthInteger>(_ value: T, at offset: Int) {
    Swift.withUnsafeBytes(of: value.littleEndian) { replaceSubrange(offset..<offset + $0.count, with: $0) }
  }
  mutating func put(_ value: Float, at offset: Int) { put(value.bitPattern, at: offset) }
  mutating func reverse(at offset: Int, width: Int) {
    replaceSubrange(offset..<offset + width, with: self[offset..<offset + width].reversed())
  }
}
