import Diagnostics
import Fixtures
import Foundation
import Quantities
import Testing

@testable import Documents

@Suite struct CaseFileTests {
  /// The example of the manual, word for word.
  static func manualExample() throws -> String {
    let article = Fixtures.repository.appending(path: "Documentation/Hepatica.docc/CaseFile.md")
    let text = try String(contentsOf: article, encoding: .utf8)
    let start = try #require(text.range(of: "```json5\n")), end = try #require(text.range(of: "\n```\n"))
    return String(text[start.upperBound..<end.lowerBound])
  }

  static func read(_ text: String) throws -> Case {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["images", "calibration.json5"] {
      try "".write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
    }
    return try CaseFile.parse(text, at: folder.appending(path: "case.json5"))
  }

  static func line(of part: String, in text: String) throws -> Int {
    let found = try #require(text.range(of: part))
    return text[..<found.lowerBound].count { $0 == "\n" } + 1
  }

  static func problems(_ text: String) -> [Problem] {
    do {
      _ = try read(text)
      return []
    } catch let problems as Problems { return problems.all } catch let problem as Problem {
      return [problem]
    } catch {
      return []
    }
  }

  @Test func theManualsExampleIsACase() throws {
    let result = try CaseFileTests.read(CaseFileTests.manualExample())
    #expect(result.therapy.kind == .prrt)
    #expect(result.timePoints.map(\.name) == ["4 h", "24 h"])
    #expect(result.reference == "24 h")
    guard case .file(let structures) = result.structures[0] else { throw CancellationError() }
    #expect(structures.roles["Liver"] == .liver)
    #expect(result.limits[0].value == AbsorbedDose(23))
  }

  /// 7.45 GBq at 09:50 less 0.05 GBq at 10:55, both brought to 10:15 with Lu-177's 159.528 h.
  @Test func netActivityIsBroughtToTheAdministration() throws {
    let given = try CaseFileTests.read(CaseFileTests.manualExample()).administrations[0]
    let expected = 7.45 * exp2(-25.0 / 60 / 159.528) - 0.05 * exp2(40.0 / 60 / 159.528)
    #expect(agree(given.netActivity(halfLife: .hours(159.528)).inGigabecquerels, expected, relative: 1e-12))
  }

  @Test(arguments: [
    ("pseudonym: \"DEMO-01\"", "pseudonim: \"DEMO-01\"", "pseudonym"),
    ("pseudonym: \"DEMO-01\"", "pseudonym: \"FILL IN\"", "filled in"),
    ("kind: \"PRRT\"", "kind: \"PRT\"", "PRRT"),
    ("start: \"2026-03-02T10:15:00\"", "start: \"2026-03-02\"", "date"),
    ("activityGBq: 7.45", "activityGBq: 7450", "0.0001 to 100 GBq are possible"),
    ("weightKg: 62", "weightKg: 350", "2 to 300 kg are possible"),
    ("path: \"images\", series: \"NM-3fa2\"", "path: \"nowhere\", series: \"NM-3fa2\"", "nowhere"),
    ("\"Liver\": \"liver\"", "\"Liver\": \"livre\"", "liver"),
    ("gray: 23", "gray: \"23\"", "number"),
    ("engine: \"auto\"", "engine: \"magic\"", "monte-carlo"),
  ])
  func eachMistakeNamesItsLine(good: String, bad: String, word: String) throws {
    let text = try CaseFileTests.manualExample().replacingOccurrences(of: good, with: bad)
    let line = try CaseFileTests.line(of: bad, in: text)
    let problems = CaseFileTests.problems(text)
    #expect(
      problems.contains { $0.location == "case.json5:\(line)" && "\($0)".contains(word) }, "\(problems)")
  }

  /// The manual's example takes the option `resolutionMm` for the width.
  @Test(arguments: [
    ("{ method: \"regions\" }", "regions(12.0 0.05 1.0)"),
    (
      "{ method: \"regions\", resolutionMm: 9.5, relativeUncertainty: 0.1, registrationMm: 0 }",
      "regions(9.5 0.1 0.0)"
    ),
    ("{ method: \"curve\" }", "curve"), ("{ method: \"none\" }", "none"),
  ])
  func partialVolume(text: String, expected: String) throws {
    let example = try CaseFileTests.manualExample()
    let changed = example.replacingOccurrences(of: "{ method: \"regions\" }", with: text)
    let found = try CaseFileTests.read(changed).options.partialVolume
    if case .regions(let geometry)? = found {
      let (width, place) = (geometry.resolution.value, geometry.registration.value)
      #expect("regions(\(width) \(geometry.relativeUncertainty) \(place))" == expected)
    } else {
      #expect(found.map { "\($0)" } == expected)
    }
  }

  @Test(arguments: [
    ("{ method: \"region\" }", "regions, curve, none"), ("{ resolutionMm: 12 }", "method"),
    ("{ method: \"curve\", resolutionMm: 12 }", "resolutionMm"),
    ("{ method: \"none\", registrationMm: 2 }", "registrationMm"),
    ("{ method: \"regions\", resolutionMm: 0 }", "cannot be"),
  ])
  func faultyPartialVolume(text: String, word: String) throws {
    let example = try CaseFileTests.manualExample()
    let problems = CaseFileTests.problems(
      example.replacingOccurrences(of: "{ method: \"regions\" }", with: text))
    #expect(problems.count == 1 && "\(problems)".contains(word), "\(problems)")
  }

  @Test func theGeometryOfRegionsNeedsAResolution() throws {
    let example = try CaseFileTests.manualExample()
    let without = try #require(example.range(of: "    resolutionMm: 12,"))
    let problems = CaseFileTests.problems(example.replacingCharacters(in: without, with: ""))
    #expect(problems.count == 1 && "\(problems)".contains("needs the resolution"), "\(problems)")
  }

  @Test func allMistakesAreToldAtOnce() throws {
    let text = try CaseFileTests.manualExample()
      .replacingOccurrences(of: "kind: \"PRRT\"", with: "kind: \"PRT\"")
      .replacingOccurrences(of: "gray: 23", with: "gray: \"23\"")
      .replacingOccurrences(of: "reference: \"24 h\"", with: "reference: \"30 h\"")
    let lines = try ["PRT", "gray: \"23\""].map { "case.json5:\(try CaseFileTests.line(of: $0, in: text))" }
    #expect(Set(CaseFileTests.problems(text).map(\.location)) == Set(lines + ["case.json5:1"]))
  }

  @Test func imagesWithoutAdministrationAreRefused() throws {
    var text = try CaseFileTests.manualExample()
    let start = try #require(text.range(of: "  administrations")),
      end = try #require(text.range(of: "  timePoints"))
    text.removeSubrange(start.lowerBound..<end.lowerBound)
    #expect(CaseFileTests.problems(text).contains { $0.what.contains("administrations") })
  }
}
