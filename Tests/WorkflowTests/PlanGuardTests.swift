import Fixtures
import Foundation
@testable import ImageFiles
import Stages
import Testing
import Volumes

@testable import Documents
@testable import Studies

/// A liver of 4.8 L (12 slices of 400 mL) and lungs above it, as files, and a plan of them.
private struct PlannedLiver {
  var counts: Volume<Float>
  var masks: [(name: String, role: String, slices: Range<Int>)]
  var injections: [String]
  var engine = "local"
  /// `prescribe` of each.
  var gray = 100.0
  var extra = ""

  static let grid = try! Grid(size: GridSize(20, 20, 20), spacing: Vector3(repeating: 10))

  init(lungs: Range<Int> = 14..<20, perfused: [Range<Int>], roles: String = "perfusedVolume") {
    counts = Volume(grid: Self.grid, repeating: 0)
    masks = [("Liver", "liver", 0..<12), ("Lungs", "lung", lungs)]
    injections = perfused.indices.map { "PV\($0 + 1)" }
    masks += perfused.enumerated().map { ("PV\($0 + 1)", roles, $1) }
    fill(0..<12, 10)
    fill(14..<20, 0.1)
  }

  mutating func fill(_ slices: Range<Int>, _ value: Float) {
    for n in (slices.lowerBound * 400)..<(slices.upperBound * 400) { counts.voxels[n] = value }
  }

  func record(in folder: URL) throws -> PlanRecord {
    try ImageFiles.write(counts, folder.appending(path: "c.nii").path)
    let structures = try masks.map { mask in
      var volume = Volume<UInt8>(grid: Self.grid, repeating: 0)
      for n in (mask.slices.lowerBound * 400)..<(mask.slices.upperBound * 400) { volume.voxels[n] = 1 }
      try ImageFiles.write(volume, folder.appending(path: "\(mask.name).nii").path)
      return
        #"{ path: "\#(mask.name).nii", names: { "1": "\#(mask.name)" }, roles: { "\#(mask.name)": "\#(mask.role)" } }"#
    }
    let all = injections.map {
      """
      { name: "\($0)", perfusedStructure: "\($0)", prescribe: "MIRD one-compartment",
        perfusedGoal: { gray: \(gray), source: "test" } \(extra) }
      """
    }
    let text = """
      { hepatica: 1, patient: { pseudonym: "T", sex: "M", weightKg: 70, heightCm: 170 },
        tare: { microspheres: "glass", energyConstant: "literature", densityGPerMl: 1.05,
          lungs: { use: "images" }, injections: [\(all.joined(separator: ", "))],
          images: { engine: "\(engine)", structures: [\(structures.joined(separator: ", "))],
            spect: { path: "c.nii", role: "emission", unit: "counts", nuclide: "Tc-99m",
              start: "2026-03-05T09:00:00", decay: "none", confirmGeometry: true } } } }
      """
    let plan = try PlanFile.parse(text, at: folder.appending(path: "plan.json5"))
    return try PlanTask.record(plan, work: folder) { _, _ in }
  }

  func record() throws -> PlanRecord {
    var record: PlanRecord?
    try JourneyTests.inFolder { record = try self.record(in: $0) }
    return try #require(record)
  }
}

/// What a plan from images holds against itself, with right values.
@Suite struct PlanGeometryTests {
  private func shunt(_ record: PlanRecord) throws -> Double {
    try #require(record.radioembolisation?.shunts.first { $0.isUsed }).fraction.value
  }

  /// Lungs that reach one slice, or three, into the dome: those voxels count once, for the liver.
  @Test(arguments: [11, 9])
  func voxelsOfLungsAndLiverCountForTheLiver(_ first: Int) throws {
    var liver = PlannedLiver(lungs: first..<20, perfused: [0..<12])
    liver.fill(12..<14, 0.1)
    let record = try liver.record()
    // 8 slices of 40 against 12 of 4000.
    #expect(agree(try shunt(record), 320.0 / 48320, relative: 1e-6))
    let shared = 400 * (12 - first)
    #expect(record.review.contains { $0.contains("\(shared) mL") && $0.contains("Liver and Lungs") })
    let apart = try PlannedLiver(lungs: 12..<20, perfused: [0..<12]).record()
    #expect(!apart.findings.contains { $0.code.rawValue == "overlap.lungs-liver" })
  }

