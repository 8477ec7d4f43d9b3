import Testing

@testable import Files

/// One place where texts are escaped (RFC 8259) and one writer of values.
@Suite struct JSONTests {
  static let texts: [(String, String)] = [
    ("plain", #""plain""#), (#"a "b" \ c"#, #""a \"b\" \\ c""#), ("one\ntwo", #""one\ntwo""#),
    ("\t\r\u{1B}\0", #""\u0009\u000d\u001b\u0000""#), ("Läsion ☢", #""Läsion ☢""#), ("", #""""#),
  ]

  @Test(arguments: texts) func textsAreEscaped(_ row: (String, String)) throws {
    #expect(quotedJSON(row.0) == row.1)
    guard case .string(let back) = try JSON5.parse(row.1, document: "test").content else {
      Issue.record("no text")
      return
    }
    #expect(back == row.0)
  }

  /// Records of an audit are sealed over the one form; scripts and JSON5 ask for the other.
  @Test func lineSeparatorsAreEscapedWhereTheyMustBe() {
    #expect(quotedJSON("a\u{2028}b\u{2029}") == "\"a\u{2028}b\u{2029}\"")
    #expect(quotedJSON("a\u{2028}b\u{2029}", escapingLineSeparators: true) == #""a\u2028b\u2029""#)
    #expect(JSON.text("a\u{2028}").compact == #""a\u2028""#)
  }

  @Test func valuesKeepTheirOrder() {
    let value: JSON = [
      "z": .number(3), "a": [.flag(true), .null, "x"], "gone": nil, "empty": .object([]), "none": .array([]),
      "own": .verbatim("1.50"),
    ]
    #expect(value.compact == #"{"z":3,"a":[true,null,"x"],"empty":{},"none":[],"own":1.50}"#)
    #expect(
      value.printed == """
        {
          "z": 3,
          "a": [
            true,
            null,
            "x"
          ],
          "empty": {},
          "none": [],
          "own": 1.50
        }
        """)
  }

  @Test func numbersReadBackAsThemselves() throws {
    for number in [0, -0.0, 1, -3, 0.1, 1e-7, 1.5e300, 4e14, 1e15, 1e21, 0.1 + 0.2] {
      let value = try JSON5.parse(JSON.number(number).compact, document: "test")
      guard case .number(let back, _) = value.content else {
        Issue.record("\(number) is no number")
        continue
      }
      #expect(back == number)
    }
    #expect([Double.nan, .infinity, -.infinity].map { JSON.number($0).compact } == ["null", "null", "null"])
  }
}
