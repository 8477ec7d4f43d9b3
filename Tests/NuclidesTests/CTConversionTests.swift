import Diagnostics
import Nuclides
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
    #expect(CTConversion.schneider2000.tissue(hounsfield) == tissue)
  }

  @Test func siteTable() throws {
    let text = "# name: Ward 3, 120 kV\nnode,-1000,0.001\nnode,0,1.0\nnode,1000,1.6\n"
    let site = try CTConversion(table: text, from: "ward3.csv")
    #expect(site.name == "Ward 3, 120 kV" && abs(site.density(500) - 1.3) < 1e-12)
    #expect(site.tissue(50) == .softTissue)
  }

  @Test func everyMistakeIsNamed() {
    let text = "node,-1000,0.001\nnode,0,one\nklass,1,bone\nclass,0,muscle\n"
    let problems = #expect(throws: Problems.self) { try CTConversion(table: text, from: "x.csv") }
    #expect(problems?.all.map(\.location) == ["x.csv, line 2", "x.csv, line 3", "x.csv, line 4"])
  }

  @Test(arguments: [
    "node,0,1.0\n", "node,0,1.0\nnode,0,1.1\n", "node,0,1.0\nnode,10,-1\n", "node,0,1.0\nnode,10,0.5\n",
    "node,0,1.0\nnode,10,1030\n",
  ]) func impossibleTables(_ text: String) {
    #expect(throws: Problems.self) { try CTConversion(table: text, from: "x.csv") }
  }
}
