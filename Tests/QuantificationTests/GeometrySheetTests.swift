@testable import Checks
import Fixtures
import Stages
import Testing
import Volumes

@testable import Quantification

/// Structures of 10 mm voxels (1 mL each) against each other and against counts, with the right value of each check.
@Suite struct GeometrySheetTests {
  private static let size = GridSize(20, 20, 20)
  private static let grid = try! Grid(size: size, spacing: Vector3(repeating: 10))

  /// Voxels of k in a range, and of i and j below 20: 400 mL per slice.
  private func slab(_ name: String, _ role: StructureRole, _ slices: Range<Int>, fraction: Float = 1)
    -> Structure
  {
    var mask = Volume<Float>(grid: Self.grid, repeating: 0)
    for k in slices { for j in 0..<20 { for i in 0..<20 { mask[i, j, k] = fraction } } }
    return Structure(program: name, role: role, region: Occupancy(mask))
  }

  private func box(_ name: String, _ role: StructureRole, _ k: Range<Int>, _ n: Int) -> Structure {
    var mask = Volume<Float>(grid: Self.grid, repeating: 0)
    for k in k { for j in 0..<n { for i in 0..<n { mask[i, j, k] = 1 } } }
    return Structure(program: name, role: role, region: Occupancy(mask))
  }

  private func sheet(
    _ purpose: GeometryScene.Purpose, _ structures: [Structure], perfused: [Structure]? = nil,
    emission: Volume<Float>? = nil, hounsfield: Volume<Float>? = nil
  ) -> GeometrySheet {
    GeometryScene(purpose, structures, perfused: perfused, emission: emission, hounsfield: hounsfield).sheet()
  }

  private func row(_ sheet: GeometrySheet, _ code: String) throws -> GeometrySheet.Row {
    try #require(sheet.rows.first { $0.code.rawValue == code }, "\(code)")
  }

  private var liver: Structure { slab("Liver", .liver, 0..<10) }

