@testable import DICOM
import Diagnostics
import Fixtures
import Foundation
@testable import ImageFiles
import Stages
import Testing
import Volumes

@testable import Intake

/// Label images and doses pass the same findings as `inspect` shows.
@Suite struct GateTests {
  /// A label NIfTI, of which bytes are changed.
  private func labels(_ patch: (inout [UInt8]) -> Void, _ body: (String, Grid) throws -> Void) throws {
    try RoundTripTests.inFolder { folder in
      let grid = try testGrid()
      var volume = Volume<UInt16>(grid: grid, repeating: 1)
      volume[2, 1, 3] = 2
      let path = folder.appending(path: "labels.nii").path
      try ImageFiles.write(volume, path)
      var bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
      patch(&bytes)
      try Data(bytes).write(to: URL(filePath: path))
      try body(path, grid)
    }
  }

  private static func put<T>(_ value: T, at offset: Int, into bytes: inout [UInt8]) {
    withUnsafeBytes(of: value) { bytes.replaceSubrange(offset..<offset + $0.count, with: $0) }
  }

  static let faults: [@Sendable (inout [UInt8]) -> Void] = [
    { bytes in
      // No transform: qform and sform codes 0.
      put(Int16(0), at: 252, into: &bytes)
      put(Int16(0), at: 254, into: &bytes)
    },
    { bytes in put(Float(16), at: 268, into: &bytes) },  // qoffset_x
    { bytes in put(Float(16), at: 280 + 12, into: &bytes) },  // srow_x, offset
  ]

  @Test(arguments: faults.indices) func whatInspectBlocksIsNotReadAsLabels(_ n: Int) throws {
    try labels(Self.faults[n]) { path, grid throws in
      #expect(try Inventory.scan([path]).entries[0].findings.contains { $0.keys == [.confirmGeometry] })
      let text = refusal { _ = try StructureReader.read(path, onto: grid) }
      #expect(text.contains("transform"), "\(text)")
      #expect(
        !text.contains("confirmGeometry") && !text.contains("case file"), "no such remedy without a case")
      let inCase = refusal { _ = try StructureReader.read(path, onto: grid, inCase: true) }
      #expect(inCase.contains("`confirmGeometry`"))
      let confirmed = SeriesAnswers(confirmGeometry: true)
      #expect(
        refusal { _ = try StructureReader.read(path, onto: grid, answers: confirmed, inCase: true) }
          .contains("transform") == false)
    }
  }

  @Test func soundLabelsAreRead() throws {
    try labels({ _ in }) { path, grid throws in
      let (set, _) = try StructureReader.read(path, onto: grid)
      #expect(set.structures.map(\.name) == ["label 1", "label 2"])
      #expect(abs(set.structures[1].region.millilitres - 0.03) < 1e-4)
    }
  }

  @Test func signedDosesAreRefused() throws {
    let signed: (DataSet) throws -> Void = { try $0.set(.pixelRepresentation, 1) }
    #expect(throws: Problem.self) { try ForeignObjectTests.dose { try signed($0) } }
    #expect(throws: Problem.self) {
      try ForeignObjectTests.dose {
        try signed($0)
        try $0.set(.doseType, "EFFECTIVE")
      }
    }
    let error = try ForeignObjectTests.dose {
      try signed($0)
      try $0.set(.doseType, "ERROR")
    }
    #expect(error.kind == .error)
  }

  /// One dose in as many objects as it has slices.
  @Test func slicesOfADoseAreNotTakenForDoses() throws {
    try RoundTripTests.inFolder { folder in
      for k in 0..<3 {
        let grid = try Grid(
          size: GridSize(7, 5, 1), spacing: Vector3(2.5, 3.25, 4), origin: Vector3(0, 0, 4 * Double(k)),
          frameOfReference: Written.frame)
        let object = try DICOMWriter.doseObject(
          Written.ramp(grid), kind: .physical, comment: "", Written.context, bits: 16)
        try object.dataSet.set(.seriesInstanceUID, "2.25.77")
        try object.dataSet.set(.sopInstanceUID, "2.25.77.\(k)")
        try object.dataSet.write(to: folder.appending(path: "d\(k)").path)
      }
      let inventory = try Inventory.scan([folder.path])
      #expect(inventory.entries.count == 3)
      for entry in inventory.entries {
        #expect(entry.isBlocked && entry.told.contains("3 single-frame doses"), "\(entry.told)")
      }
      let alone = try Inventory.scan([folder.appending(path: "d0").path])
      #expect(!alone.entries[0].isBlocked)
    }
  }
}
