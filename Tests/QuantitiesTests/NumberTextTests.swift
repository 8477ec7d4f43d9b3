@testable import Quantities
import Testing

/// JCGM 100:2008, 7.2.6: an uncertainty with two significant digits, the value to the same place.
@Suite struct NumberTextTests {
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
    // The four that terminal and page once printed differently.
    Row(value: 3.3812, u: 0.3153, expected: "3.38 ± 0.32"),
    Row(value: 7.8123, u: 1.6012, expected: "7.8 ± 1.6"),
    Row(value: 8.8945, u: 1.9968, expected: "8.9 ± 2.0"), Row(value: 83.42, u: 20.1, expected: "83 ± 20"),
    // Whatever rounds up into a new digit keeps two significant ones.
    Row(value: 1, u: 0.995, expected: "1.0 ± 1.0"), Row(value: 1, u: 0.00996, expected: "1.000 ± 0.010"),
    Row(value: 999_999, u: 9.96, expected: "999999 ± 10"), Row(value: 0, u: 0.5, expected: "0.00 ± 0.50"),
    Row(value: 1e9, u: 1e12, expected: "(0.0 ± 1.0) × 10¹²"),
    Row(value: 3e-7, u: 2e-8, expected: "(3.00 ± 0.20) × 10⁻⁷"),
    Row(value: 12.5, u: -1, expected: "12.5"), Row(value: -0.00004, u: nil, expected: "−4.00 × 10⁻⁵"),
    Row(value: 99.96, u: nil, expected: "100"), Row(value: 0.099_96, u: nil, expected: "0.100"),
  ]

  @Test(arguments: rows) func valuesFollowTheirUncertainty(_ row: Row) {
    #expect(row.value.printed(uncertainty: row.u) == row.expected)
    let quantity = Uncertain(
      AbsorbedDose(row.value), standardUncertainty: row.u.flatMap { $0 >= 0 ? AbsorbedDose($0) : nil })
    #expect(quantity.printed() == row.expected)
  }

  /// A pair in two columns says what it says in one.
  @Test func twoColumnsAgreeWithOne() {
    let dose = NumberText(7.8123, uncertainty: 1.6012).columns
    #expect(dose.value == "7.8" && dose.uncertainty == "1.6")
    let large = NumberText(2_345_678, uncertainty: 12_345).columns
    #expect(large.value == "2.346 × 10⁶" && large.uncertainty == "0.012 × 10⁶")
    let bare = NumberText(12.3456).columns
    #expect(bare.value == "12.3" && bare.uncertainty == nil)
  }

  static let percents: [(Double, String)] = [
    (0, "0 %"), (1, "100 %"), (0.2171, "22 %"), (0.0996, "10 %"), (0.0994, "9.9 %"), (0.0938, "9.4 %"),
    (0.00996, "1.0 %"), (0.00994, "0.99 %"), (0.0052, "0.52 %"), (0.00004, "0.00 %"), (-0.0123, "−1.2 %"),
    (-0.3, "−30 %"), (12, "1200 %"), (.nan, "not available"), (.infinity, "not available"),
  ]

  @Test(arguments: percents) func percentages(_ fraction: Double, _ expected: String) {
    #expect(fraction.printedPercent() == expected)
  }

  @Test func signs() {
    #expect(
      0.0123.printedPercent(signed: true) == "+1.2 %" && (-0.0123).printedPercent(signed: true) == "−1.2 %")
    #expect(0.0.printedPercent(signed: true) == "0 %")
    #expect((-0.004).printed(decimals: 2) == "0.00" && (-0.006).printed(decimals: 2) == "−0.01")
    #expect((-0.0).printed() == "0" && (-0.0).printed(decimals: 1) == "0.0")
  }

  static let decimals: [(Double, Int, String)] = [
    (2.5, 0, "2"), (3.5, 0, "4"), (0.125, 2, "0.12"), (1250, -2, "1200"), (1350, -2, "1400"),
    (2.404, 2, "2.40"),
    (1e15, 0, "1000000000000000"), (.nan, 2, "not available"), (-.infinity, 0, "not available"),
  ]

  @Test(arguments: decimals) func fixedDecimals(_ value: Double, _ places: Int, _ expected: String) {
    #expect(value.printed(decimals: places) == expected)
  }

  static let short: [(Double, String)] = [
    (40, "40"), (2.5, "2.5"), (205, "205"), (0.1, "0.1"), (1234.56, "1235"), (100, "100"), (1e6, "1 × 10⁶"),
    (0.05, "0.05"), (-30, "−30"), (0, "0"),
  ]

  @Test(arguments: short) func roundNumbersHaveNoZerosAtTheirEnd(_ value: Double, _ expected: String) {
    #expect(value.printedShort() == expected)
  }

  /// What somebody gave is printed as it was given, and reads back as itself.
  @Test(arguments: [0, 30, 0.61, -2, 0.1 + 0.2, 1e15, 123_456_789, 5e-324, .pi])
  func exactNumbersReadBack(_ value: Double) {
    #expect(Double(value.printedExactly) == value)
    #expect(value != 30 || value.printedExactly == "30")
  }

  @Test func sentencesLeaveOutZerosAtTheEnd() {
    #expect(
      [24, 0.351, -0.35, -0.001, 12.996].map { $0.printedShort(decimals: 2) } == [
        "24", "0.35", "−0.35", "0", "13",
      ])
    #expect(Double.nan.printedShort(decimals: 2) == "not available")
  }

  /// What a program reads again has no sign that only people read.
  @Test func tablesHaveFixedDecimals() {
    #expect(
      [24, -0.35, -0.001, 1e7].map { $0.written(decimals: 2) } == ["24.00", "-0.35", "0.00", "10000000.00"])
    #expect((-0.35).written(decimals: 2) == "-0.35" && Double("-0.35") == -0.35)
  }

  @Test func keptValuesAreRounded() {
    #expect([0.125, -0.125, 3.14159, 1e9].map { $0.rounded(decimals: 2) } == [0.13, -0.13, 3.14, 1e9])
    #expect(0.1234567.rounded(decimals: 6) == 0.123457)
  }

  static let probabilities: [(Double, String)] = [
    (0.0004, "< 0.001"), (0.001, "0.001"), (0.0314, "0.031"), (0.0994, "0.099"), (0.0996, "0.10"),
    (0.5, "0.50"),
  ]

  @Test(arguments: probabilities) func pValues(_ row: (Double, String)) {
    #expect(NumberText(probability: row.0).text == row.1)
  }

  @Test func numbersOfFilesSort() {
    #expect([3, 16, 1234].map { $0.padded(to: 3) } == ["003", "016", "1234"])
  }
}
