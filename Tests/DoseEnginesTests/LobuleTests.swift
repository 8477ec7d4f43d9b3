import Foundation
import Nuclides
import Quantities
import Testing
import Volumes

@testable import DoseEngines

/// Walrand et al., J Nucl Med 2014;55:135–140: glass spheres of 2500 Bq at a mean of 120 Gy.
struct LobuleTests {
  /// Spheres per mL that give a dose to tissue of 1.05 g/mL at 49.67 J/GBq.
  static func perMillilitre(gray: Double, becquerel: Double) -> Double {
    gray * 1.05e-3 / 49.67e-9 / becquerel
  }

  static func uniformity(gray: Double, becquerel: Double) throws -> LobuleUniformity {
    LobuleUniformity(
      spheresPerMillilitre: perMillilitre(gray: gray, becquerel: becquerel),
      kernel: try Nuclide.named("Y-90").requireKernel())
  }

  static func field(_ u: LobuleUniformity) throws -> LobuleField {
    LobuleField(
      try Nuclide.named("Y-90").requireKernel().shortRange, density: 1.05, perLobule: u.spheresPerLobule)
  }

  /// Part of the portal tracts without any sphere.
  static func emptyTracts(_ u: LobuleUniformity) -> Double {
    exp(-u.spheresPerLobule / LobuleLattice.tractsPerLobule)
  }

  /// Random trapping with equal chances: the least irradiated tissue of lobules, their central veins, around 103 Gy with a full width of
  /// 20 Gy. Their kernel and their place of a sphere within a tract differ from ours: 5 % and a third of the width.
  @Test("Central veins get what was published")
  func published() throws {
    let u = try Self.uniformity(gray: 120, becquerel: 2500)
    let veins = try Self.field(u).sampled(4) { _, n in
      Vector3(0, 0, LobuleLattice.height * (Double(n) + 0.5) / 4)
    }
    let mean = veins.reduce(0, +) / Double(veins.count)
    let variance = veins.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(veins.count)
    #expect(abs(mean / (103.0 / 120) - 1) < 0.05, "\(mean)")
    #expect(abs(variance.squareRoot() / (20 / 2.355 / 120) - 1) < 0.35, "\(variance.squareRoot())")
    #expect(abs(u.spheresPerLobule - 1.9) < 0.05)
  }

  /// So many spheres that all tracts hold as many. Published with all at one height: at least 100 of 120 Gy everywhere; heights differ
  /// here, which leaves somewhat colder places.
  @Test("With spheres in every tract no place is cold")
  func periodic() throws {
    let u = try Self.uniformity(gray: 120, becquerel: 1)
    #expect(u.d98 > 0.75 && u.belowHalf == 0 && Self.emptyTracts(u) < 1e-9, "\(u.d98)")
  }

  @Test("The mean is the mean, and fewer spheres are less even")
  func order() throws {
    let glass = try Self.uniformity(gray: 60, becquerel: 2500),
      late = try Self.uniformity(gray: 60, becquerel: 600)
    let resin = try Self.uniformity(gray: 60, becquerel: 60)
    for u in [glass, late, resin] {
      // Places close to a sphere weigh much: the mean of 2304 of them scatters by a few percent.
      let places = try Self.field(u).places()
      #expect(abs(places.reduce(0, +) / Double(places.count) - 1) < 0.06)
    }
    #expect(glass.d98 < late.d98 && late.d98 < resin.d98 && resin.d98 < 1)
    #expect(glass.d98 <= glass.d90 && glass.d90 <= glass.d50)
    #expect(abs(Self.emptyTracts(glass) / 0.622 - 1) < 0.02)
  }
}
