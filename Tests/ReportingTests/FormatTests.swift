@testable import Quantities
import Testing

@testable import Reporting

@Suite struct FormatTests {
  @Test func saysWhatWasNotEvaluated() {
    #expect(DisplayUnit.gray.sentence(Uncertain(AbsorbedDose(2.5))) == "2.50 Gy (u not evaluated)")
    #expect(
      DisplayUnit.gray.sentence(Uncertain(AbsorbedDose(2.5), standardUncertainty: AbsorbedDose(0.2)))
        == "(2.50 ± 0.20) Gy")
  }

  @Test func choosesPrefixes() {
    #expect(Format.activity(.gigabecquerels(7.4)) == "7.40 GBq")
    #expect(Format.activity(.megabecquerels(185)) == "185 MBq")
    #expect(Format.percent(0.123) == "12 %" && Format.percent(-0.0123, signed: true) == "−1.2 %")
    #expect(Format.time(DateTime(iso8601: "2026-03-01T09:12:00+01:00")!) == "2026-03-01 09:12 +01:00")
    #expect(Format.time(DateTime(iso8601: "2026-03-01T09:12:00Z")!) == "2026-03-01 09:12 UTC")
    #expect(Format.time(DateTime(iso8601: "2026-03-01T09:12:00")!) == "2026-03-01 09:12 local time")
    #expect(Format.compact(40) == "40" && Format.compact(2.5) == "2.5" && Format.compact(205) == "205")
  }
}
