import Foundation
import Testing

@testable import Server

/// Case files as text and as a form.
@Suite struct CaseTests {
  private let text = """
    {
      // who
      patient: { pseudonym: "FILL IN", sex: 'F', },
      administrations: [{ activityGBq: "FILL IN", /* kept */ start: "2026-01-01T10:00:00" }],
      structures: [{ path: "a,b]{", roles: { "Lesion 1.2": "tumour" } }], // last
    }
    """

  @Test func valuesAreReplacedAndCommentsStay() throws {
    let document = try #require(JSON5Text(text))
    #expect(document["administrations.0.activityGBq"].map(document.word) == "FILL IN")
    #expect(document["structures.0.path"].map(document.word) == "a,b]{")
    let next = try #require(document.setting("administrations.0.activityGBq", to: "7.4"))
    #expect(
      next.contains("activityGBq: 7.4, /* kept */") && next.contains("// who") && next.contains("// last"))
    let more = try #require(JSON5Text(next)?.setting("patient.weightKg", to: "70"))
    #expect(JSON5Text(more)?["patient.weightKg"] != nil)
    #expect(document.setting("nothing.here", to: "1") == nil)
  }

  @Test(arguments: ["{ a: [1, 2 }", "{ a: \"x }", "{ a: 1 /* }", "", "{ a: 1 } x", "{ a 1 }"])
  func whatIsNoJSON5IsNotEdited(_ text: String) { #expect(JSON5Text(text) == nil) }

  @Test func aFormIsFilledIn() throws {
    let house = try House()
    let browser = house.alone()
    #expect(browser.post("/api/cases", #"{"id": "P01"}"#).status == 201)
    #expect(browser.post("/api/cases", #"{"id": "P01"}"#).status == 409)
    #expect(browser.post("/api/cases", #"{"id": "../P01"}"#).status == 400)
    let body = try JSONSerialization.data(withJSONObject: ["text": text])
    let first = browser.ask("PUT", "/api/cases/P01/casefile", body)
    #expect(first.status == 200)
    let form = try #require(first.json["form"] as? [[String: Any]])
    #expect(form.first { $0["key"] as? String == "patient.pseudonym" }?["open"] as? Bool == true)
    #expect(form.first { $0["key"] as? String == "patient.sex" }?["value"] as? String == "F")
    let digest = try #require(first.json["digest"] as? String)
    let set =
      #"{"values": {"patient.pseudonym": "A\"</script>", "administrations.0.activityGBq": 7.4}, "base": "\#(digest)"}"#
    #expect(browser.ask("PUT", "/api/cases/P01/casefile", Data(set.utf8)).status == 200)
    #expect(
      browser.ask("PUT", "/api/cases/P01/casefile", Data(set.utf8)).status == 409, "the base is old now")
    let now = browser.get("/api/cases/P01/casefile").json["text"] as? String ?? ""
    #expect(now.contains("activityGBq: 7.4") && now.contains(#"pseudonym: "A\"</script>""#))
    #expect(
      browser.ask("PUT", "/api/cases/P01/casefile", Data(#"{"values": {"no.key": 1}}"#.utf8)).status == 422)
    let list = browser.get("/api/cases").list
    #expect(list.count == 1 && list[0]["state"] as? String == "draft")
    #expect(browser.get("/api/cases/P01").json["steps"] as? [[String: Any]] != nil)
    #expect(browser.get("/api/cases/P02").status == 404)
    #expect(browser.get("/api/cases/..%2fP01/casefile").status == 400)
  }

  @Test func aDepartmentNamesNoFilesOutside() throws {
    let house = try House(folder: House.newFolder()) {
      $0.accounts = try House.accounts([.physicist, .reader], in: House.newFolder())
    }
    let browser = house.logIn("physicist")
    _ = browser.post("/api/cases", #"{"id": "P01"}"#)
    for path in ["/etc/passwd", "../../.server/audit.jsonl", "a/../../x"] {
      let body = try JSONSerialization.data(withJSONObject: [
        "text": "{ structures: [{ path: \"\(path)\" }] }"
      ])
      #expect(browser.ask("PUT", "/api/cases/P01/casefile", body).status == 422, "\(path)")
    }
    let fine = Data(#"{"text": "{ a: 1 }"}"#.utf8)
    #expect(browser.ask("PUT", "/api/cases/P01/casefile", fine).status == 200)
    #expect(house.logIn("reader").ask("PUT", "/api/cases/P01/casefile", fine).status == 403)
    #expect(house.logIn("reader").get("/api/cases/P01/casefile").status == 200)
  }
}
