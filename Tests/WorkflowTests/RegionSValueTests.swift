import Foundation
@testable import ImageFiles
import Stages
import Testing
import Volumes

@testable import Documents
@testable import Studies

@Suite struct RegionSValueTests {
  /// A ball whose edge cuts voxels: as many whole voxels as its volume holds, the fullest ones.
  @Test func regionsAreOfWholeVoxels() throws {
    let grid = try Grid(size: GridSize(9, 9, 9), spacing: Vector3(repeating: 4))
    var volume = Volume<Float>(grid: grid, repeating: 0)
    for k in 0..<9 {
      for j in 0..<9 {
        for i in 0..<9 {
          let r = Double((i - 4) * (i - 4) + (j - 4) * (j - 4) + (k - 4) * (k - 4)).squareRoot()
          volume[i, j, k] = Float(min(1, max(0, 3 - r)))
        }
      }
    }
    let ball = Structure(program: "ball", role: .tumour, region: Occupancy(volume))
    let whole = ball.ofWholeVoxels
    var fractions: [Float] = []
    whole.region.forEach { if $1 > 0 { fractions.append($1) } }
    #expect(fractions.allSatisfy { $0 == 1 })
    #expect(abs(whole.region.millilitres - ball.region.millilitres) < 0.5 * 0.064)
    #expect(whole.region.dense[4, 4, 4] == 1 && whole.region.dense[7, 4, 4] == 0)
  }

  /// Label image and CT as NIfTI, resampled to voxels that cut the regions: energy per decay that stays, S × mass, is that of the
  /// label image's own voxels in water within 3 %.
  @Test func resampledRegionsKeepTheirSelfDose() throws {
    try JourneyTests.inFolder { folder in
      let grid = try Grid(size: GridSize(30, 30, 30), spacing: Vector3(repeating: 2))
      var labels = Volume<UInt8>(grid: grid, repeating: 0)
      for k in 9..<20 { for j in 9..<20 { for i in 9..<20 { labels[i, j, k] = 1 } } }
      let (organs, ct) = (folder.appending(path: "organs.nii.gz"), folder.appending(path: "ct.nii.gz"))
      try ImageFiles.write(labels, organs.path)
      try ImageFiles.write(Volume<Int16>(grid: grid, repeating: 50), ct.path)
      func kept(_ ct: URL?, _ spacing: Double?) throws -> Double {
        var simulation = MonteCarloOptions()
        (simulation.histories, simulation.threads) = (20_000, 2)
        let outcome = try SValues.regions(
          "Lu-177", edition: .evaluated, structures: organs, ct: ct, spacing: spacing, sources: [],
          simulation: simulation
        ) { _, _ in }
        let record = try #require(
          JSONSerialization.jsonObject(with: Data(outcome.json.utf8)) as? [String: Any])
        let row = try #require((record["rows"] as? [[String: Any]])?.first)
        return try #require(row["value"] as? Double) * #require(row["mass"] as? Double)
      }
      let own = try kept(nil, nil)
      #expect(abs(try kept(ct, 4.5) / own - 1) < 0.03)
      // 147 keV per decay of electrons and some of the photons, mGy·g/(MBq·s).
      #expect((0.0225...0.0245).contains(own))
    }
  }
}
