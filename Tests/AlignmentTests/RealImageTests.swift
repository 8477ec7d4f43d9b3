import Fixtures
import Foundation
@testable import ImageFiles
@testable import Statistics
import Testing
import Volumes

@testable import Alignment

/// A patient's CT (phantom set of B. Auer), moved by a known motion onto other voxels, with noise added. elastix 5.0.1
/// (Mattes, 3 levels, 250 iterations) met the same motions with mean errors of 0.04 to 0.18 mm.
@Suite("registration of a real CT", .enabled(if: Fixtures.data != nil, "real images not found"))
struct RealImageTests {
  @Test("a moved patient is found again within 0.5 mm in the mean and 1 mm everywhere")
  func movedPatient() throws {
    let path = try #require(Fixtures.data).appending(path: "lu177-dotatate-patient/ct.nii.gz").path
    let ct = try ImageFiles.read(path)
    let last = ct.grid.corners[7]
    let centre = ct.grid.position(last * 0.5)
    let turn = RigidTransform(degrees: Vector3(-8, 4, -6), shift: .zero).rotation
    let motion = RigidTransform(rotation: turn, translation: centre - turn * centre + Vector3(10, -14, -17))
    let grid = try Grid(
      size: GridSize(100, 65, 90), spacing: ct.grid.spacing * Vector3(1.08, 1.08, 1),
      direction: ct.grid.direction,
      origin: ct.grid.origin + Vector3(1.3, 0.7, -1.9))
    var moving = try Alignment.resample(
      ct, onto: grid, through: motion.inverse, interpolation: .bSpline, outside: -1000)
    var random = SplitMix64(seed: 3)
    // The sum of four uniform numbers has a standard deviation of 1/√3: 25 HU here.
    for n in moving.voxels.indices {
      moving.voxels[n] += Float(43.3 * (random.unit() + random.unit() + random.unit() + random.unit() - 2))
    }
    let found = try Alignment.registerRigid(fixed: ct, moving: moving)
    let errors = try RegistrationImage(ct, name: "fixed", options: RegistrationOptions()).landmarks
      .map { (found.transform($0) - motion($0)).norm }
    #expect(errors.reduce(0, +) / Double(errors.count) < 0.5)
    #expect(errors.max()! < 1)
    #expect(found.warnings == [])
  }
}
