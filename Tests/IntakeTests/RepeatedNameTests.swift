import Checks
import Diagnostics
import Fixtures
import Foundation
import Stages
import Testing
import Volumes

@testable import Intake

/// Structures of one name are as many as there are; what they are recognised by is their place and number.
@Suite struct RepeatedNameTests {
  static func write(_ names: [String], numbers: [Int], to folder: URL) throws -> String {
    let solids = [DrawnSolid.sphere(12, step: 2), .sphere(20, step: 2), .torus(22, 9, step: 1)]
    let regions = zip(names, numbers).enumerated().map { n, named in
      RegionOfInterest(name: named.0, number: named.1, kind: "GTV", contours: solids[n].contours)
    }
    return try DICOMWriter.writeStructureSet(regions, Written.context, to: folder).path
  }

  static func read(_ path: String, _ roles: [String: StructureRole] = [:]) throws -> (
    StructureSet, [ImageFinding]
  ) {
    try StructureReader.read(path, onto: Grids.cube(40, spacing: 2), roles: roles)
  }

  @Test func eachIsReadAndNamedApart() throws {
    try RoundTripTests.inFolder { folder in
      let (apart, _) = try Self.read(Self.write(["A", "B", "C"], numbers: [4, 2, 9], to: folder))
      for names in [["GTV", "GTV", "C"], ["GTV", "GTV ", "GTV"], ["A", "B", "C"]] {
        let here = folder.appending(path: names.joined(separator: "-"))
        let path = try Self.write(names, numbers: [4, 2, 9], to: here)
        let (set, problems) = try Self.read(path)
        #expect(set.structures.map(\.region) == apart.structures.map(\.region))
        #expect(set.structures.map(\.id) == apart.structures.map(\.id))
        #expect(Set(set.structures.map(\.name)).count == 3)
        #expect(problems.contains { $0.what.contains("are named GTV") } == (names[0] == "GTV"))
        #expect(set.structures[0].name.hasSuffix("ROI 1)") == (names[0] == "GTV"))
      }
    }
  }

  @Test func aRoleIsThatOfAllOfTheName() throws {
    try RoundTripTests.inFolder { folder in
      let path = try Self.write(["GTV", "C", "GTV"], numbers: [1, 2, 3], to: folder)
      #expect(try Self.read(path, ["GTV": .tumour]).0.structures.map(\.role) == [.tumour, .tumour])
      for role in [StructureRole.liver, .liverLobe, .body, .perfusedVolume] {
        #expect(throws: Problems.self, "which one is meant") { try Self.read(path, ["GTV": role]) }
      }
    }
  }

  @Test func sidesAndPlacesAreCarried() throws {
    try RoundTripTests.inFolder { folder in
      let path = try Self.write(["Lobe_R", "Lobe_L", "x"], numbers: [1, 2, 3], to: folder)
      let (set, _) = try StructureReader.read(
        path, onto: Grids.cube(40, spacing: 2), roles: ["Lobe_R": .liverLobe, "Lobe_L": .liverLobe],
        sides: ["Lobe_R": .right], at: StructurePlace(entry: 5, source: "structures 5"))
      #expect(set.structures.map(\.identity.side) == [.right, nil])
      #expect(set.structures.map(\.id) == [RegionID(entry: 5, number: 1), RegionID(entry: 5, number: 2)])
      #expect(set.structures[0].identity.origin?.description == "structures 5, ROI 1")
    }
  }
}
