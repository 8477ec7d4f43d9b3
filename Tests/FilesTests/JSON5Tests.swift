import Diagnostics
import Files
import Testing

@Suite struct JSON5Tests {
  @Test func readsEveryKindOfValueWithItsLine() throws {
    let text = """
      // a case
      {
        name: 'liver', "n": -0x1F, half: .5, big: 1e3, on: true, none: null,
        list: [1, 2, /* three */ 3,],
        text: "a\\u00e9\\n\\uD83D\\uDE00",
      }
      """
    let root = try JSON5.parse(text, document: "case.json5").object()
    #expect(try root.required("name", "").string() == "liver")
    #expect(try root.required("n", "").number() == -31)
    #expect(try root.required("half", "").number() == 0.5)
    #expect(try root.required("big", "").integer() == 1000)
    #expect(try root.required("on", "").bool())
    #expect(root["none"] == nil)
    #expect(try root.required("list", "").array().map { try $0.integer() } == [1, 2, 3])
    #expect(try root.required("text", "").string() == "aé\n😀")
    #expect(root["list"]?.line == 4)
  }

  @Test(arguments: [
    ("{\n a: 1\n b: 2}", 3), ("{a: [1, 2}", 1), ("{\n\n a: 'x\n}", 3), ("{a: 1, a: 2}", 1), ("{a: 1} 2", 1),
    ("{a: nan}", 1), ("{a: 1e999}", 1), ("{a: 12px}", 1), ("", 1), ("{a: /* x", 1), ("{'a' 1}", 1),
    (String(repeating: "[", count: 200), 1), ("{a: '\\uD800'}", 1), ("{a: --1}", 1),
  ])
  func refusesAndNamesTheLine(text: String, line: Int) throws {
    let problem = #expect(throws: Problem.self) { try JSON5.parse(text, document: "case.json5") }
    #expect(problem?.location == "case.json5:\(line)")
    #expect(problem?.kind == .dataRejected)
  }

  @Test func aMisspeltKeyIsNamedWithItsLineAndTheLikelyOne() throws {
    let root = try JSON5.parse("{\n nuclide: 'Lu-177',\n calibraton: 1}", document: "c").object()
    let problems = root.unknown(except: ["nuclide", "calibration"])
    #expect(problems.map(\.location) == ["c:3"])
    #expect(problems[0].remedy.contains("calibration"))
  }

  @Test func aValueOfTheWrongKindNamesItsLine() throws {
    let root = try JSON5.parse("{\n mass: 'heavy'}", document: "c").object()
    let problem = #expect(throws: Problem.self) { try root.required("mass", "g").number() }
    #expect(problem?.location == "c:2")
  }
}
