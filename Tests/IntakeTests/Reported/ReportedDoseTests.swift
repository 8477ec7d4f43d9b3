@testable import DICOM
import Diagnostics
import Fixtures
import Foundation
import Testing
import Volumes

@testable import Intake

/// RT Dose as public reports describe it.
@Suite struct ReportedDoseTests {
  /// The upper half of sixteen bits is dose as well.
  @Test func doseAboveHalfOfSixteenBitsIsPositive() throws {
    let grid = Written.grid()
    let pixels = (0..<grid.size.count).map { UInt16($0 * 65535 / (grid.size.count - 1)) }
    let read = try ForeignObjectTests.dose(grid) { set in
      try set.setPixels(.unsigned16(pixels), rows: grid.size.j, columns: grid.size.i, frames: grid.size.k)
      try set.set(.doseGridScaling, "0.001")
    }
    for (value, pixel) in zip(read.values.voxels, pixels) {
      #expect(agree(Double(value), 0.001 * Double(pixel), relative: 1e-6))
    }
    #expect(read.values.voxels.last == 65.535)
  }

  @Test func framesWithoutOffsetsHaveNoPlace() throws {
    #expect(throws: Problem.self) {
      try ForeignObjectTests.dose { try $0.setEmpty(.gridFrameOffsetVector) }
    }
  }
}
