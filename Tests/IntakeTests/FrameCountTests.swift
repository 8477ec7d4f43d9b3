@testable import DICOM
import Fixtures
import Foundation
@testable import Intake
import Testing
import Volumes

/// Everything in a header that counts the frames must agree.
@Suite struct FrameCountTests {
  static let contradictions: [(String, @Sendable (DataSet) throws -> Void)] = [
    ("Number of Frames too small", { try $0.set(.numberOfFrames, 3) }),
    ("Number of Frames too large", { try $0.set(.numberOfFrames, 5) }),
    ("Number of Frames empty", { try $0.setEmpty(.numberOfFrames) }),
    ("Slice Vector too short", { try $0.set(.sliceVector, [1, 2, 3]) }),
    ("Slice Vector too long", { try $0.set(.sliceVector, [1, 2, 3, 4, 5]) }),
    ("Slice Vector all 1", { try $0.set(.sliceVector, [1, 1, 1, 1]) }),
    ("a slice twice", { try $0.set(.sliceVector, [1, 2, 2, 4]) }),
    ("a slice left out", { try $0.set(.sliceVector, [1, 2, 4, 5]) }),
    ("Number of Slices", { try $0.set(.numberOfSlices, 5) }),
    ("Energy Window Vector too short", { try $0.set(.energyWindowVector, [1, 1]) }),
    ("a detector that is not described", { try $0.set(.detectorVector, [2, 2, 2, 2]) }),
  ]

  @Test(arguments: contradictions.indices) func contradictionsAreRefused(_ n: Int) throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    try folder.write(nm(of: testGrid(), Self.contradictions[n].1), "nm")
    let inventory = try folder.scan()
    #expect(!inventory.entries.isEmpty)
    for entry in inventory.entries {
      #expect(entry.isBlocked, "\(Self.contradictions[n].0): \(entry.told)")
      #expect(refusal { _ = try inventory.load(entry) } != "", "\(Self.contradictions[n].0)")
    }
  }

  static let sound: [(String, @Sendable (DataSet) throws -> Void)] = [
    ("as it is", { _ in }), ("from 0", { try $0.set(.sliceVector, [0, 1, 2, 3]) }),
    ("Number of Slices", { try $0.set(.numberOfSlices, 4) }),
    ("detector 1", { try $0.set(.detectorVector, [1, 1, 1, 1]) }),
  ]

  @Test(arguments: sound.indices) func agreementIsRead(_ n: Int) throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    try folder.write(nm(of: testGrid(), Self.sound[n].1), "nm")
    let inventory = try folder.scan()
    #expect(!inventory.entries[0].isBlocked, "\(inventory.entries[0].told)")
    #expect(showsField(try inventory.load(inventory.entries[0]).values))
  }

  /// A slice of a single-frame series that holds two pictures.
  @Test func aSecondPictureInASliceIsRefused() throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    for k in 0..<4 {
      try folder.write(
        slice(of: testGrid(), k: k) {
          let two = stored(try testGrid(), k: k) + stored(try testGrid(), k: k)
          try $0.setPixels(.signed16(two), rows: 2, columns: 3, frames: 2)
          try $0.setEmpty(.numberOfFrames)
          // Large enough that the header does not hide it.
          try $0.set(.patientName, String(repeating: "x", count: 60))
        }, "s\(k)")
    }
    #expect(try folder.scan().entries[0].told.contains("contradicts itself about its number of frames"))
  }
}
