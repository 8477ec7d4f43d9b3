import Diagnostics
@testable import Nuclides
import Quantities
import Testing

/// Half-lives as printed in the cited tables.
struct PrintedHalfLife: CustomTestStringConvertible, Sendable {
  let nuclide: String
  let edition: DecayDataEdition
  let hours: Double
  let source: String
  var testDescription: String { "\(nuclide) \(edition.rawValue): \(hours) h (\(source))" }
}

@Suite struct NuclideTests {
  static let printed = [
    PrintedHalfLife(nuclide: "Lu-177", edition: .evaluated, hours: 6.647 * 24, source: "DDEP 6.647(4) d"),
    PrintedHalfLife(nuclide: "Lu-177", edition: .clinicalProtocol, hours: 159.528, source: "protocol"),
    PrintedHalfLife(nuclide: "Y-90", edition: .evaluated, hours: 64.0416, source: "DDEP 2.6684(13) d"),
    PrintedHalfLife(nuclide: "Y-90", edition: .clinicalProtocol, hours: 64.2, source: "protocol"),
    PrintedHalfLife(
      nuclide: "Tc-99m", edition: .clinicalProtocol, hours: 6.0067, source: "falls back to DDEP"),
    PrintedHalfLife(nuclide: "Ga-68", edition: .evaluated, hours: 67.83 / 60, source: "DDEP 67.83(20) min"),
    PrintedHalfLife(nuclide: "Ga-68", edition: .icrp107, hours: 67.71 / 60, source: "ICRP 107 67.71 min"),
    PrintedHalfLife(nuclide: "Ac-225", edition: .evaluated, hours: 240, source: "DDEP 10.0(1) d"),
    PrintedHalfLife(nuclide: "F-18", edition: .evaluated, hours: 1.8289, source: "DDEP 1.82890(23) h"),
    PrintedHalfLife(nuclide: "I-131", edition: .evaluated, hours: 8.0233 * 24, source: "DDEP 8.0233(19) d"),
    PrintedHalfLife(nuclide: "Zr-89", edition: .evaluated, hours: 78.42, source: "DDEP 78.42(13) h"),
  ]

  @Test(arguments: printed) func halfLives(_ row: PrintedHalfLife) throws {
    let nuclide = try Nuclide.named(row.nuclide, edition: row.edition)
    #expect(abs(nuclide.halfLife.value.value.inHours - row.hours) < 1e-9 * row.hours)
    #expect(!nuclide.halfLife.source.isEmpty)
  }

  @Test func decayConstantAndMeanLife() throws {
    let y90 = try Nuclide.named("Y-90", edition: .clinicalProtocol).halfLife
    // 64.2 h / ln 2 = 92.621 h
    #expect(abs(y90.meanLife.inHours - 92.6210) < 1e-3)
    #expect(abs(y90.decayConstant * y90.meanLife.value - 1) < 1e-15)
  }

  @Test(arguments: ["Lu-177", "177Lu", "lu177", "LU-177"]) func spellings(_ name: String) throws {
    #expect(try Nuclide.named(name).name == "Lu-177")
  }

  @Test func metastable() throws {
    #expect(try Nuclide.named("99mTc").name == "Tc-99m")
    #expect(throws: Problem.self) { try Nuclide.named("Tc-99") }
  }

  @Test func unknownListsTheKnown() {
    let problem = #expect(throws: Problem.self) { try Nuclide.named("Xx-1") }
    #expect(problem?.remedy.contains("Lu-177") == true && problem?.remedy.contains("Y-90") == true)
    let noKernel = #expect(throws: Problem.self) { try Nuclide.named("Tc-99m").requireKernel() }
    #expect(noKernel?.remedy.contains("hepatica kernel Tc-99m") == true)
  }
}