  /// One slice of 400 mL of both, of lungs of 3600 mL: whichever comes first.
  @Test func lungsAndLiverThatShareASlice() throws {
    let lungs = slab("Lungs", .lung, 9..<18)
    for structures in [[liver, lungs], [lungs, liver]] {
      let found = try row(sheet(.plan, structures), "overlap.lungs-liver")
      #expect(agree(found.value, 100.0 / 9))
      let finding = try #require(found.finding)
      #expect(
        finding.rank == .decision && finding.text.contains("(400 mL)")
          && finding.text.contains("for the liver"))
    }
    let apart = sheet(.plan, [liver, slab("Lungs", .lung, 10..<18)])
    #expect(!apart.rows.contains { $0.code.rawValue == "overlap.lungs-liver" })
  }

  /// Two of ten slices of the lungs are beyond the CT: for a shunt a decision, elsewhere good to know.
  @Test func lungsThatTheCTCutsAreTold() throws {
    var hounsfield = Volume<Float>(grid: Self.grid, repeating: -700)
    let lungs = slab("Lungs", .lung, 8..<18)
    #expect(!sheet(.plan, [lungs], hounsfield: hounsfield).rows.contains { $0.code.rawValue == "outside.ct" })
    for n in hounsfield.voxels.indices where n / 400 >= 16 { hounsfield.voxels[n] = .nan }
    for (purpose, rank) in [(GeometryScene.Purpose.plan, Finding.Rank.decision), (.dose, .information)] {
      let found = try row(sheet(purpose, [lungs], hounsfield: hounsfield), "outside.ct")
      #expect(agree(found.value, 20) && found.finding?.rank == rank)
    }
  }

  @Test func structuresWithoutARoleAreNamed() throws {
    let heart = slab("Heart", .other, 12..<14)
    for purpose in [GeometryScene.Purpose.plan, .dose] {
      let told = sheet(purpose, [liver, heart]).findings.filter { $0.code.rawValue == "structures.no-role" }
      #expect(told.map(\.place) == ["Heart"] && told.first?.rank == .information)
      #expect(!sheet(purpose, [liver]).findings.contains { $0.code.rawValue == "structures.no-role" })
    }
  }

  /// Neighbours that both fill a half of their common voxels share nothing for certain.
  @Test func aCommonBorderIsNoOverlap() {
    let a = slab("A", .perfusedVolume, 0..<4), b = slab("B", .perfusedVolume, 4..<8)
    let half = slab("C", .perfusedVolume, 3..<8, fraction: 0.5)
    #expect(a.region.millilitres(sharedWith: b.region) == 0)
    #expect(slab("D", .other, 3..<4, fraction: 0.5).region.millilitres(sharedWith: half.region) == 0)
    #expect(a.region.millilitres(sharedWith: half.region) == 200)
    #expect(half.region.millilitres(outside: a.region) == 800)
  }

  @Test func perfusedVolumesOverlapByTheirMillilitres() throws {
    let a = slab("PV1", .perfusedVolume, 0..<8), b = slab("PV2", .perfusedVolume, 6..<10)
    let plan = try row(sheet(.plan, [liver], perfused: [a, b]), "overlap.perfused")
    #expect(plan.value == 50 && plan.place == "PV1 and PV2" && plan.finding?.rank == .decision)
    #expect(plan.finding?.text.contains("(800 mL)") == true)
    // Where doses are measured, territories may be drawn anew for each injection.
    #expect(try row(sheet(.dose, [liver, a, b]), "overlap.perfused").finding?.rank == .information)
  }

  @Test func whatLiesOutsideTheLiverIsMeasured() throws {
    let perfused = slab("PV", .perfusedVolume, 8..<11)
    let found = try row(sheet(.plan, [liver], perfused: [perfused]), "outside.perfused")
    #expect(agree(found.value, 100.0 / 3) && found.finding?.text.contains("(400 mL)") == true)
    // A liver that was drawn around its tumour is no reason to ask.
    let tumour = slab("T", .tumour, 10..<11)
    #expect(try row(sheet(.plan, [liver, tumour], perfused: [perfused]), "outside.perfused").value == 0)
    let bulging = box("T", .tumour, 8..<12, 10)
    #expect(try row(sheet(.plan, [liver, bulging]), "outside.tumour").value == 50)
    // Where nothing is planned it is good to know, of the lesions of the liver; for a dose its composition states it.
    let far = slab("Far", .tumour, 14..<16)
    for purpose in [GeometryScene.Purpose.burden, .uptake] {
      let found = sheet(purpose, [liver, bulging, far]).rows.filter { $0.code.rawValue == "outside.tumour" }
      #expect(found.map(\.place) == ["T"] && found[0].value == 50 && found[0].finding?.rank == .information)
    }
    #expect(!sheet(.dose, [liver, bulging]).rows.contains { $0.code.rawValue == "outside.tumour" })
    #expect(try row(sheet(.plan, [liver, slab("L", .liverLobe, 0..<10)]), "outside.lobe").finding == nil)
    #expect(try row(sheet(.dose, [liver, slab("L", .liverLobe, 6..<11)]), "outside.lobe").value == 20)
    let body = slab("Body", .body, 0..<5)
    #expect(try row(sheet(.dose, [liver, body]), "outside.body").value == 50)
  }

  /// A label image holds one label in a voxel: liver around its tumour, body around liver and kidney.
  @Test func labelsThatShareNoVoxel() throws {
    var labels = Volume<Float>(grid: Self.grid, repeating: 0)
    func fill(_ range: Range<Int>, _ k: Range<Int>, _ label: Float) {
      for k in k { for j in range { for i in range { labels[i, j, k] = label } } }
    }
    fill(1..<19, 1..<19, 1)  // body
    fill(3..<15, 3..<13, 2)  // liver, 1440 mL with its tumour
    fill(5..<9, 5..<9, 3)  // tumour, 64 mL
    fill(14..<18, 14..<18, 4)  // kidney, 64 mL
    func label(_ n: Float, _ name: String, _ role: StructureRole) -> Structure {
      Structure(program: name, role: role, region: Occupancy(labels.map { $0 == n }))
    }
    let all = [
      label(1, "Body", .body), label(2, "Liver", .liver), label(3, "T1", .tumour), label(4, "K", .kidney),
    ]
    let counts = labels.map { $0 == 3 ? Float(60) : $0 == 2 ? 10 : 0.2 }
    let found = sheet(.dose, all, emission: counts)
    #expect(found.findings.map(\.rank).allSatisfy { $0 == .information }, "\(found.findings)")
    #expect(
      found.rows.filter { $0.code.rawValue == "outside.body" }.map(\.value) == [0, 0, 0])
    #expect(found.findings.contains { $0.place == "Body" && $0.text.contains("rest of the body") })
    // The tumour is one of the liver: its ratio is held against the table.
    #expect(agree(try row(found, "ratio").value, 6, relative: 1e-6))
    let plan = sheet(.plan, all)
    #expect(try row(plan, "outside.tumour").value == 0)
    #expect(agree(try row(plan, "volume.tumour-over-liver").value, 64.0 / 1440))
    // Where an organ does lie outside, it is found in label images too.
    fill(0..<20, 13..<20, 0)
    fill(8..<12, 13..<17, 4)
    let outside = [label(1, "Body", .body), label(2, "Liver", .liver), label(4, "K", .kidney)]
    let beyond = sheet(.dose, outside).findings.filter { $0.code.rawValue == "outside.body" }
    #expect(beyond.map(\.place) == ["K"])
  }

  /// The limits belong to what is usual.
  @Test(arguments: [
    (StructureRole.liver, 2, 500.0 / 400, "volume.liver"), (.lung, 3, 1000.0 / 400, "volume.lungs"),
  ])
  func limitsAreAllowed(_ role: StructureRole, _ slices: Int, _ least: Double, _ code: String) throws {
    let small = sheet(.plan, [slab("A", role, 0..<Int(least))])
    #expect(try row(small, code).finding?.rank == .decision)
    #expect(try row(sheet(.plan, [slab("A", role, 0..<slices)]), code).finding == nil)
    let row = try #require(Plausibility.volume(of: role))
    #expect(row.allows(row.range.lowerBound) && row.allows(row.range.upperBound))
    #expect(!row.allows(row.range.lowerBound.nextDown) && !row.allows(row.range.upperBound.nextUp))
  }

  @Test func aLiverOfEightLitresAndLesionsOfOneMillilitreAreTold() throws {
    let all = sheet(.plan, [slab("Liver", .liver, 0..<20), box("T", .tumour, 0..<1, 1)])
    #expect(try row(all, "volume.liver").finding?.text.contains("8000 mL") == true)
    #expect(try row(all, "volume.tumour").finding?.rank == .decision)
    #expect(
      try row(sheet(.dose, [liver, box("T", .tumour, 0..<1, 1)]), "volume.tumour").finding?.rank
        == .information)
    let over = sheet(.plan, [slab("Liver", .liver, 0..<2), slab("T", .tumour, 0..<5)])
    #expect(try row(over, "volume.tumour-over-liver").value == 2.5)
    #expect(try row(over, "volume.tumour-over-liver").finding != nil)
    // Two structures for one organ are one organ.
    let halves = sheet(.plan, [slab("A", .liver, 0..<2), slab("B", .liver, 1..<4)])
    #expect(try row(halves, "volume.liver").value == 1600)
    #expect(halves.findings.contains { $0.code.rawValue == "structures.livers" })
  }

  @Test func densitiesAreHeldAgainstTheRole() throws {
    var hounsfield = Volume<Float>(grid: Self.grid, repeating: 40)
    for n in 4000..<8000 { hounsfield.voxels[n] = -1100 }
    hounsfield.voxels[0] = .nan
    let lungs = slab("Lungs", .lung, 10..<20)
    let found = try row(sheet(.plan, [liver, lungs], hounsfield: hounsfield), "density.lungs")
    #expect(found.value == -1100 && found.finding != nil)
    #expect(try row(sheet(.plan, [liver, lungs], hounsfield: hounsfield), "density.liver").value == 40)
    for n in 4000..<8000 { hounsfield.voxels[n] = 500 }
    #expect(
      try row(sheet(.dose, [lungs], hounsfield: hounsfield), "density.lungs").finding?.text.contains(
        "1.5 g/mL") == true)
    for n in 4000..<8000 { hounsfield.voxels[n] = -750 }
    #expect(try row(sheet(.dose, [lungs], hounsfield: hounsfield), "density.lungs").finding == nil)
  }

  @Test func countsInsideOutsideAndBeyond() throws {
    var counts = Volume<Float>(grid: Self.grid, repeating: 0)
    for n in 0..<4000 { counts.voxels[n] = 10 }
    for n in 4000..<8000 { counts.voxels[n] = 5 }
    let lungs = slab("Lungs", .lung, 10..<15), perfused = slab("PV", .perfusedVolume, 0..<7)
    let all = sheet(.plan, [liver, lungs], perfused: [perfused], emission: counts)
    // 40 000 in the liver, 10 000 in the lungs, 10 000 elsewhere; 12 000 of the liver outside the territory.
    let beyond = try row(all, "counts.beyond")
    #expect(agree(try row(all, "counts.elsewhere").value, 100.0 / 6))
    #expect(try row(all, "counts.elsewhere").finding == nil)
    #expect(agree(beyond.value, 30) && beyond.finding != nil)
    #expect(!all.rows.contains { $0.code.rawValue == "counts.negative" })
    // Where the field stands for what was administered, counts elsewhere lower the doses, with lungs drawn or without.
    var run = GeometryScene(.dose, [liver], emission: counts)
    #expect(!run.sheet().rows.contains { $0.code.rawValue == "counts.elsewhere" })
    run.isFieldAdministered = true
    let elsewhere = try row(run.sheet(), "counts.elsewhere")
    #expect(agree(elsewhere.value, 100.0 / 3) && elsewhere.finding?.rank == .decision)
    for n in 4000..<4100 { counts.voxels[n] = -5 }
    let negative = try row(sheet(.plan, [liver, lungs], emission: counts), "counts.negative")
    #expect(agree(negative.value, 100 * 500 / 9500) && negative.place == "Lungs")
    #expect(
      try row(sheet(.dose, [liver, lungs], emission: counts), "counts.negative").finding?.rank == .information
    )
  }

  @Test(arguments: [(8.0, "ratio.below-normal"), (12, "ratio"), (15, "ratio"), (300, "ratio")])
  func ratiosToNormalLiver(_ value: Double, _ code: String) throws {
    var counts = Volume<Float>(grid: Self.grid, repeating: 10)
    let tumour = box("T1", .tumour, 4..<8, 4)
    tumour.region.forEach { n, _ in counts.voxels[n] = Float(value) }
    let found = try row(sheet(.dose, [liver, tumour], emission: counts), code)
    #expect(agree(found.value, value / 10, relative: 1e-6) && found.place == "T1")
    #expect(found.finding?.rank == (value < 10 ? .decision : value == 15 ? nil : .information))
  }

  @Test func tumoursThatAreReachedInPart() throws {
    let tumour = box("T", .tumour, 4..<8, 10), reached = slab("PV", .perfusedVolume, 0..<7)
    let part = try row(sheet(.plan, [liver, tumour], perfused: [reached]), "unperfused.tumour")
    #expect(part.value == 25 && part.finding?.rank == .decision)
    let none = sheet(.plan, [liver, box("T", .tumour, 8..<9, 5)], perfused: [reached])
    #expect(!none.rows.contains { $0.code.rawValue == "unperfused.tumour" })
    #expect(try row(sheet(.plan, [liver, slab("T", .tumour, 0..<6)]), "burden").value == 60)
  }

  /// An ordinary patient is asked nothing.
  @Test func ordinaryStructuresNeedNoDecision() {
    var counts = Volume<Float>(grid: Self.grid, repeating: 0.2)
    for n in 0..<1600 { counts.voxels[n] = 10 }
    let tumour = box("T", .tumour, 1..<3, 3)
    tumour.region.forEach { n, _ in counts.voxels[n] = 60 }
    let all = [
      slab("Liver", .liver, 0..<4), slab("Lungs", .lung, 4..<14), tumour, box("K", .kidney, 15..<17, 8),
    ]
    for purpose in [GeometryScene.Purpose.plan, .dose, .burden, .uptake] {
      let found = sheet(purpose, all, emission: counts)
      #expect(found.findings.isEmpty, "\(found.findings)")
    }
  }

  /// Hundreds of lesions: pairs that do not meet cost nothing, and those that do are found.
  @Test func manyLesions() {
    var all = [liver]
    for n in 0..<400 {
      var mask = Volume<Float>(grid: Self.grid, repeating: 0)
      mask[n % 20, n / 20, 2] = 1
      all.append(Structure(program: "L\(n)", role: .tumour, region: Occupancy(mask)))
    }
    all.append(box("double", .tumour, 2..<3, 1))
    let found = sheet(.dose, all)
    #expect(found.rows.count { $0.code.rawValue == "overlap.tumours" } == 1)
    #expect(found.rows.count { $0.code.rawValue == "volume.tumour" } == 401)
  }
}
