import Fixtures
import Stages
import Testing
import Volumes

@testable import Summaries

@Suite struct LiverCompositionTests {
  let grid = Scene.grid(30, 20, 20, spacing: 4)

  @Test func algebraOfFractions() throws {
    let a = Occupancy(Scene.field(grid) { $0.x == 8 ? 0.6 : $0.x == 12 ? 1 : 0 })
    let b = Occupancy(Scene.field(grid) { $0.x == 8 ? 0.4 : $0.x == 16 ? 0.5 : 0 })
    #expect(try a.intersection(b)[2, 0, 0] == 0.4)
    #expect(try a.union(b)[2, 0, 0] == 0.6)
    #expect(try a.unionApart(b)[2, 0, 0] == 1)
    #expect(try abs(a.subtracting(b)[2, 0, 0] - 0.2) < 1e-6)
    #expect(try a.subtractingApart(b)[2, 0, 0] == 0.6)
    #expect(try a.union(b)[4, 0, 0] == 0.5)
    let parts = try a.subtracting(b).millilitres + a.intersection(b).millilitres
    #expect(agree(parts, a.millilitres, relative: 1e-6))
    #expect(try a.intersection(b).box.size.i == 1)
    #expect(try a.subtracting(a).isEmpty)
    #expect(throws: GridError.self) {
      try a.union(Occupancy(Volume<Float>(grid: Scene.grid(3, 3, 3), repeating: 1)))
    }
  }

  func scene() throws -> StructureSet {
    let liver = Scene.sphere(grid, centre: Vector3(40, 38, 38), radius: 30)
    let inside = Scene.sphere(grid, centre: Vector3(36, 38, 38), radius: 9)
    let edge = Scene.sphere(grid, centre: Vector3(66, 38, 38), radius: 8)
    let outside = Scene.sphere(grid, centre: Vector3(100, 38, 38), radius: 8)
    return try StructureSet([
      Scene.structure("liver", .liver, liver), Scene.structure("T1", .tumour, inside),
      Scene.structure("T2", .tumour, edge), Scene.structure("T3", .tumour, outside),
    ])
  }

  @Test func volumesAndDefinitions() throws {
    let set = try scene()
    let composition = LiverComposition(set)
    let liver = try #require(set["liver"])
    let normal = try composition.withoutLesions(liver)
    let whole = try composition.includingLesions(liver)
    let edge = try #require(set["T2"]).region
    let inEdge = try edge.intersection(liver.region).millilitres
    #expect(
      agree(
        normal.region.millilitres, liver.region.millilitres - set["T1"]!.region.millilitres - inEdge,
        relative: 1e-5))
    #expect(
      agree(whole.region.millilitres, liver.region.millilitres + edge.millilitres - inEdge, relative: 1e-5))
    #expect(normal.definition == "liver without the 2 lesions T1, T2")
    #expect(whole.definition == "liver including the 2 lesions T1, T2")
    #expect(
      normal.warnings.contains {
        if case .region(.lesionsElsewhere(let names, _)) = $0 { names == ["T3"] } else { false }
      }
    )
    #expect(
      normal.warnings.contains { if case .region(.lesionBulges("T2", _, _)) = $0 { true } else { false } })
    #expect(try composition.regions().map(\.name).contains("all lesions"))
    #expect(try composition.allLesions()?.warnings.isEmpty == true)
  }

  /// A liver contoured around its lesion: the shared border must not be emptied twice.
  @Test func carvedOutLesion() throws {
    let liver = Scene.sphere(grid, centre: Vector3(40, 38, 38), radius: 30)
    let lesion = Scene.sphere(grid, centre: Vector3(40, 38, 38), radius: 10)
    let carved = try liver.subtracting(lesion)
    let set = try StructureSet([
      Scene.structure("liver", .liver, carved), Scene.structure("T1", .tumour, lesion),
    ])
    let normal = try LiverComposition(set, hepaticLesions: ["T1"]).withoutLesions(set["liver"]!)
    #expect(agree(normal.region.millilitres, carved.millilitres, relative: 1e-4))
    let whole = try LiverComposition(set, hepaticLesions: ["T1"]).includingLesions(set["liver"]!)
    #expect(agree(whole.region.millilitres, liver.millilitres, relative: 1e-4))
    // What surrounds the lesion decides as well as a word does: a label image holds one label in a voxel.
    let found = try LiverComposition(set).includingLesions(set["liver"]!)
    #expect(found.region == whole.region && found.definition == "liver including the lesion T1")
    #expect(found.warnings == [.region(.drawnAround(lesions: ["T1"], contour: "liver"))])
    #expect(try LiverComposition(set).withoutLesions(set["liver"]!).region == normal.region)
    // Beside the liver it is no part of it.
    let beside = try StructureSet([
      Scene.structure("liver", .liver, liver),
      Scene.structure("T1", .tumour, Scene.sphere(grid, centre: Vector3(80, 38, 38), radius: 10)),
    ])
    let alone = try LiverComposition(beside).includingLesions(beside["liver"]!)
    #expect(alone.warnings.contains { if case .region(.lesionNotCounted) = $0 { true } else { false } })
    #expect(alone.region == liver)
    // One elsewhere is told in a sentence of its own, one that touches the liver is asked about.
    let apart = alone.warnings.contains { if case .region(.lesionsElsewhere) = $0 { true } else { false } }
    #expect(!apart, "\(alone.warnings)")
    let far = try StructureSet([
      Scene.structure("liver", .liver, liver),
      Scene.structure("T1", .tumour, Scene.sphere(grid, centre: Vector3(100, 38, 38), radius: 8)),
    ])
    #expect(
      try LiverComposition(far).includingLesions(far["liver"]!).warnings
        == [.region(.lesionsElsewhere(lesions: ["T1"], contour: "liver"))])
  }

  @Test func overlapsAndEmptyRestAreNamed() throws {
    let liver = Scene.sphere(grid, centre: Vector3(40, 38, 38), radius: 30)
    let a = Scene.sphere(grid, centre: Vector3(36, 38, 38), radius: 9)
    let b = Scene.sphere(grid, centre: Vector3(42, 38, 38), radius: 9)
    let set = try StructureSet([
      Scene.structure("liver", .liver, liver), Scene.structure("A", .tumour, a),
      Scene.structure("B", .tumour, b),
    ])
    guard case .region(.lesionsOverlap("A", "B", _))? = try LiverComposition(set).allLesions()!.warnings.first
    else {
      Issue.record("the overlap is not told")
      return
    }
    let eaten = try StructureSet([Scene.structure("liver", .liver, a), Scene.structure("A", .tumour, liver)])
    #expect(throws: (any Error).self) {
      try LiverComposition(eaten, hepaticLesions: ["A"]).withoutLesions(eaten["liver"]!)
    }
  }
}
