import Diagnostics
import Foundation
import Testing
import Volumes

@testable import ImageFiles

/// NIfTI-2 has the fields of NIfTI-1 in wider types.
@Suite struct WideNIfTITests {
  /// The NIfTI-1 file of a volume, rewritten with the header of NIfTI-2 in either byte order; voxels are bytes.
  private static func wide(_ narrow: [UInt8], bigEndian: Bool) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 544)
    func put<T: FixedWidthInteger>(_ value: T, _ offset: Int) {
      withUnsafeBytes(of: bigEndian ? value.bigEndian : value.littleEndian) {
        header.replaceSubrange(offset..<offset + $0.count, with: $0)
      }
    }
    func put(_ value: Double, _ offset: Int) { put(value.bitPattern, offset) }
    func short(_ offset: Int) -> Int {
      Int(Int16(bitPattern: UInt16(narrow[offset]) | UInt16(narrow[offset + 1]) << 8))
    }
    func real(_ offset: Int) -> Double {
      let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(narrow[offset + $1]) << UInt32(8 * $1) }
      return Double(Float(bitPattern: bits))
    }
    put(Int32(540), 0)
    for (n, byte) in "n+2\0\r\n\u{1a}\n".utf8.enumerated() { header[4 + n] = byte }
    put(Int16(short(70)), 12)
    put(Int16(short(72)), 14)
    for n in 0..<8 {
      put(Int64(short(40 + 2 * n)), 16 + 8 * n)
      put(real(76 + 4 * n), 104 + 8 * n)
    }
    put(Int64(544), 168)
    put(real(112), 176)
    put(real(116), 184)
    put(Int32(short(252)), 344)
    put(Int32(short(254)), 348)
    for n in 0..<6 { put(real(256 + 4 * n), 352 + 8 * n) }
    for n in 0..<12 { put(real(280 + 4 * n), 400 + 8 * n) }
    put(Int32(narrow[123]), 500)
    return header + narrow[352...]
  }

  private func volume() throws -> Volume<UInt8> {
    try Volume(grid: Samples.grid(Samples.oblique), voxels: (0..<Samples.size.count).map { UInt8($0) })
  }

  @Test(arguments: [false, true]) func readsAsItsTwin(bigEndian: Bool) throws {
    try Samples.withFile("x.nii") { path throws in
      try ImageFiles.write(volume(), path)
      let narrow = try ImageFiles.read(path), header = try ImageFiles.header(path)
      let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
      try Data(Self.wide(bytes, bigEndian: bigEndian)).write(to: URL(filePath: path))
      let wide = try ImageFiles.read(path)
      #expect(wide.voxels == narrow.voxels && wide.grid == narrow.grid)
      #expect(try ImageFiles.header(path).findings == header.findings)
    }
  }

  @Test func damageIsRefused() throws {
    try Samples.withFile("x.nii") { path throws in
      try ImageFiles.write(volume(), path)
      let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
      let wide = Self.wide(bytes, bigEndian: false)
      func refused(_ change: (inout [UInt8]) -> Void) throws {
        var changed = wide
        change(&changed)
        try Data(changed).write(to: URL(filePath: path))
        #expect(throws: Problem.self) { try ImageFiles.read(path) }
      }
      try refused { $0[5] = 0 }
      try refused { $0.removeLast(200) }
      try refused { $0.removeSubrange(400...) }
      // 2⁵⁶ voxels along an axis.
      try refused { $0[16 + 8 + 7] = 1 }
      try refused { $0[16 + 8 + 7] = 0x80 }
    }
  }
}
