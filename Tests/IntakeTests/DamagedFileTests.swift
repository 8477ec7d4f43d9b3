@testable import DICOM
import Fixtures
import Foundation
@testable import Intake
import Quantities
import Stages
import Testing
import Volumes

/// A generator with a printed seed (xorshift64), so that a failure can be repeated.
private struct Damage: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }

  mutating func apply(to original: [UInt8]) -> [UInt8] {
    var bytes = original
    for _ in 0..<Int.random(in: 1...4, using: &self) where bytes.count > 16 {
      let at = Int.random(in: 0..<bytes.count, using: &self),
        n = min(bytes.count - at, Int.random(in: 1...32, using: &self))
      switch Int.random(in: 0..<6, using: &self) {
      case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &self)
      case 1: bytes[at] = [0, 0xFF, 0x7F, 0x80, 0x5C][Int.random(in: 0..<5, using: &self)]
      case 2: bytes.removeSubrange(at...)
      case 3: bytes.removeSubrange(at..<at + n)
      case 4: bytes.insert(contentsOf: Array(bytes[at..<at + n]), at: at)
      default: for k in at..<min(at + 4, bytes.count) { bytes[k] = k == at + 3 ? 0x7F : 0xFF }
      }
    }
    return bytes
  }
}

/// Whatever happens to the bytes, a scan ends, and loading either gives a volume that fills its grid or says why.
@Suite struct DamagedFileTests {
  @Test(arguments: [1, 2, 3] as [UInt64]) func damageNeverCrashes(seed: UInt64) throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    let grid = try testGrid()
    try folder.write(nm(of: grid), "nm")
    try folder.write(petSlice(of: grid, k: 0), "pet", as: .runLength)
    try folder.write(slice(of: grid, k: 0), "ct", as: .jpegLossless)
    try folder.write(slice(of: grid, k: 1), "deflated", as: .deflated)
    let originals = try ["nm", "pet", "ct", "deflated"].map {
      [UInt8](try Data(contentsOf: folder.url.appending(path: $0)))
    }
    var damage = Damage(state: seed)
    for n in 0..<100 {
      let one = try ImageFolder()
      defer { one.remove() }
      try Data(damage.apply(to: originals[n % originals.count])).write(to: one.url.appending(path: "damaged"))
      let inventory = try one.scan()
      #expect(inventory.entries.count + inventory.skipped.count >= 1)
      for entry in inventory.entries {
        guard
          let series = try? inventory.load(
            entry, answers: SeriesAnswers(confirmGeometry: true, position: .zero))
        else { continue }
        #expect(series.values.voxels.count == series.values.grid.size.count)
      }
    }
  }
}
