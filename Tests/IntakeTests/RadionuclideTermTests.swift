@testable import Nuclides
import Testing

@testable import Intake

@Suite struct RadionuclideTermTests {
  /// What is written must be what is read, by value and by meaning: a code of another nuclide, or of none, would name
  /// the wrong half-life.
  @Test func writtenCodesAreReadAsTheirNuclide() {
    for entry in NuclideEntry.all where !entry.codes.isEmpty {
      let code = RadionuclideCode.code(entry.name)
      #expect(code?.value == entry.codes[0].value, "\(entry.name)")
      #expect(code.flatMap { NuclideEntry.coded($0.value)?.name } == entry.name)
      #expect(code.flatMap { RadionuclideCode.parse($0.meaning) } == entry.name)
    }
    #expect(RadionuclideCode.code("Lu-177") == Code("447553000", "SCT", "^177^Lutetium"))
    #expect(RadionuclideCode.code("Tb-161") == nil, "no code is invented where the standard has none")
    #expect(RadionuclideCode.code("Xx-1") == nil)
  }
}
