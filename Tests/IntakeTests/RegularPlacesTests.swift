@testable import DICOM
import Fixtures
import Foundation
import Testing
import Volumes

@testable import Intake

/// Slices are compared with their places on a regular grid, not with the distances of their neighbours.
@Suite struct RegularPlacesTests {
  private func scanned(_ heights: [Double]) throws -> SeriesEntry {
    let folder = try ImageFolder()
    defer { folder.remove() }
    for (k, z) in heights.enumerated() {
      let set = try slice(of: testGrid(), k: k % 4) { set in
        try set.set(.imagePositionPatient, [1, -2, z])
        try set.set(.sopInstanceUID, UID.derived(from: "place \(k)"))
      }
      try folder.write(set, "s\(k)")
    }
    return try #require(folder.scan().entries.first)
  }

  private static func rounded(_ step: Double, _ count: Int, from first: Double = 0) -> [Double] {
    (0..<count).map { (k: Int) -> Double in
      let height = first + Double(k) * step
      return (height * 10).rounded() / 10
    }
  }

  @Test(arguments: [(1.25, 12), (0.625, 40), (0.625, 7), (2.5, 9), (3.27, 60), (1.0 / 3, 100)])
  func positionsWithOneDecimalMakeAVolume(step: Double, count: Int) throws {
    for first in [0, -731.26, 18.04] {
      let entry = try scanned(Self.rounded(step, count, from: first))
      #expect(entry.grid?.size.k == count, "\(entry.told)")
      let spacing = try #require(entry.grid?.spacing.z)
      // Two lines within half of the last decimal of the same points.
      #expect(abs(spacing - step) * Double(count - 1) <= 0.21, "\(spacing)")
    }
  }

  @Test func regularPositionsKeepTheirStep() throws {
    let entry = try scanned((0..<9).map { (k: Int) -> Double in 7.5 + 3.27 * Double(k) })
    #expect(abs((entry.grid?.spacing.z ?? 0) - 3.27) < 1e-12 && entry.findings.isEmpty, "\(entry.told)")
  }

  /// Each gap within 2 % of the others, but the places leave the grid by millimetres.
  @Test func anAccumulatingErrorIsRefused() throws {
    let heights = (0..<60).map { (k: Int) -> Double in
      let beyond = Double(max(0, k - 30))
      return 5 * Double(k) + 0.09 * beyond
    }
    let entry = try scanned(heights)
    #expect(entry.isBlocked && entry.told.contains("leave their places on a regular grid"), "\(entry.told)")
  }

  @Test func aMissingSliceAmongRoundedPositionsIsNamed() throws {
    var heights = Self.rounded(1.25, 12)
    heights.remove(at: 5)
    let entry = try scanned(heights)
    #expect(entry.isBlocked && entry.told.contains("(1 missing)"), "\(entry.told)")
  }

  @Test func slicesThatShareTheirPlacesAreCounted() throws {
    let entry = try scanned([0, 0, 5, 5, 10, 10, 15])
    #expect(entry.told.contains("6 slices lie at the same place as another, at 3 places"), "\(entry.told)")
  }
}
