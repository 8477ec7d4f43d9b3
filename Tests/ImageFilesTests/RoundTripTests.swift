import Diagnostics
import Fixtures
import Foundation
import Testing
import Volumes

@testable import ImageFiles

@Suite("what is written is read back")
struct RoundTripTests {
  @Test("values and geometry for all 48 orientations", arguments: ["x.nii", "x.nii.gz", "x.mha", "x.mhd"])
  func orientations(name: String) throws {
    for direction in Samples.orientations + [Samples.oblique] {
      let volume = try Samples.volume(direction)
      try Samples.withFile(name) { path throws in
        try ImageFiles.write(volume, path, description: "a test")
        let back = try ImageFiles.read(path)
        let header = try ImageFiles.header(path)
        #expect(back.voxels == volume.voxels)
        // Single precision of origin and spacing in NIfTI: 1e-4 mm at 1033 mm.
        #expect(back.grid.matches(volume.grid, tolerance: name.contains("nii") ? 2e-4 : 1e-9))
        #expect(header.findings.isEmpty)
        #expect(header.component == .float32 && header.volumes == 1)
      }
    }
  }

  @Test("a flipped copy is told from the original")
  func flipsDiffer() throws {
    let grids = try Samples.orientations.map { try Samples.grid($0) }
    #expect(!grids[1...].contains { $0.matches(grids[0]) })
  }

  @Test("qform alone gives the same geometry", arguments: Samples.orientations + [Samples.oblique])
  func qform(direction: Matrix3) throws {
    let volume = try Samples.volume(direction)
    try Samples.patched(volume, { $0.put(Int16(0), at: 254) }) { path throws in
      let header = try ImageFiles.header(path)
      #expect(header.grid.matches(volume.grid, tolerance: 3e-3))
      #expect(header.geometrySource == "qform" && header.findings.isEmpty)
    }
  }

  @Test("MetaImage keeps geometry to the last bit")
  func exactGeometry() throws {
    let volume = try Samples.volume()
    try Samples.withFile("x.mha") { path throws in
      try ImageFiles.write(volume, path)
      #expect(try ImageFiles.header(path).grid == volume.grid)
    }
  }

  @Test("not a number stays not a number and is counted", arguments: ["x.nii", "x.mha"])
  func notANumber(name: String) throws {
    var volume = try Samples.volume()
    volume[1, 1, 1] = .nan
    volume[2, 1, 1] = -.infinity
    try Samples.withFile(name) { path throws in
      try ImageFiles.write(volume, path)
      let back = try ImageFiles.read(path)
      #expect(back[1, 1, 1].isNaN && back[2, 1, 1] == -.infinity)
      #expect(ImageFiles.nonFiniteCount(back) == 2)
      #expect(ImageFiles.nonFiniteFinding(back, at: path)?.what.contains("2 of 60") == true)
      #expect(ImageFiles.nonFiniteFinding(try Samples.volume(), at: path) == nil)
    }
  }

  @Test("integer labels are exact", arguments: ["x.nii.gz", "x.mhd"])
  func labels(name: String) throws {
    let values: [Int32] = [0, 1, -1, 16_777_217, .max, .min] + Array(repeating: 7, count: 54)
    let volume = try Volume(grid: Samples.grid(), voxels: values)
    try Samples.withFile(name) { path throws in
      try ImageFiles.write(volume, path)
      #expect(try ImageFiles.readLabels(path).voxels == values)
      #expect(try ImageFiles.header(path).component == .int32)
      // As floats 16 777 217 and Int32.max would be rounded: refused, never rounded.
      #expect(throws: Problem.self) { try ImageFiles.read(path) }
    }
  }

  @Test("fractions are not labels")
  func fractionsAreNoLabels() throws {
    try Samples.withFile("x.nii") { path throws in
      try ImageFiles.write(Samples.volume(), path)
      #expect(throws: Problem.self) { try ImageFiles.readLabels(path) }
      try ImageFiles.write(Samples.volume().map { $0.rounded() }, path)
      #expect(try ImageFiles.readLabels(path)[0, 0, 0] == -3)
    }
  }

