import Foundation
import ImageFiles
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
    let document = try JSON5Text(text)
    #expect(document["administrations.0.activityGBq"].map(document.word) == "FILL IN")
    #expect(document["structures.0.path"].map(document.word) == "a,b]{")
    let next = try #require(document.setting("administrations.0.activityGBq", to: "7.4"))
    #expect(
      next.contains("activityGBq: 7.4, /* kept */") && next.contains("// who") && next.contains("// last"))
    let more = try #require(try JSON5Text(next).setting("patient.weightKg", to: "70"))
    #expect(try JSON5Text(more)["patient.weightKg"] != nil)
    let named = try #require(try JSON5Text(more).setting("structures.0.roles.Right lobe", to: "1"))
    #expect(try JSON5Text(named)["structures.0.roles.Right lobe"] != nil)
    // Letters of more than one byte stand where they stood.
    let wide = try JSON5Text("{ a: \"ü – 😀\", /* ü */ b: [1, 'é'] } // 😀")
    #expect(wide.setting("b.1", to: "2") == "{ a: \"ü – 😀\", /* ü */ b: [1, 2] } // 😀")
    #expect(document.setting("nothing.here", to: "1") == nil)
  }

  @Test(arguments: ["{ a: [1, 2 }", "{ a: \"x }", "{ a: 1 /* }", "", "{ a: 1 } x", "{ a 1 }"])
  func whatIsNoJSON5IsNotEdited(_ text: String) {
    #expect(throws: (any Error).self) { try JSON5Text(text) }
  }

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

  @Test func aPlanIsNotReplacedUnsaid() throws {
    let house = try House()
    let browser = house.alone()
    let save = { (text: String, base: String?) -> Answer in
      var body = ["name": "T1", "text": text]
      body["base"] = base
      return browser.ask("POST", "/api/plans", try! JSONSerialization.data(withJSONObject: body))
    }
    let first = save("{ a: 1 }", nil)
    let digest = try #require(first.json["digest"] as? String)
    #expect(first.status == 201 && browser.get("/api/plans/T1").json["digest"] as? String == digest)
    #expect(save("{ a: 2 }", nil).status == 409)
    #expect(browser.get("/api/plans/T1").json["text"] as? String == "{ a: 1 }")
    #expect(save("{ a: 3 }", digest).status == 201)
    #expect(save("{ a: 4 }", digest).status == 409, "somebody else saved meanwhile")
    #expect(browser.get("/api/plans/T1").json["text"] as? String == "{ a: 3 }")
  }

  @Test(arguments: ["rechts", "right\" }, x: { role: \"liver", ""])
  func aSideIsOneOfItsWords(_ side: String) throws {
    let house = try SmallCase.house()
    try SmallCase.make(house, "P01")
    let browser = house.alone()
    let named = try JSONSerialization.data(
      withJSONObject: ["7": ["name": "New", "role": "liverLobe", "side": side]])
    let query = String(decoding: named, as: UTF8.self).addingPercentEncoding(
      withAllowedCharacters: .alphanumerics)!
    let labels = browser.get("/api/cases/P01/volumes/labels")
    #expect(labels.status == 200)
    let answer = browser.ask("PUT", "/api/cases/P01/structures?base=0&regions=\(query)", labels.body)
    #expect(answer.status == 422 && answer.text.contains("side"), "\(answer.text.prefix(300))")
  }

  /// What is looked at is made of the images, contours and registration of now.
  @Test func aVolumeIsMadeAnewWithItsImages() throws {
    let house = try SmallCase.house()
    let folder = try SmallCase.make(house, "P01")
    let browser = house.alone()
    let before = browser.get("/api/cases/P01/volumes/labels")
    #expect(before.status == 200)
    try ImageFiles.write(SmallCase.labels(2..<11), folder.appending(path: "images/labels.nii.gz").path)
    let after = browser.get("/api/cases/P01/volumes/labels")
    #expect(after.status == 200 && after.body != before.body)
    try FileManager.default.createDirectory(
      at: folder.appending(path: "results"), withIntermediateDirectories: true)
    let home = try CaseFolder(Workspace(house.folder), "P01")
    let stamp = home.stamp(home.seen)
    try Data("[]".utf8).write(to: folder.appending(path: "results/alignment.json"))
    #expect(home.stamp(home.seen) != stamp)
    let kept = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: ".view").path)
    #expect(kept.filter { $0.hasPrefix("labels-") }.count == 1, "\(kept)")
  }
}
