import Diagnostics
import Fixtures
import Foundation
import Testing
import Volumes

@testable import ImageFiles
@testable import Intake

/// NIfTI and MetaImage files as public reports describe them.
@Suite struct ReportedVolumeFileTests {
  /// A volume with bytes of its header changed.
  private func nifti(_ patch: (inout [UInt8]) -> Void) throws -> (header: ImageHeader, written: Grid) {
    var found: ImageHeader?
    let grid = Written.grid(Written.oblique)
    try RoundTripTests.inFolder { folder in
      let path = folder.appending(path: "x.nii").path
      try ImageFiles.write(Written.ramp(grid), path)
      var bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
      patch(&bytes)
      try Data(bytes).write(to: URL(filePath: path))
      found = try ImageFiles.header(path)
    }
    return (try #require(found), grid)
  }

  private static func put<T>(_ value: T, at offset: Int, into bytes: inout [UInt8]) {
    withUnsafeBytes(of: value) { bytes.replaceSubrange(offset..<offset + $0.count, with: $0) }
  }

  /// A transform of code 0 says nothing, whatever stands in it: sform (codes at 254, rows from 280), qform (252, from 256).
  @Test(arguments: [(254, 280, 12), (252, 256, 6)])
  func aTransformOfCodeZeroIsNotUsed(code: Int, first: Int, count: Int) throws {
    let (header, grid) = try nifti { bytes in
      Self.put(Int16(0), at: code, into: &bytes)
      for n in 0..<count { Self.put(Float(n) * 17 - 40, at: first + 4 * n, into: &bytes) }
    }
    #expect(header.findings.isEmpty, "\(header.findings)")
    #expect(header.grid.matches(grid.with(frameOfReference: nil), tolerance: 1e-3))
  }

  /// pixdim[0] is ±1; a 0 counts as 1.
  @Test func aHandednessOfZeroIsRightHanded() throws {
    let (header, grid) = try nifti { Self.put(Float(0), at: 76, into: &$0) }
    #expect(header.grid.matches(grid.with(frameOfReference: nil), tolerance: 1e-3))
  }

  private static let meta = """
    ObjectType = Image
    NDims = 3
    BinaryData = True
    BinaryDataByteOrderMSB = False
    TransformMatrix = -1 0 0 0 -1 0 0 0 1
    Offset = 10 20 30
    CenterOfRotation = 0 0 0
    AnatomicalOrientation = RAI
    ElementSpacing = 2 3 4
    DimSize = 2 1 2
    ElementType = MET_SHORT
    ElementDataFile = LOCAL

    """

  private func metaImage(_ sound: String, _ other: String, _ body: (URL) throws -> Void) throws {
    try RoundTripTests.inFolder { folder in
      let text = Self.meta.replacing(sound, with: other)
      #expect(text != Self.meta || sound == other)
      let pixels = Data([1, 0, 2, 0, 3, 0, 4, 0])
      let url = folder.appending(path: "x.mha")
      try (Data(text.utf8) + pixels).write(to: url)
      try body(url)
    }
  }

  @Test func aNegativeSpacingIsRefusedWithItsReason() throws {
    for spacing in ["2 3 -4", "-2 3 4"] {
      try metaImage("ElementSpacing = 2 3 4", "ElementSpacing = \(spacing)") { url in
        #expect(throws: Problem.self) { try ImageFiles.read(url.path) }
        let inventory = try Inventory.scan([url.deletingLastPathComponent().path])
        #expect(inventory.entries.isEmpty)
        #expect(inventory.skipped.first?.reason.lowercased().contains("spacing") == true)
      }
    }
  }

  /// The matrix decides, not the letters, which may be unknown; Position and Origin are other words for Offset.
  @Test(arguments: [
    ("RAI", "???"), ("Offset = ", "Position = "), ("Offset = ", "Origin = "),
    ("AnatomicalOrientation = RAI\n", ""),
  ])
  func proneImagesLieWhereTheirMatrixPutsThem(_ sound: String, _ other: String) throws {
    try metaImage(sound, other) { url in
      let volume = try ImageFiles.read(url.path)
      #expect(volume.voxels == [1, 2, 3, 4])
      #expect(volume.grid.position(Vector3(1, 0, 0)) == Vector3(8, 20, 30))
      #expect(volume.grid.position(Vector3(0, 0, 1)) == Vector3(10, 20, 34))
    }
  }
}