  @Test("every component type is read", arguments: ComponentType.allCases)
  func components(component: ComponentType) throws {
    let code = try #require(NIfTIFile.components.first { $0.value == component }).key
    let grid = try Samples.grid()
    let payload = (0..<60).flatMap { n -> [UInt8] in
      switch component {
      case .float32: withUnsafeBytes(of: Float(n).bitPattern.littleEndian, Array.init)
      case .float64: withUnsafeBytes(of: Double(n).bitPattern.littleEndian, Array.init)
      default: withUnsafeBytes(of: UInt64(n).littleEndian) { Array($0.prefix(component.bytes)) }
      }
    }
    try Samples.patched(
      Volume(grid: grid, repeating: UInt8(0)),
      { bytes in
        bytes.put(Int16(code), at: 70)
        bytes.replaceSubrange(352..., with: payload)
      }
    ) { path throws in
      let (floats, labels) = (try ImageFiles.read(path), try ImageFiles.readLabels(path))
      #expect(floats.voxels == (0..<60).map { Float($0) })
      #expect(labels.voxels == (0..<60).map { Int32($0) })
    }
  }

  @Test("big-endian NIfTI is read")
  func bigEndian() throws {
    let volume = try Samples.volume(Samples.oblique)
    try Samples.patched(
      volume,
      { bytes in
        for offset in [0] + Array(stride(from: 76, to: 120, by: 4)) + Array(stride(from: 256, to: 328, by: 4))
        {
          bytes.reverse(at: offset, width: 4)
        }
        for offset in Array(stride(from: 40, to: 56, by: 2)) + [70, 72, 252, 254] {
          bytes.reverse(at: offset, width: 2)
        }
        for offset in stride(from: 352, to: bytes.count, by: 4) { bytes.reverse(at: offset, width: 4) }
      }
    ) { path throws in
      let back = try ImageFiles.read(path)
      #expect(back.voxels == volume.voxels && back.grid.matches(volume.grid))
    }
  }

  @Test("nothing but the image is left in the folder")
  func noLeftovers() throws {
    for (name, expected) in [
      ("x.nii.gz", ["x.nii.gz"]), ("x.mhd", ["x.mhd", "x.raw"]), ("x.mha", ["x.mha"]),
    ] {
      try Samples.withFile(name) { path throws in
        try ImageFiles.write(Samples.volume(), path)
        try ImageFiles.write(Samples.volume(), path)
        let folder = URL(filePath: path).deletingLastPathComponent()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == expected)
      }
    }
  }

  @Test("a failed write leaves the old file and no other")
  func failedWrite() throws {
    try Samples.withFile("x.nii") { path throws in
      try ImageFiles.write(Samples.volume(), path)
      let before = try Data(contentsOf: URL(filePath: path))
      let long = try Volume(
        grid: Grid(size: GridSize(40000, 1, 1), spacing: Vector3(1, 1, 1)), repeating: UInt8(0))
      #expect(throws: Problem.self) { try ImageFiles.write(long, path) }
      #expect(throws: Problem.self) { try ImageFiles.write(Samples.volume(), path + "/deeper/x.nii") }
      #expect(throws: Problem.self) { try ImageFiles.write(Samples.volume(), path + ".jpg") }
      #expect(try Data(contentsOf: URL(filePath: path)) == before)
      let folder = URL(filePath: path).deletingLastPathComponent()
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["x.nii"])
    }
  }

  @Test("the same volume gives the same bytes", arguments: ["x.nii.gz", "x.mha"])
  func deterministic(name: String) throws {
    try Samples.withFile(name) { path throws in
      try ImageFiles.write(Samples.volume(), path)
      let first = try Data(contentsOf: URL(filePath: path))
      try ImageFiles.write(Samples.volume(), path)
      #expect(try Data(contentsOf: URL(filePath: path)) == first)
    }
  }
}
