import Diagnostics
import Files
import Fixtures
import Foundation
@testable import Registry
import Testing

@testable import Documents
@testable import Records
@testable import Studies

/// FHIR R4 (hl7.org/fhir/R4: Observation, Bundle, references) read by one reader for grading and for the registry.
@Suite("One door for FHIR")
struct FHIRDoorTests {
  let folder: URL

  init() throws {
    folder = try Fixtures.temporaryFolder()
    try write("patients.csv", "patient,cycles,sex,birth\nA1,2024-02-01 2024-04-01,M,1960-01-01\n")
  }

  @discardableResult private func write(_ name: String, _ text: String) throws -> String {
    let url = folder.appending(path: name)
    try Data(text.utf8).write(to: url)
    return url.path
  }

  private static let patient =
    #"{"resourceType":"Patient","id":"A1","gender":"male","birthDate":"1960-01-01"}"#

  private static func platelets(
    _ id: String, _ value: String, _ date: String = "2024-02-20T08:00:00+01:00", status: String = "final",
    subject: String = "Patient/A1", extra: String = ""
  ) -> String {
    """
    {"resourceType":"Observation","id":"\(id)","status":"\(status)","code":{"coding":[{"system":"http://loinc.org","code":"777-3"}]},
     "subject":{"reference":"\(subject)"},"effectiveDateTime":"\(date)","valueQuantity":{"value":\(value),"code":"10*9/L"},
     "referenceRange":[{"low":{"value":150,"code":"10*9/L"}}]\(extra.isEmpty ? "" : "," + extra)}
    """
  }

  private func bundle(_ name: String, _ resources: [String], head: String = "") throws -> String {
    let entries = resources.map { "{\"resource\":\($0)}" }.joined(separator: ",")
    return try write(name, "{\"resourceType\":\"Bundle\"\(head),\"entry\":[\(entries)]}")
  }

  private struct Result {
    var grade = "", text = "", status = "graded"
    var problems: [Problem] = []
  }

  /// The worst platelet grade, or what is wrong.
  private func graded(_ files: String...) throws -> Result {
    var job = ToxicityJob(files: files, patients: folder.appending(path: "patients.csv").path)
    job.output = folder.appending(path: UUID().uuidString)
    var result = Result()
    do { result.text = try Toxicity.run(job) { _, _ in }.text } catch let problems as Problems {
      result.problems = problems.all
      return result
    }
    let rows = try Fixtures.table(job.output!.appending(path: "grades.csv"))
    result.grade = rows.first { $0["term"] == "PLT" }?["worst_grade"] ?? ""
    return result
  }

  @Test(
    "A subject is found by every form of reference",
    arguments: [
      "Patient/A1", "Patient/A1/_history/2", "https://server.invalid/fhir/Patient/A1",
      "https://server.invalid/fhir/Patient/A1/_history/7", "urn:uuid:00000000-0000-4000-8000-000000000001",
    ])
  func references(_ reference: String) throws {
    let file = try write(
      "b.json",
      """
      {"resourceType":"Bundle","entry":[
       {"fullUrl":"urn:uuid:00000000-0000-4000-8000-000000000001","resource":\(Self.patient)},
       {"resource":\(Self.platelets("o", "40", subject: reference))}]}
      """)
    #expect(try graded(file).grade == "3")
  }

