import Diagnostics
import Fixtures
import Foundation
import Testing
import Volumes

@testable import ImageFiles

@Suite("MetaImage headers")
struct MetaImageTests {
  static let header = """
    ObjectType = Image
    NDims = 3
    BinaryData = True
    BinaryDataByteOrderMSB = True
    TransformMatrix = 0 1 0 0 0 1 1 0 0
    Offset = 1 2 3
    ElementSpacing = 2 3 4
    DimSize = 2 1 2
    ElementType = MET_SHORT
    ElementDataFile = LOCAL

    """

  private func with(
    _ header: String, _ data: [UInt8] = [0, 1, 0, 2, 0, 3, 1, 0], _ body: (String) throws -> Void
  ) throws {
    try Samples.withFile("x.mha") { path throws in
      try (Data(header.utf8) + Data(data)).write(to: URL(filePath: path))
      try body(path)
    }
  }

  @Test("big-endian voxels and axis directions by rows")
  func bigEndian() throws {
    try with(Self.header) { path throws in
      let volume = try ImageFiles.read(path)
      #expect(volume.voxels == [1, 2, 3, 256])
      #expect(volume.grid.position(Vector3(1, 0, 0)) == Vector3(1, 4, 3))
      #expect(volume.grid.position(Vector3(0, 0, 1)) == Vector3(5, 2, 3))
    }
  }

  @Test(
    "a header without place or orientation has to be confirmed", arguments: ["Offset", "TransformMatrix"])
  func incomplete(field: String) throws {
    let lines = Self.header.components(separatedBy: "\n").filter { !$0.hasPrefix(field) }
    try with(lines.joined(separator: "\n")) { path throws in
      #expect(try ImageFiles.header(path).findings.map(\.what).joined().contains(field))
    }
    try with(Self.header) { path throws in #expect(try ImageFiles.header(path).findings.isEmpty) }
  }

  @Test(
    "what cannot be understood is refused",
    arguments: [
      ("NDims = 3", "NDims = 2"), ("DimSize = 2 1 2", "DimSize = 2 1"),
      ("DimSize = 2 1 2", "DimSize = 2 1 99999999999"),
      ("ElementSpacing = 2 3 4", "ElementSpacing = 2 0 4"), ("ElementSpacing = 2 3 4", "Nothing = 1"),
      ("MET_SHORT", "MET_STRING"), ("BinaryData = True", "BinaryData = False"), ("= LOCAL", "= LIST"),
      ("= LOCAL", "= x%03d.raw 1 2 1"), ("= LOCAL", "= missing.raw"),
      ("NDims = 3", "NDims = 3\nElementNumberOfChannels = 3"),
      ("0 1 0 0 0 1 1 0 0", "0 1 0 0 0.5 1 1 0 0"), ("0 1 0 0 0 1 1 0 0", "0 2 0 0 0 1 1 0 0"),
      ("Offset = 1", "Offset = nan"),
      ("DimSize = 2 1 2", "DimSize = 2 2 2"),
    ])
  func refused(sound: String, faulty: String) throws {
    try with(Self.header.replacingOccurrences(of: sound, with: faulty)) { path throws in
      #expect(throws: Problem.self) { try ImageFiles.read(path) }
    }
  }

  @Test("data at the end of a file, after a foreign header")
  func headerSize() throws {
    try Samples.withFile("x.mhd") { path throws in
      let header = Self.header.replacingOccurrences(of: "= LOCAL", with: "= x.raw")
      let folder = URL(filePath: path).deletingLastPathComponent()
      try Data(header.replacingOccurrences(of: "NDims", with: "HeaderSize = -1\nNDims").utf8).write(
        to: URL(filePath: path))
      try Data([9, 9, 9, 0, 1, 0, 2, 0, 3, 1, 0]).write(to: folder.appending(path: "x.raw"))
      #expect(try ImageFiles.read(path).voxels == [1, 2, 3, 256])
    }
  }

  /// `zlib.compress(bytes([0, 1, 0, 2, 0, 3, 1, 0]))` of Python.
  static let deflated: [UInt8] = [
    0x78, 0x9c, 0x63, 0x60, 0x64, 0x60, 0x62, 0x60, 0x66, 0x64, 0x00, 0x00, 0x00, 0x24, 0x00, 0x08,
  ]

  @Test("compressed voxels are read, and damage is found")
  func compressed() throws {
    let header = Self.header.replacingOccurrences(of: "NDims", with: "CompressedData = True\nNDims")
    try with(header, Self.deflated) { path throws in
      #expect(try ImageFiles.read(path).voxels == [1, 2, 3, 256])
    }
    try with(header, Array(Self.deflated.dropLast(3))) { path throws in
      #expect(throws: Problem.self) { try ImageFiles.read(path) }
    }
    var damaged = Self.deflated
    damaged[5] ^= 0x10
    try with(header, damaged) { path throws in #expect(throws: Problem.self) { try ImageFiles.read(path) } }
  }
}
