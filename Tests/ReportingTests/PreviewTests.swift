import Fixtures
import Foundation
import Testing

@testable import Reporting

@Suite struct PreviewTests {
  /// Writes the sample where `HEPATICA_PREVIEW` says, for the eye.
  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["HEPATICA_PREVIEW"] != nil, "HEPATICA_PREVIEW names no folder"))
  func writesThePreview() throws {
    let folder = URL(filePath: ProcessInfo.processInfo.environment["HEPATICA_PREVIEW"]!)
    let files = try Report.write(Sample(voxels: 72).content, to: folder)
    #expect(files.contains { $0.lastPathComponent == "report.html" })
  }
}