  @Test("A contained patient, an identifier, and a reference to nobody")
  func otherReferences() throws {
    let contained = Self.platelets(
      "o", "40", subject: "#p",
      extra:
        "\"contained\":[\(Self.patient.replacing("\"A1\"", with: "\"p\"").replacing("}", with: ",\"identifier\":[{\"value\":\"A1\"}]}"))]"
    )
    #expect(try graded(bundle("c.json", [contained])).grade == "3")
    let logical = Self.platelets("o", "40").replacing(
      "{\"reference\":\"Patient/A1\"}", with: "{\"identifier\":{\"value\":\"A1\"}}")
    #expect(try graded(bundle("i.json", [Self.patient, logical])).grade == "3")
    let nobody = Self.platelets("o", "40", subject: "urn:uuid:00000000-0000-4000-8000-00000000000f")
    let problems = try graded(bundle("n.json", [Self.patient, nobody])).problems
    #expect(problems.map(\.what) == ["the reference of the subject names no patient of these files"])
  }

  @Test("A page that is named and not there is reported; all pages together are one record")
  func pages() throws {
    let next =
      #","type":"searchset","total":2,"link":[{"relation":"self","url":"u1"},{"relation":"next","url":"u2"}]"#
    let one = try bundle(
      "1.json", [Self.patient.replacing("}", with: "}"), Self.platelets("a", "40")], head: next)
    let two = try bundle(
      "2.json", [Self.platelets("b", "20", "2024-03-01")],
      head: #","type":"searchset","total":2,"link":[{"relation":"self","url":"u2"}]"#)
    #expect(try graded(one).problems.first?.what.contains("next page") == true)
    #expect(try graded(one, two).grade == "4")
    #expect(try graded(two, one).grade == "4")
    let short = try bundle(
      "s.json", [Self.patient, Self.platelets("a", "40")], head: #","type":"searchset","total":250"#)
    #expect(try graded(short).problems.first?.what.contains("250 resources") == true)
  }

  @Test("Versions: the newest counts, in any order; a retraction takes its result with it")
  func versions() throws {
    func version(_ n: Int, _ value: String, _ status: String) -> String {
      Self.platelets("o", value, status: status, extra: "\"meta\":{\"versionId\":\"\(n)\"}")
    }
    let (wrong, right) = (version(1, "9", "final"), version(2, "60", "corrected"))
    for order in [[wrong, right], [right, wrong]] {
      let result = try graded(bundle("v.json", [Self.patient] + order))
      #expect(result.grade == "2" && result.text.contains("earlier versions of a resource: 1"))
    }
    let gone = version(3, "60", "entered-in-error")
    for order in [[wrong, right, gone], [gone, wrong, right]] {
      let result = try graded(bundle("g.json", [Self.patient] + order))
      let text = result.text.replacing("\n", with: " ")
      #expect(result.grade == "" && text.contains("entered in error: 1"), "\(text)")
    }
    let clash = try graded(
      bundle("x.json", [Self.patient, Self.platelets("o", "9"), Self.platelets("o", "60")]))
    #expect(clash.problems.count == 1)
    let again = try graded(
      bundle("y.json", [Self.patient, Self.platelets("o", "60"), Self.platelets("o", "60")]))
    #expect(again.grade == "2" && again.text.contains("the same resource once more: 1"))
    // Two resources of one sample: the amendment replaces the first report.
    let amended = try graded(
      bundle(
        "z.json", [Self.patient, Self.platelets("p", "9"), Self.platelets("q", "60", status: "amended")]))
    #expect(amended.grade == "2")
  }

  @Test("Values in words, with a comparator, absent, in a panel, and as parts")
  func values() throws {
    let text = Self.platelets("o", "1").replacing(
      "\"valueQuantity\":{\"value\":1,\"code\":\"10*9/L\"}", with: "\"valueString\":\"< 20 G/L\"")
    #expect(try graded(bundle("s.json", [Self.patient, text])).grade == "4")
    let absent = text.replacing(
      "\"valueString\":\"< 20 G/L\"", with: "\"dataAbsentReason\":{\"text\":\"clotted\"}")
    #expect(
      try graded(bundle("a.json", [Self.patient, absent])).text.contains(
        "results that the source states are absent: 1"))
    let words = text.replacing("< 20 G/L", with: "many")
    #expect(try graded(bundle("w.json", [Self.patient, words])).problems.count == 1)
    let below = Self.platelets("o", "20").replacing(
      "\"value\":20,", with: "\"value\":20,\"comparator\":\"<\",")
    #expect(try graded(bundle("b.json", [Self.patient, below])).grade == "4")
    let panel =
      #"{"resourceType":"Observation","id":"p","status":"final","code":{"text":"count"},"subject":{"reference":"Patient/A1"},"effectiveDateTime":"2024-02-20","component":[{"code":{"coding":[{"system":"http://loinc.org","code":"26515-7"}]},"valueQuantity":{"value":40,"unit":"Gpt/l"},"referenceRange":[{"low":{"value":150,"unit":"Gpt/l"}}]}]}"#
    #expect(try graded(bundle("p.json", [Self.patient, panel])).grade == "3")
  }

  @Test("Results inside a report, and what a file holds that is no resource")
  func contained() throws {
    let inner = Self.platelets("o", "40").replacing(
      "\"subject\":{\"reference\":\"Patient/A1\"},", with: "")
    let report = { (id: String, result: String) in
      #"{"resourceType":"DiagnosticReport","id":"\#(id)","status":"final","subject":{"reference":"Patient/A1"},"contained":[\#(result)]}"#
    }
    let one = try graded(bundle("c.json", [Self.patient, report("r1", inner)]))
    #expect(one.grade == "3" && one.problems.isEmpty, "\(one.problems)")
    // The id of a contained resource is one inside its report alone.
    let other = inner.replacing("2024-02-20", with: "2024-02-27").replacing("40", with: "20")
    #expect(
      try graded(bundle("d.json", [Self.patient, report("r1", inner), report("r2", other)])).grade == "4")
    let file = try write(
      "e.json",
      #"{"resourceType":"Bundle","entry":[{"fullUrl":"urn:x"},{"resource":\#(Self.patient)},{"resource":\#(Self.platelets("o", "60"))}]}"#
    )
    let text = try graded(file).text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(text.contains("entries of a Bundle without a resource: 1"), "\(text)")
  }

  @Test("A unit and its code agree, and the code of another system is not a unit")
  func codes() throws {
    func value(_ quantity: String, _ change: (String) -> String = { $0 }) throws -> Result {
      let text = Self.platelets("o", "60").replacing(
        "\"valueQuantity\":{\"value\":60,\"code\":\"10*9/L\"}", with: "\"valueQuantity\":\(quantity)")
      return try graded(bundle("u.json", [Self.patient, change(text)]))
    }
    #expect(try value(#"{"value":60,"unit":"Gpt/l","code":"10*9/L"}"#).grade == "2")
    #expect(try value(#"{"value":60,"unit":"platelets per volume","code":"10*9/L"}"#).grade == "2")
    #expect(try value(#"{"value":60,"unit":"/uL","code":"10*9/L"}"#).problems.count == 1)
    #expect(try value(#"{"value":60,"unit":"G/L","system":"http://other","code":"1471"}"#).grade == "2")
    // A test that no rule uses may be in words; one that a rule uses may not.
    let words = #"{"value":60,"code":"10*9/L"}"#
    let serology = { (text: String) in
      text.replacing("777-3", with: "5196-1").replacing(
        "\"valueQuantity\":\(words)", with: "\"valueString\":\"negative\"")
    }
    let left = try value(words, serology)
    #expect(left.problems.isEmpty && left.text.contains("results without a number"), "\(left.problems)")
    let known = { (text: String) in serology(text).replacing("5196-1", with: "777-3") }
    #expect(try value(words, known).problems.count == 1)
  }

  @Test("A reference range: its own unit, its type, and for whom it is")
  func ranges() throws {
    func bilirubin(_ ranges: String) throws -> Result {
      let result = """
        {"resourceType":"Observation","id":"o5","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"1975-2"}]},
        "subject":{"reference":"Patient/A1"},"effectiveDateTime":"2024-02-26","valueQuantity":{"value":4.0,"code":"mg/dL"},"referenceRange":[\(ranges)]}
        """
      var job = ToxicityJob(
        files: [try bundle("r.json", [Self.patient, result])],
        patients: folder.appending(path: "patients.csv").path)
      job.output = folder.appending(path: UUID().uuidString)
      var found = Result()
      do { found.text = try Toxicity.run(job) { _, _ in }.text } catch let problems as Problems {
        found.problems = problems.all
        return found
      }
      found.grade =
        try Fixtures.table(job.output!.appending(path: "grades.csv")).first { $0["term"] == "TBIL" }?[
          "worst_grade"] ?? ""
      return found
    }
    #expect(
      try bilirubin(#"{"high":{"value":20.5,"code":"umol/L"}}"#).grade == "3",
      "4.0 mg/dL is 3.3 × 20.5 µmol/L")
    let men = #"{"high":{"value":1.2,"code":"mg/dL"},"appliesTo":[{"coding":[{"code":"male"}]}]}"#
    let women = men.replacing("\"male\"", with: "\"female\"").replacing("1.2", with: "2.5")
    #expect(try bilirubin(women + "," + men).grade == "3")
    #expect(try bilirubin(women).problems.count == 1)
    let old = #"{"high":{"value":1.2,"code":"mg/dL"},"age":{"low":{"value":18,"code":"a"}}}"#
    let young = #"{"high":{"value":2.5,"code":"mg/dL"},"age":{"high":{"value":17,"code":"a"}}}"#
    #expect(try bilirubin(young + "," + old).grade == "3")
    let therapeutic = #"{"type":{"coding":[{"code":"therapeutic"}]},"high":{"value":3,"code":"mg/dL"}}"#
    #expect(try bilirubin(therapeutic + "," + #"{"high":{"value":1.2,"code":"mg/dL"}}"#).grade == "3")
    #expect(try bilirubin(#"{"high":{"value":1.2}},{"high":{"value":1.3}}"#).problems.count == 1)
  }

  @Test("The registry takes the same values, and its own export reads back equal")
  func roundTrip() throws {
    let author = try Author(who: "t", why: "t")
    func registry(_ name: String) throws -> Registry {
      let registry = try Registry.create(.file(folder.appending(path: name)), anchors: folder)
      try registry.change(by: author) { try $0.insert(["id": "S", "name": "H"], into: "sites") }
      return registry
    }
    let first = try registry("a.sqlite")
    let file = try bundle(
      "b.json",
      [
        Self.patient, Self.platelets("a", "210", "2024-01-20T08:00:00+01:00"), Self.platelets("c", "60"),
        Self.platelets("d", "40", "2024-02-20T15:00:00+01:00", status: "amended"),
        Self.platelets("e", "9", "2024-02-21", status: "entered-in-error"),
        Self.platelets("f", "20", "2024-02-22").replacing(
          "\"value\":20,", with: "\"value\":20,\"comparator\":\"<\","),
        #"{"resourceType":"Observation","id":"g","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"14631-6"}]},"subject":{"reference":"Patient/A1"},"effectiveDateTime":"2024-02-22","valueQuantity":{"value":60,"code":"umol/l"},"referenceRange":[{"high":{"value":1.2,"code":"mg/dl"}}]}"#,
      ])
    let (count, skipped) = try first.importFHIR(URL(filePath: file), site: "S", by: author)
    #expect(count.added == 6 && count.removed == 0, "one patient, five results: \(count)")
    #expect(skipped["results that were retracted, cancelled or entered in error"] == 1)
    let rows = try first.rows("laboratory")
    #expect(rows.map { $0.text("sampled") }.contains("2024-02-20T15:00:00+01:00"))
    let molar = try #require(rows.first { $0.id == "g" })
    #expect(molar["unit"] == "umol/L" && molar.text("given").contains("1.2 mg/dL"))
    #expect(molar.text("upper") == "20.5248" && rows.first { $0.id == "f" }?["comparator"] == "<")
    let text = try first.fhirBundle()
    let second = try registry("b.sqlite")
    let url = URL(filePath: try write("out.json", text))
    _ = try second.importFHIR(url, site: "S", by: author)
    let sources = try first.rows("laboratory").map { row in
      var row = row
      row["source"] = .null
      return row
    }
    let back = try second.rows("laboratory")
    #expect(back.map(\.id) == sources.map(\.id))
    for (read, written) in zip(back, sources) {
      var read = read
      // Each file is its own source.
      read["source"] = .null
      #expect(read == written)
    }
    #expect(try second.importFHIR(url, site: "S", by: author).count.changed == 0)
    #expect(try graded(url.path).grade == graded(file).grade)
    // A later message takes a result back.
    let late = try bundle("late.json", [Self.platelets("d", "40", status: "entered-in-error")])
    #expect(try first.importFHIR(URL(filePath: late), site: "S", by: author).count.removed == 1)
    #expect(try first.row("laboratory", "d") == nil)
  }
}