  /// 8 and 6 slices at 100 Gy that have 2 in common: these get 200 Gy, and the first a mean of 125 Gy.
  @Test(arguments: ["perfusedVolume", "liverLobe"])
  func tissueOfTwoInjectionsGetsBothDoses(_ role: String) throws {
    let liver = PlannedLiver(perfused: [0..<8, 6..<12], roles: role)
    let record = try liver.record(), injections = try #require(record.radioembolisation?.injections)
    #expect(agree(try #require(injections[0].withOthersGy?.perfusedNormalLiver?.value), 125, relative: 1e-6))
    #expect(
      agree(try #require(injections[1].withOthersGy?.perfusedVolume?.value), 100 + 100.0 / 3, relative: 1e-6))
    #expect(record.review.contains { $0.contains("same 800 mL, which get 100 + 100 = 200 Gy") })
    let apart = try PlannedLiver(perfused: [0..<6, 6..<12], roles: role).record()
    #expect(apart.radioembolisation?.injections.allSatisfy { $0.withOthersGy == nil } == true)
    #expect(!apart.findings.contains { $0.code.rawValue == "plan.shared" })
  }

  /// A limit of 110 Gy holds for 100 Gy and not for 125 Gy.
  @Test func limitsAreJudgedWithEveryInjection() throws {
    var liver = PlannedLiver(perfused: [0..<8, 6..<12])
    liver.extra = #", limits: [{ region: "perfusedNormalLiver", gray: 110, source: "test" }]"#
    let crossed = try liver.record().findings.filter { $0.code == .limitCrossed }
    #expect(crossed.count == 2 && crossed[0].place == "PV1" && crossed[0].text.contains("125 Gy"))
    var apart = PlannedLiver(perfused: [0..<6, 6..<12])
    apart.extra = liver.extra
    #expect(!(try apart.record().findings.contains { $0.code == .limitCrossed }))
  }

  /// Two injections into one artery: the whole dose of both.
  @Test func twoInjectionsIntoOneTerritory() throws {
    let record = try PlannedLiver(perfused: [0..<6, 0..<6]).record()
    let injections = try #require(record.radioembolisation?.injections)
    #expect(injections.allSatisfy { agree($0.withOthersGy?.perfusedVolume?.value ?? 0, 200, relative: 1e-6) })
  }

  @Test func aPerfusedVolumeBeyondTheLiverIsTold() throws {
    var liver = PlannedLiver(perfused: [10..<13])
    liver.fill(12..<13, 3)
    #expect(try liver.record().review.contains { $0.contains("outside the liver") && $0.contains("400 mL") })
  }

  /// Where all stays where it is, nothing leaves but photons; by the kernel of Y-90 what is near the faces of a slab of 2 or 12 cm
  /// leaves, in proportion to the faces.
  @Test func energyThatLeavesAPerfusedVolumeIsStated() throws {
    func percent(_ engine: String, _ slices: Range<Int>) throws -> Double {
      var liver = PlannedLiver(perfused: [slices])
      liver.engine = engine
      let found = try liver.record().findings.filter { $0.code.rawValue == "energy.leaves-perfused" }
      #expect(found.count == 1 && found[0].rank == .information && found[0].place == "PV1")
      return try #require(found.first.flatMap { Double($0.text.prefix { $0 != " " }) })
    }
    #expect(try percent("local", 0..<12) < 1)
    let (thin, thick) = (try percent("kernel", 4..<6), try percent("kernel", 0..<12))
    #expect(thin > 3 && thin < 25 && thick > 0.3 && thick < thin / 2, "\(thin) \(thick)")
  }

  @Test(arguments: [(8.0, "below-normal"), (12, "ratio"), (800, "ratio")])
  func unusualRatiosAreTold(_ counts: Double, _ code: String) throws {
    var liver = PlannedLiver(perfused: [0..<12])
    liver.masks.append(("T1", "tumour", 4..<6))
    liver.fill(4..<6, Float(counts))
    let found = try liver.record().findings.filter { $0.code.rawValue.hasPrefix("ratio") }
    #expect(found.count == 1 && found[0].rank == .decision && found[0].place == "PV1, T1")
    #expect(found[0].code.rawValue.hasSuffix(code) && found[0].text.contains("T/N"))
    liver.fill(4..<6, 50)
    #expect(!(try liver.record().findings.contains { $0.code.rawValue.hasPrefix("ratio") }))
  }
}

/// Typed plans against the table.
@Suite struct PlanGuardTests {
  private func review(
    _ kind: String = "resin", shunt: String = "0.03", liver: String = "{ ml: 1500, tumourMl: 100 }",
    perfused: Double = 1000, ratio: Double = 4, activity: Double = 1.5, tumour: Double = 100
  ) throws -> [Finding] {
    let text = """
      { hepatica: 1, patient: { pseudonym: "X" },
        tare: { microspheres: "\(kind)", energyConstant: "literature", liver: \(liver),
          lungs: { shuntFraction: \(shunt) },
          injections: [{ name: "A", perfusedMl: \(perfused), prescribe: \(activity),
            tumours: [{ name: "T", ml: \(tumour), toNormal: \(ratio) }] }] } }
      """
    return try PlanTask.record(PlanFile.parse(text, at: PlanTests.home), work: PlanTests.home) { _, _ in }
      .findings
  }

