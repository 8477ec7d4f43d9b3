import Diagnostics
import Foundation
@testable import ImageFiles
import Testing
import Volumes

/// NRRD files as 3D Slicer writes segmentations, and the label table in a NIfTI header.
@Suite struct NRRDTests {
  static func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  /// Two layers on 3 × 2 × 2 voxels; what is in both at one place overlaps.
  static let layered = """
    NRRD0004
    # Complete NRRD file format specification at:
    type: unsigned char
    dimension: 4
    space: left-posterior-superior
    sizes: 2 3 2 2
    space directions: none (2,0,0) (0,0,3) (0,-4,0)
    kinds: list domain domain domain
    encoding: raw
    space origin: (10,20,-30)
    Segment0_ID:=Segment_1
    Segment0_Layer:=0
    Segment0_LabelValue:=1
    Segment0_Name:=Liver, whole
    Segment1_Layer:=1
    Segment1_LabelValue:=1
    Segment1_Name:=Tumour := 1

    """

  static func write(_ header: String, _ voxels: [UInt8], _ folder: URL) throws -> String {
    let file = folder.appending(path: "a.seg.nrrd")
    try (Data(header.utf8) + Data("\n".utf8) + Data(voxels)).write(to: file)
    return file.path
  }

  @Test func layersAndNames() throws {
    try Self.inFolder { folder in
      // Of each place first layer 0, then layer 1.
      let voxels: [UInt8] = (0..<24).map { [3, 4, 5, 8].contains($0) ? 1 : 0 }
      let path = try Self.write(Self.layered, voxels, folder)
      #expect(
        try ImageFiles.segments(path) == [
          Segment(name: "Liver, whole", label: 1, layer: 0), Segment(name: "Tumour := 1", label: 1, layer: 1),
        ])
      let layers = try ImageFiles.readLayers(path)
      #expect(layers[0].voxels == [0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0])
      #expect(layers[1].voxels == [0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0])
      let grid = layers[0].grid
      #expect(grid.size == GridSize(3, 2, 2) && grid.spacing == Vector3(2, 3, 4))
      #expect(grid.position(Vector3(1, 1, 1)) == Vector3(12, 16, -27))
      #expect(throws: Problem.self) { try ImageFiles.read(path) }
    }
  }

  @Test func oneLayerInRAS() throws {
    try Self.inFolder { folder in
      let header = """
        NRRD0005
        type: short
        dimension: 3
        space: RAS
        sizes: 2 1 1
        space directions: (2,0,0) (0,2,0) (0,0,2)
        endian: little
        encoding: raw
        space origin: (1,2,3)

        """
      let path = try Self.write(header, [7, 0, 0, 1], folder)
      let volume = try ImageFiles.read(path)
      #expect(volume.voxels == [7, 256])
      #expect(volume.grid.origin == Vector3(-1, -2, 3))
      #expect(volume.grid.position(Vector3(1, 0, 0)) == Vector3(-3, -2, 3))
    }
  }

  @Test(arguments: [
    ("type: unsigned char", "type: block"), ("encoding: raw", "encoding: bzip2"),
    ("space: left-posterior-superior", "space: scanner-xyz"), ("sizes: 2 3 2 2", "sizes: 2 3 2"),
    ("kinds: list domain domain domain", "kinds: domain domain domain time"), ("NRRD0004", "NRRB0004"),
    ("space origin: (10,20,-30)", "data file: b.raw"), ("(2,0,0)", "(2,0,0.5)"),
  ])
  func faultyHeaders(_ change: (String, String)) throws {
    try Self.inFolder { folder in
      let header = Self.layered.replacing(change.0, with: change.1)
      let path = try Self.write(header, [UInt8](repeating: 0, count: 24), folder)
      #expect(throws: Problem.self) { try ImageFiles.readLayers(path) }
    }
  }

  @Test func tooShort() throws {
    try Self.inFolder { folder in
      let path = try Self.write(Self.layered, [UInt8](repeating: 0, count: 23), folder)
      #expect(throws: Problem.self) { try ImageFiles.readLayers(path) }
      #expect(throws: Problem.self) {
        try ImageFiles.write(
          Volume<Float>(grid: try! Grid(size: GridSize(1, 1, 1), spacing: Vector3(1, 1, 1)), repeating: 0),
          path)
      }
    }
  }

  /// As TotalSegmentator writes it: an extension of the header that holds XML.
  @Test func labelTableOfANIfTI() throws {
    try Self.inFolder { folder in
      let file = folder.appending(path: "labels.nii")
      let grid = try Grid(size: GridSize(2, 1, 1), spacing: Vector3(2, 2, 2))
      try ImageFiles.write(try Volume<UInt8>(grid: grid, voxels: [1, 5]), file.path)
      #expect(try ImageFiles.segments(file.path) == [])
      var bytes = [UInt8](try Data(contentsOf: file))
      let xml = """
        <?xml version="1.0" encoding="UTF-8"?> <CaretExtension> <VolumeInformation Index="0"> <LabelTable>
        <Label Key="1" Red="0.1" Alpha="1"><![CDATA[spleen]]></Label><Label Key="5" Red="0.2">liver</Label>
        </LabelTable> </VolumeInformation></CaretExtension>
        """
      let size = (xml.utf8.count + 8 + 15) / 16 * 16
      var part = [UInt8](repeating: 0, count: size)
      for n in 0..<4 { part[n] = UInt8(truncatingIfNeeded: size >> (8 * n)) }
      for (n, byte) in xml.utf8.enumerated() { part[8 + n] = byte }
      bytes[348] = 1
      withUnsafeBytes(of: Float(352 + size)) { for n in 0..<4 { bytes[108 + n] = $0[n] } }
      bytes.insert(contentsOf: part, at: 352)
      try Data(bytes).write(to: file)
      #expect(
        try ImageFiles.segments(file.path) == [
          Segment(name: "spleen", label: 1, layer: 0), Segment(name: "liver", label: 5, layer: 0),
        ])
      #expect(try ImageFiles.readLayers(file.path)[0].voxels == [1, 5])
    }
  }
}
