import Diagnostics
import Foundation
@testable import Nuclides
import Testing

@Suite struct CTConversionTests {
  /// Schneider et al. 2000: 1.018 + 0.893e-3 H, 1.03, 1.003 + 1.169e-3 H, 1.017 + 0.592e-3 H.
  @Test(arguments: [
    (-1000.0, 0.00121), (-98, 0.930486), (0, 1.018), (20, 1.03), (60, 1.07314), (400, 1.2538), (1600, 1.9642),
  ]) func published(_ hounsfield: Double, _ density: Double) {
    #expect(abs(CTConversion.schneider2000.density(hounsfield) - density) < 2e-5)
  }

  @Test func endsAndHoles() {
    let conversion = CTConversion.schneider2000
    #expect(conversion.density(-2000) == 0.00121 && conversion.density(9000) == 1.9642)
    #expect(conversion.density(.nan).isNaN)
  }

  @Test(arguments: [
    (-1000.0, Tissue.air), (-800, .lung), (-100, .adipose), (50, .softTissue), (130, .softTissue),
    (700, .bone),
  ]) func classes(_ hounsfield: Double, _ tissue: Tissue) {
    #expect(CTConversion.schneider2000.tissue(hounsfield) == tissue.rawValue)
  }

  @Test func siteTable() throws {
    let text = "# name: Ward 3, 120 kV\nnode,-1000,0.001\nnode,0,1.0\nnode,1000,1.6\n"
    let site = try CTConversion(table: text, from: "ward3.csv")
    #expect(site.name == "Ward 3, 120 kV" && abs(site.density(500) - 1.3) < 1e-12)
    #expect(site.tissue(50) == "soft tissue")
  }

  @Test func everyMistakeIsNamed() {
    let text = "node,-1000,0.001\nnode,0,one\nklass,1,bone\nclass,0,gristle\n"
    let problems = #expect(throws: Problems.self) { try CTConversion(table: text, from: "x.csv") }
    #expect(problems?.all.map(\.location) == ["x.csv, line 2", "x.csv, line 3", "x.csv, line 4"])
  }

  @Test(arguments: [
    "node,0,1.0\n", "node,0,1.0\nnode,0,1.1\n", "node,0,1.0\nnode,10,-1\n", "node,0,1.0\nnode,10,0.5\n",
    "node,0,1.0\nnode,10,1030\n",
  ]) func impossibleTables(_ text: String) {
    #expect(throws: Problems.self) { try CTConversion(table: text, from: "x.csv") }
  }

  static let own = """
    # name: Ward 3, 120 kV
    # edition: 2026-02
    node,-1000,0.001
    node,0,1.0
    node,3000,4.5
    tissue,titanium,4.5,Ti 100
    range,-1000,-950,air
    range,-950,-100,lung
    range,-100,200,liver
    range,200,2000,bone
    range,2000,3000,titanium
    """

  @Test func rangesAndOwnTissues() throws {
    let table = try CTConversion(table: Self.own, from: "ward3.csv")
    #expect([-990.0, -500, 0, 1000, 2500].map(table.tissue) == ["air", "lung", "liver", "bone", "titanium"])
    #expect(table.compositions.map(\.percent) == [[22: 100]] && table.edition == "2026-02")
  }

  @Test(arguments: [
    ("range,-950,-100,lung", "range,-960,-100,lung", "ranges overlap between -960.0 and -950.0 HU"),
    ("range,-950,-100,lung", "range,-940,-100,lung", "no tissue is given between -950.0 and -940.0 HU"),
    ("range,-950,-100,lung", "class,-950,lung", "class and range lines cannot be mixed"),
    ("Ti 100", "Ti 90", "the elements add up to 90 % of the mass, not 100 %"),
    ("Ti 100", "Xx 100", "“Xx 100” is not an element with its percentage by mass, or is given twice"),
    ("range,-100,200,liver", "range,-100,200,liber", "not a conversion row"),
  ]) func faultyTables(_ line: String, _ fault: String, _ message: String) {
    let text = Self.own.replacingOccurrences(of: line, with: fault)
    let problems = #expect(throws: Problems.self) { try CTConversion(table: text, from: "x.csv") }
    #expect(problems?.all.contains { $0.what == message } == true, "\(problems?.all.map(\.what) ?? [])")
  }

  /// Every composition of the library adds up, and soft organs are close to soft tissue.
  @Test func library() throws {
    for tissue in ReferenceTissue.library where !tissue.percent.isEmpty {
      #expect(abs(tissue.percent.values.reduce(0, +) - 100) < 0.11, "\(tissue.name)")
    }
    let liver = try #require(ReferenceTissue.named("Liver"))
    #expect(
      liver.density == 1.06 && abs(Medium(liver).meanExcitation / Medium.softTissue.meanExcitation - 1) < 0.02
    )
    #expect(
      ReferenceTissue.named("softTissue")?.name == "soft tissue" && ReferenceTissue.named("gristle") == nil)
  }
}
