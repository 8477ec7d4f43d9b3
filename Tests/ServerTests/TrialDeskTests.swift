import Foundation
import Registry
import Testing

@testable import Operations
@testable import Server

/// Screening, visits, cohort and frozen data as the pages ask for them.
@Suite struct TrialDeskTests {
  /// A trial whose list lies with the server, and one subject of it.
  private func trial(_ house: House) throws -> String {
    let nurse = house.logIn("nurse"), office = house.logIn("trial-office")
    _ = nurse.post("/api/operations/trial-init?wait=1", #"{"protocol": "protocol.json5"}"#)
    let text = try String(contentsOf: house.folder.appending(path: "protocol.json5"), encoding: .utf8)
    let lock = try JSONSerialization.data(withJSONObject: ["protocol": text, "why": "start"])
    #expect(office.ask("POST", "/api/registry/trials", lock).status == 201)
    let known = try #require(nurse.get("/api/registry/trials").list.first?["id"] as? String)
    let strata = nurse.get("/api/registry/trials/\(known)").json["strata"] as? [[String: Any]] ?? []
    let levels = strata.reduce(into: [String: String]()) {
      $0[$1["name"] as? String ?? ""] = ($1["levels"] as? [String])?.first
    }
    let wish = try JSONSerialization.data(withJSONObject: ["subject": "P01", "strata": levels])
    #expect(nurse.ask("POST", "/api/registry/trials/\(known)/allocate", wish).status == 201)
    return known
  }

  private func treat(_ nurse: Browser) throws {
    try QueryTests.row(
      nurse, "courses",
      [
        "id": "C1", "patient": "P01", "kind": "IA PRRT", "product": "Lu-177-DOTATATE",
        "started": "2026-01-05",
      ])
    try QueryTests.row(
      nurse, "administrations",
      [
        "id": "A1", "patient": "P01", "course": "C1", "cycle": "1", "started": "2026-01-05T10:00:00",
        "nuclide": "Lu-177", "activity_gbq": "7.4",
      ])
  }

  @Test func visitsComeFromTheProtocolAndFallDue() throws {
    let house = try QueryTests.house()
    let nurse = house.logIn("nurse"), monitor = house.logIn("monitor")
    let place = "/api/registry/trials/\(try trial(house))"
    try treat(nurse)
    #expect(monitor.post("\(place)/schedule").status == 403)
    let made = try #require(nurse.post("\(place)/schedule").json["added"] as? Int)
    #expect(made > 0)
    #expect(nurse.post("\(place)/schedule").json["added"] as? Int == 0, "what is there stays")
    let states = { (day: String) in
      (monitor.get("\(place)/desk?on=\(day)").json["visits"] as? [[String: Any]] ?? []).compactMap {
        $0["state"] as? String
      }
    }
    #expect(states("2025-06-01") == Array(repeating: "planned", count: made))
    // The protocol has visits before therapy, of which nothing was entered.
    let after = states("2026-01-06")
    #expect(after.contains("overdue") && after.contains("planned") && after.count == made, "\(after)")
    #expect(states("2036-01-06") == Array(repeating: "overdue", count: made))
    #expect(monitor.get("\(place)/desk?on=soon").status == 400)
    let visit = try #require(
      (monitor.get("\(place)/desk").json["visits"] as? [[String: Any]])?.first?["id"] as? String)
    let path =
      "/api/registry/rows/visits?id="
      + visit.addingPercentEncoding(withAllowedCharacters: .alphanumerics)!
    #expect(
      nurse.ask("PUT", path, Data(#"{"values": {"missed": "moved away"}, "why": "telephone"}"#.utf8)).status
        == 200, "an id may have slashes")
    #expect(states("2036-01-06").count { $0 == "missed" } == 1)
    // A reader sees the desk of no trial, and nobody sees an arm there.
    #expect(house.logIn("reader").get("\(place)/desk").status == 403)
    #expect(!monitor.get("\(place)/desk").text.contains("\"arm\""))
    // Writing visits is entering rows, by whichever door.
    let asked = #"{"course": "C1", "by": "x", "why": "y"}"#
    #expect(house.logIn("reader").post("/api/operations/registry-schedule?wait=1", asked).status == 403)
  }

  @Test func whoWasScreenedStandsInTheLog() throws {
    let house = try QueryTests.house()
    let nurse = house.logIn("nurse")
    let place = "/api/registry/trials/\(try trial(house))/desk"
    try QueryTests.row(nurse, "patients", ["id": "P02", "site": "A"])
    for (who, verdict) in [("P01", "eligible"), ("P02", "not eligible")] {
      try QueryTests.row(
        nurse, "screenings",
        ["patient": who, "protocol": "our rules 1", "screened": "2026-01-02", "verdict": verdict])
    }
    let log = nurse.get(place).json["screening"] as? [[String: Any]] ?? []
    let enrolled = log.reduce(into: [String: Bool]()) {
      $0[$1["patient"] as? String ?? ""] = $1["enrolled"] as? Bool
    }
    #expect(enrolled == ["P01": true, "P02": false])
  }

  @Test func aCohortIsThatOfItsPatients() throws {
    let house = try QueryTests.house()
    let nurse = house.logIn("nurse")
    try treat(nurse)
    try QueryTests.row(nurse, "patients", ["id": "P02", "site": "A"])
    let count = { (json: String) in nurse.post("/api/registry/cohort", json).json["n"] as? Int }
    #expect(count("{}") == 2)
    #expect(count(#"{"patients": ["P01"]}"#) == 1)
    #expect(count(#"{"patients": []}"#) == 0)
    let answer = nurse.post("/api/registry/cohort", #"{"patients": ["P01"]}"#).json
    let sections = answer["sections"] as? [[String: Any]] ?? []
    #expect(sections.first?["id"] as? String == "findings" && sections.last?["id"] as? String == "methods")
    #expect(answer["blinded"] as? Bool == true)
    #expect(house.logIn("statistician").post("/api/registry/cohort").json["blinded"] as? Bool == false)
  }

  @Test func whatIsFrozenStaysAndIsForTheStatistician() throws {
    let house = try QueryTests.house()
    let statistician = house.logIn("statistician")
    let place = "/api/registry/frozen"
    for name in ["reader", "nurse", "physicist", "monitor", "trial-office"] {
      #expect(house.logIn(name).get(place).status == 403, "\(name)")
      #expect(house.logIn(name).get("\(place)/F1/patients.csv").status == 403, "\(name)")
    }
    let made = statistician.post(place, #"{"name": "F1", "title": "Locked data"}"#)
    #expect(made.status == 201 && (made.json["digest"] as? String)?.count == 64, "\(made.text)")
    #expect(statistician.post(place, #"{"name": "F1"}"#).status == 409)
    #expect(statistician.post(place, #"{"name": "../F2"}"#).status == 400)
    let files = (made.json["files"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
    #expect(files.contains("patients.csv"))
    #expect(statistician.get("\(place)/F1/patients.csv").text.contains("P01"))
    #expect(statistician.get("\(place)/F1/MANIFEST.sha256").text.contains("Locked data"))
    for path in ["F1/..%2F..%2Faudit.jsonl", "F1/none.csv", ".%2E/audit.jsonl"] {
      #expect([400, 404].contains(statistician.get("\(place)/\(path)").status), "\(path)")
    }
    let file = house.folder.appending(path: ".server/frozen/F1/patients.csv")
    chmod(file.path, 0o644)
    try Data("changed".utf8).write(to: file)
    let faults = statistician.get(place).list.first?["faults"] as? [String] ?? []
    #expect(faults.contains { $0.contains("patients.csv") })
  }

  /// The page of a patient has what the command has, section by section.
  @Test func thePatientPageIsThatOfTheCommand() throws {
    let house = try QueryTests.house()
    let nurse = house.logIn("nurse")
    try treat(nurse)
    let page = nurse.get("/api/registry/patients/P01/page").json
    let sections = (page["sections"] as? [[String: Any]] ?? []).compactMap { $0["title"] as? String }
    let command = nurse.post("/api/operations/registry-patient?wait=1", #"{"patient": "P01", "output": "p"}"#)
    #expect(command.status == 200, "\(command.text)")
    let html = try String(contentsOf: house.folder.appending(path: "p/patient.html"), encoding: .utf8)
    #expect(sections.count > 5 && sections.allSatisfy { html.contains($0) }, "\(sections)")
    #expect(nurse.get("/api/registry/patients/P99/page").status == 404)
    // What somebody enters later is there: nothing of an earlier state is kept.
    let before = nurse.get("/api/registry/patients/P01/page").body
    try QueryTests.row(
      nurse, "adverse_events", ["patient": "P01", "started": "2026-02-01", "term": "Nausea", "grade": "1"])
    let after = nurse.get("/api/registry/patients/P01/page")
    #expect(after.body != before && after.text.contains("Nausea"))
  }
}
