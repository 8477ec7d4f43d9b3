import Testing

@testable import Nuclides

/// Codes against DICOM PS3.16 2024, CID 18 and CID 4020, as printed there.
@Suite struct NuclideEntryTests {
  @Test(arguments: [
    ("Lu-177", "447553000", "SCT"), ("Y-90", "14691008", "SCT"), ("Tc-99m", "72454006", "SCT"),
    ("F-18", "77004003", "SCT"), ("Ga-68", "35337001", "SCT"), ("In-111", "56609000", "SCT"),
    ("I-123", "21572004", "SCT"), ("I-131", "1368003", "SCT"), ("Zr-89", "63360001", "SCT"),
    ("Re-188", "423578007", "SCT"), ("Ho-166", "C1943", "NCIt"), ("Sc-44", "126600", "DCM"),
  ])
  func theCodeThatIsWritten(_ name: String, _ value: String, _ scheme: String) throws {
    let entry = try #require(NuclideEntry.named(name))
    #expect(entry.codes.first == NuclideEntry.Code(value: value, scheme: scheme))
    for code in entry.codes { #expect(NuclideEntry.coded(code.value)?.name == name) }
  }

  @Test func olderCodesAreRead() {
    #expect(NuclideEntry.coded("C-131A3")?.name == "Ga-68" && NuclideEntry.coded("C-163A8")?.name == "Tc-99m")
    #expect(NuclideEntry.coded("C-101ED")?.name == "Lu-177" && NuclideEntry.coded("0") == nil)
  }

  /// Whatever has a half-life can be recognised and written as DICOM, or says here that no code exists.
  @Test func everyNuclideHasARow() {
    let withoutCode = Nuclide.known.filter { NuclideEntry.named($0)?.codes.isEmpty ?? true }
    #expect(Set(Nuclide.known).isSubset(of: NuclideEntry.all.map(\.name)))
    #expect(Set(withoutCode) == ["Tb-161", "Ac-225", "Lu-177m", "At-211", "Pb-212"])
  }

  @Test func imagingAndTherapy() {
    func photon(_ name: String) -> Bool? { NuclideEntry.named(name)?.isSinglePhoton }
    #expect(photon("Lu-177") == true && photon("Ho-166") == true && photon("Pb-212") == true)
    #expect(photon("Y-90") == false && photon("F-18") == false)
    #expect(NuclideEntry.named("Ho-166")?.therapy == "TARE" && NuclideEntry.named("Y-90")?.therapy == "TARE")
    #expect(
      NuclideEntry.named("Lu-177")?.therapy == "PRRT" && NuclideEntry.named("Pb-212")?.therapy == "PRRT")
    #expect(NuclideEntry.named("I-131")?.therapy == nil && NuclideEntry.named("Re-188")?.therapy == nil)
  }
}
