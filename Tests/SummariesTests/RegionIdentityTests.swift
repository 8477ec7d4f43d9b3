import Fixtures
import Foundation
@testable import Quantities
import Stages
import Testing
import Volumes

@testable import Summaries

/// A region is recognised by what it is, whatever it is called.
@Suite struct RegionIdentityTests {
  let grid = Scene.grid(30, 20, 20, spacing: 4)

  /// A liver with a lesion, and a third structure of any name and role beside them.
  func scene(_ third: String, role: StructureRole = .other, lesion: String = "T1") throws -> StructureSet {
    func drawn(_ n: Int, _ name: String, _ role: StructureRole, _ region: Occupancy) -> Structure {
      let origin = RegionOrigin(source: "structures 1", object: .roi, number: n)
      return Structure(
        Region(id: RegionID(entry: 1, number: n), name: name, role: role, origin: origin), region: region)
    }
    return try StructureSet([
      drawn(1, "Liver", .liver, Scene.sphere(grid, centre: Vector3(40, 38, 38), radius: 30)),
      drawn(2, lesion, .tumour, Scene.sphere(grid, centre: Vector3(36, 38, 38), radius: 9)),
      drawn(3, third, role, Scene.sphere(grid, centre: Vector3(100, 38, 38), radius: 8)),
    ])
  }

  /// Dose rises along x, so that no two regions have one mean; every region has a budget and a recovery of its own.
  func summary(_ regions: [DefinedRegion]) throws -> DoseSummary {
    let dose = Scene.dose(Scene.field(grid) { 1 + $0.x / 10 })
    var therapy = TherapyDose(label: "cycle 1", dose: dose)
    for (n, region) in regions.enumerated() {
      therapy.budgets[region.id] = UncertaintyChain(volume: 0.01 * Double(n + 1)).budget
      therapy.recovery[region.id] = 1 + 0.1 * Double(n)
    }
    return try summarise([therapy], title: "cycle 1", over: regions)
  }

  @Test(arguments: [
    "Liver without lesions", "Liver including lesions", "all lesions", "Liver", "T1",
    "Liver without lesions ",
    "ἧπαρ", "",
  ])
  func noNameCollides(name: String) throws {
    let plain = try LiverComposition(scene("elsewhere")).regions()
    let same = try LiverComposition(scene(name)).regions()
    #expect(same.map(\.id) == plain.map(\.id))
    #expect(Set(same.map(\.id)).count == same.count)
    #expect(Set(same.map(\.name)).count == same.count, "each can be told apart in print")
    let (a, b) = (try summary(plain), try summary(same))
    for (x, y) in zip(a.regions, b.regions) {
      #expect(x.mean == y.mean && x.recoveryCorrectedMean == y.recoveryCorrectedMean)
      #expect(x.volume == y.volume && x.budget == y.budget)
    }
    let composed = try #require(same.first { $0.identity.isWithoutLesions })
    #expect(composed.identity.kind == .withoutLesions(of: RegionID(entry: 1, number: 1)))
    #expect(same.count { $0.identity.isUnion } == 1)
  }

  @Test func onlyRepeatedNamesAreMarked() throws {
    let unique = try LiverComposition(scene("elsewhere")).regions()
    #expect(unique.allSatisfy { $0.identity.mark == nil })
    let repeated = try LiverComposition(scene("Liver without lesions")).regions()
    #expect(
      repeated.filter { $0.identity.mark != nil }.map(\.name) == [
        "Liver without lesions (structures 1, ROI 3)",
        "Liver without lesions (composed of structures 1, ROI 1)",
      ])
  }

  @Test func lesionsOfOneNameAreTwo() throws {
    let set = try scene("GTV", role: .tumour, lesion: "GTV")
    #expect(
      set.structures.map(\.name) == [
        "Liver", "GTV (structures 1, ROI 2)", "GTV (structures 1, ROI 3)",
      ])
    #expect(
      set.called("GTV") == nil && set.called("GTV (structures 1, ROI 3)")?.id == RegionID(entry: 1, number: 3)
    )
    let apart = try LiverComposition(scene("B", role: .tumour, lesion: "A")).regions()
    let same = try LiverComposition(set).regions()
    #expect(zip(apart, same).allSatisfy { $0.region == $1.region })
    #expect(try summary(same).regions.map(\.mean) == summary(apart).regions.map(\.mean))
  }

  @Test func regionsSurviveAFile() throws {
    var lobe = Region(
      id: RegionID(entry: 2, file: 3, number: 7), name: "Lobe_R", role: .liverLobe, side: .right,
      origin: RegionOrigin(source: "structures 2", object: .segment, number: 7))
    lobe.mark = "structures 2, segment 7"
    for region in [lobe, lobe.withoutLesions, lobe.includingLesions, .allLesions, Region(program: "rest")] {
      let read = try JSONDecoder().decode(Region.self, from: JSONEncoder().encode(region))
      #expect(read == region)
    }
    #expect(lobe.withoutLesions.side == .right && lobe.withoutLesions.parent == lobe.id)
  }

  /// Summaries of version 0.1 hold names and definitions: only what the program composed is composed.
  @Test func earlierSummariesAreRead() throws {
    let current = try summary(LiverComposition(scene("elsewhere")).regions())
    var root = try #require(
      JSONSerialization.jsonObject(with: JSONEncoder().encode(current)) as? [String: Any])
    var regions = try #require(root["regions"] as? [[String: Any]])
    for n in regions.indices {
      regions[n]["region"] = current.regions[n].region.name
      regions[n]["of"] = nil
    }
    var impostor = regions[2]
    impostor["region"] = "Liver without lesions"
    var contoured = impostor
    (contoured["region"], contoured["definition"]) = (
      "Liver without lesions", "Liver without lesions as contoured"
    )
    root["regions"] = regions + [impostor, contoured]
    let read = try JSONDecoder().decode(
      DoseSummary.self, from: JSONSerialization.data(withJSONObject: root))
    #expect(
      read.regions.map(\.region.name) == current.regions.map(\.region.name) + [
        "Liver without lesions", "Liver without lesions",
      ])
    #expect(
      read.regions.map(\.mean) == current.regions.map(\.mean) + [
        current.regions[2].mean, current.regions[2].mean,
      ])
    #expect(
      read.regions.map(\.region.isWithoutLesions) == current.regions.map(\.region.isWithoutLesions) + [
        false, false,
      ])
    #expect(read.regions.map(\.region.isUnion) == current.regions.map(\.region.isUnion) + [false, false])
    #expect(read.regions.allSatisfy { $0.region.isOfEarlierFile })
  }

  /// Files of two administrations have nothing in common but what people call a region; where a name fits two, none is
  /// taken.
  @Test func ambiguousRegionsAreNotAccumulated() throws {
    let one = try summary(LiverComposition(scene("spleen", role: .spleen)).regions())
    var two = one
    two.regions.append(one.regions[2])
    let sum = try accumulateByRegion([one, two], title: "sum")
    #expect(!sum.regions.contains { $0.region.name == "spleen" })
    #expect(sum.regions.count == one.regions.count - 1)
    #expect(sum.regions[0].warnings.contains(.region(.notInSum(regions: ["spleen"]))))
  }
}
