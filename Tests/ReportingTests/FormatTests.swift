import Quantities
import Testing

@testable import Reporting

/// JCGM 100:2008, 7.2.6: an uncertainty with two significant digits, the value to the same place.
@Suite struct FormatTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var value: Double
    var u: Double?
    var expected: String
    var testDescription: String { expected }
  }

  static let rows = [
    Row(value: 12.3456, u: 1.4, expected: "12.3 ± 1.4"),
    Row(value: 12.3456, u: 0.0996, expected: "12.35 ± 0.10"),
    Row(value: 12.3456, u: 0.0994, expected: "12.346 ± 0.099"),
    Row(value: 1234.5, u: 123.4, expected: "1230 ± 120"),
    Row(value: 1234.5, u: 67, expected: "1234 ± 67"),
    Row(value: 0.00123, u: 0.0045, expected: "0.0012 ± 0.0045"),
    Row(value: -3.14159, u: 0.25, expected: "−3.14 ± 0.25"),
    Row(value: -0.001, u: 0.25, expected: "0.00 ± 0.25"),
    Row(value: 2_345_678, u: 12_345, expected: "(2.346 ± 0.012) × 10⁶"),
    Row(value: 5, u: 0, expected: "5.00 ± 0"),
    Row(value: 12.3456, u: nil, expected: "12.3"), Row(value: 1234.5, u: nil, expected: "1234"),
    Row(value: 9.996, u: nil, expected: "10.0"), Row(value: 0, u: nil, expected: "0"),
    Row(value: 0.0000123, u: nil, expected: "1.23 × 10⁻⁵"), Row(value: .nan, u: 1, expected: "not available"),
    Row(value: .infinity, u: nil, expected: "not available"), Row(value: 7, u: .nan, expected: "7.00"),
    Row(value: 0.5, u: 99.6, expected: "0 ± 100"),
  ]

  @Test(arguments: rows) func followsTheUncertainty(_ row: Row) {
    #expect(Format.number(row.value, uncertainty: row.u).text == row.expected)
  }

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