  @Test func anOrdinaryPlanIsAskedNothing() throws {
    #expect(try review().isEmpty)
    #expect(try review("glass", activity: 3).isEmpty)
  }

  @Test func whatIsUnusualIsAsked() throws {
    func codes(_ found: [Finding]) -> Set<String> {
      Set(found.filter { $0.rank == .decision }.map(\.code.rawValue))
    }
    #expect(try codes(review(shunt: "0")).contains("plan.shunt"))
    #expect(try codes(review(shunt: "0.12")).contains("plan.shunt-high"))
    #expect(try codes(review(shunt: "0.22")).isSuperset(of: ["plan.shunt-very-high"]))
    #expect(!(try codes(review(shunt: "0.1")).contains("plan.shunt-high")))
    #expect(try codes(review(ratio: 0.4)).contains("ratio.below-normal"))
    #expect(try codes(review(ratio: 80)).contains("ratio"))
    #expect(try codes(review(liver: "{ ml: 10500, tumourMl: 100 }")).contains("volume.liver"))
    #expect(try codes(review(liver: "{ ml: 1500, tumourMl: 800 }", perfused: 600)).contains("burden"))
    #expect(try codes(review(perfused: 60, tumour: 20)).contains("volume.perfused"))
    #expect(try codes(review(tumour: 1)).contains("volume.tumour"))
    #expect(try codes(review(activity: 0.05)).isSuperset(of: ["plan.activity", "plan.tumour"]))
    #expect(try codes(review(activity: 3.2)).contains("plan.normal-liver"))
  }

  @Test func aTumourLargerThanItsLiverIsRefused() {
    #expect(throws: (any Error).self) { try review(liver: "{ ml: 1500, tumourMl: 1600 }") }
    #expect(throws: (any Error).self) { try review(perfused: 1800) }
  }

  /// 1.5 GBq by activity at 1 GBq ordered: the vial of glass is what is injected, and limits are judged at it.
  @Test func dosesAreThoseOfTheVialThatWillBeInjected() throws {
    let text = """
      { hepatica: 1, patient: { pseudonym: "X" },
        tare: { microspheres: "glass", energyConstant: "literature", liver: { ml: 1500, tumourMl: 100 },
          lungs: { shuntFraction: 0.03 }, limits: [{ region: "normalLiver", gray: 40, source: "test" }],
          injections: [{ name: "A", perfusedMl: 1000, tumours: [{ name: "T", ml: 100, toNormal: 4 }],
            prescribe: "partition, limits", treatment: "2026-03-10T12:00:00",
            vial: { calibration: "2026-03-08T12:00:00" } }] } }
      """
    let record = try PlanTask.record(PlanFile.parse(text, at: PlanTests.home), work: PlanTests.home) { _, _ in
    }
    let tare = try #require(record.radioembolisation), injection = tare.injections[0]
    let vial = try #require(injection.vials.first { $0.isChosen })
    let prescribed = try #require(injection.prescribedGBq)
    #expect(injection.injectedGBq == vial.atTreatmentGBq && vial.atTreatmentGBq > prescribed)
    let judged = try #require(tare.sessions[0].judged.first { $0.limit.region == "normal liver" })
    #expect(agree(judged.totalGy, 40 * vial.atTreatmentGBq / prescribed, relative: 1e-9) && judged.isCrossed)
    #expect(record.findings.contains { $0.code == .limitCrossed && $0.place == "session 1" })
  }
}
