import Fixtures
import Foundation
import Testing
import Volumes

@testable import ImageFiles

/// Numbers from the description that came with the images (phantom set of B. Auer).
@Suite("real images", .enabled(if: Fixtures.data != nil, "real images not found"))
struct RealImageTests {
  @Test("label counts of the Lu-177 patient")
  func labels() throws {
    let path = try #require(Fixtures.data).appending(path: "lu177-dotatate-patient/labels.nii.gz").path
    let labels = try ImageFiles.readLabels(path)
    #expect(labels.grid.size == GridSize(108, 70, 90))
    let counts = labels.voxels.reduce(into: [Int32: Int]()) { $0[$1, default: 0] += 1 }
    #expect((1...7).map { counts[$0] ?? 0 } == [15381, 1535, 2052, 2493, 93, 55, 90])
    #expect(agree(labels.grid.voxelVolume.value * 15381, 1037.3, relative: 1e-4))
  }

  @Test("CT of the Lu-177 patient")
  func ct() throws {
    let path = try #require(Fixtures.data).appending(path: "lu177-dotatate-patient/ct.nii.gz").path
    let ct = try ImageFiles.read(path)
    #expect(ct.voxels.max() == 1976)
    #expect(ImageFiles.nonFiniteCount(ct) == 0)
  }
}
