import Testing

@testable import Intake

@Suite struct RadionuclideTermTests {
  /// What is written must be what is read: a code of another nuclide, or of none, would name the wrong half-life.
  @Test func writtenCodesAreReadAsTheirNuclide() {
    #expect(RadionuclideTerm.codes.count == 12)
    for (nuclide, code) in RadionuclideTerm.codes {
      #expect(RadionuclideCode.table[code.value] == nuclide, "\(nuclide) \(code.value)")
    }
    #expect(RadionuclideTerm.code("Tb-161") == nil, "no code is invented where the standard has none")
  }
}
