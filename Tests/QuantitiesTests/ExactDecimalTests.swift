import Testing

@testable import Quantities

@Suite struct ExactDecimalTests {
  @Test(arguments: [
    ("12", "12"), ("-0.30", "-0.3"), (".5", "0.5"), ("1.2e-3", "0.0012"), ("7E3", "7000"), ("0", "0"),
    ("-0", "0"),
    ("+4.50", "4.5"), ("000123.4000", "123.4"), ("5.", "5"), ("0.30000000000000004", "0.30000000000000004"),
  ])
  func reads(_ text: String, _ printed: String) { #expect(ExactDecimal(text)?.description == printed) }

  @Test(arguments: [
    "", ".", "-", "1,5", "1.2.3", "e5", "1e", "1e+", "abc", " 1", "1 ", "<5", "0x10", "NaN", "inf", "1e30",
    "1e-30",
    "--1", "1-", "+-1", "-+1", "1234567890123456789", "12345678901234.5",
  ])
  func refuses(_ text: String) { #expect(ExactDecimal(text) == nil) }

  /// The reason for the type: in binary 1.5 × 1.2 < 1.8.
  @Test func limitsAreExact() {
    let product: ExactDecimal = "1.5" * "1.2"
    #expect(product == "1.8")
    #expect(!("1.8" > product))
    #expect("1.8000000001" > product)
    #expect(1.5 * 1.2 != 1.8)
  }

  @Test func ordersAcrossMagnitudesAndSigns() {
    let ordered: [ExactDecimal] = [
      "-1000", "-1.01", "-1", "-0.001", "0", "0.000001", "0.2", "0.21", "3", "999999999999",
    ]
    #expect(ordered.shuffled().sorted() == ordered)
  }

  @Test func dividesHalfToEven() {
    let divide = { (a: ExactDecimal, b: ExactDecimal, n: Int) in a.divided(by: b, decimals: n)?.description }
    #expect(divide(1, 3, 4) == "0.3333")
    #expect(divide(1, 8, 2) == "0.12")
    #expect(divide(3, 8, 2) == "0.38")
    #expect(divide(-1, 3, 4) == "-0.3333")
    #expect(divide(-2, -3, 2) == "0.67")
    #expect(divide(5, 0, 2) == nil)
    #expect(divide(0, 7, 2) == "0")
  }

  @Test func knowsItsRange() {
    let large = ExactDecimal("999999999999")
    let small = ExactDecimal("1e-18")
    #expect(large.adding(small) == nil || large.adding(small)! > large)
    #expect(large.multiplied(by: large)?.description == "999999999998000000000001")
    #expect(large.multiplied(by: large)!.multiplied(by: large)!.multiplied(by: large) == nil)
    #expect(small < large)
    #expect(small * small < small)
  }

  /// 16-byte alignment on the stack is what the compiler gets wrong.
  @Test func needsNoMoreThanWordAlignment() {
    #expect(MemoryLayout<ExactDecimal>.alignment == 8)
    #expect(MemoryLayout<ExactDecimal?>.alignment == 8)
    for text in ["-1", "1", "-999999999999.000001", "123456789012345678e-18"] {
      #expect(ExactDecimal(text)?.description == ExactDecimal(text).map { -(-$0) }?.description)
    }
    #expect(("-999999999999" as ExactDecimal * "0.000000000000000001").description == "-0.000000999999999999")
  }

  @Test func noiseIsNotExcess() {
    #expect(!(30.000000000000004).clearlyExceeds(30))
    #expect((30.0001).clearlyExceeds(30))
    #expect((29.9).clearlyBelow(30))
    #expect(!(0.0).clearlyExceeds(0))
  }
}

/// What is read from the bytes of a file, in 64 bits, is what is read from a text, in 128.
@Suite struct ExactDecimalBytesTests {
  private static let texts = [
    "0", "00", "0.0", ".", "", "-", "1.2.3", "12", "12.50", "0.30", ".5", "5.", "123456789012",
    "1234567890123",
    "0.123456789012", "1e3", "1.2E-3", "-4", "+4", "13O", "1,5", " 1", "999999999999.9", "0.000000000001",
    "٣",
    "100000", "1000000000000000000", "99999999", "1234567.8901",
  ]

  @Test(arguments: texts)
  func bytesAndTextsAgree(_ text: String) {
    let bytes = Array(text.utf8)
    #expect(bytes.withUnsafeBytes { ExactDecimal(ascii: $0) } == ExactDecimal(text), "\(text)")
  }

  /// Order, product and binary value, against arithmetic in 128 bits and the library's own reading of decimals.
  @Test func arithmeticAgreesWithWideArithmetic() throws {
    let numbers =
      Self.texts.compactMap { ExactDecimal($0) } + [
        ExactDecimal(coefficient: 170_141_183_460_469_231_731, exponent: -9),
        ExactDecimal(coefficient: -9_223_372_036_854_775_808, exponent: 0),
        ExactDecimal(coefficient: 9_223_372_036_854_775_807, exponent: -18),
      ]
    for a in numbers {
      #expect(a.doubleValue == Double("\(a.coefficient)e\(a.exponent)"))
      for b in numbers {
        let both = ExactDecimal.aligned(a, b)
        if both.fit { #expect((a < b) == (both.x < both.y), "\(a) \(b)") }
        guard let product = a.multiplied(by: b) else { continue }
        let (wide, overflow) = a.coefficient.multipliedReportingOverflow(by: b.coefficient)
        #expect(!overflow && product == ExactDecimal(coefficient: wide, exponent: a.exponent + b.exponent))
      }
    }
  }
}

@Suite struct CalendarDayTests {
  @Test("Days added are days apart, over leap years and centuries")
  func days() {
    let start = CalendarDay(iso8601: "1899-12-31")!
    for n in stride(from: -60_000, through: 120_000, by: 61) {
      let other = start.adding(days: n)
      #expect(other.days(since: start) == n && CalendarDay(iso8601: other.description) == other)
    }
    #expect(CalendarDay(iso8601: "2024-02-28")!.adding(days: 1).description == "2024-02-29")
    #expect(CalendarDay(iso8601: "9999-12-31")!.adding(days: 1).description == "9999-12-31")
  }

  @Test(arguments: [
    ("2021-11-30", 3, "2022-02-28"), ("2019-11-30", 3, "2020-02-29"), ("2021-01-10", 3, "2021-04-10"),
    ("2021-01-31", -2, "2020-11-30"), ("2021-12-15", 1, "2022-01-15"),
  ])
  func addsMonths(_ start: String, _ months: Int, _ end: String) {
    #expect(CalendarDay(iso8601: start)?.adding(months: months).description == end)
  }

  @Test(arguments: ["2021-02-29", "2021-13-01", "2021-1-1", "20210101", "2021-01-01T00:00", "", "2021-00-10"])
  func refuses(_ text: String) { #expect(CalendarDay(iso8601: text) == nil) }

  @Test func countsDays() {
    let day = { (text: String) in CalendarDay(iso8601: text)! }
    #expect(day("2020-03-01").days(since: day("2020-02-28")) == 2)
    #expect(day("2021-01-01").days(since: day("2021-12-31")) == -364)
  }
}
