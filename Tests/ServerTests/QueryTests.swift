import Foundation
import Registry
import Testing

@testable import Operations
@testable import Server

/// Questions about rows: who may ask, answer and close, and that nothing of them is lost.
@Suite struct QueryTests {
  static let roles: [Role] = [
    .reader, .nurse, .physicist, .statistician, .monitor, .trialOffice, .administrator,
  ]

  /// A department whose registry has one patient with one laboratory value.
  static func house(_ folder: URL? = nil) throws -> House { try houseWithPlace(folder).0 }

  static func houseWithPlace(_ folder: URL? = nil) throws -> (House, String) {
    let place = House.newFolder().appending(path: "r.sqlite").path
    let house = try House(OperationCatalogue.served, folder: folder) {
      $0.accounts = try House.accounts(roles, in: House.newFolder())
      $0.registry = place
    }
    _ = house.logIn("administrator").post("/api/operations/registry-init?wait=1")
    let nurse = house.logIn("nurse")
    try row(nurse, "sites", ["id": "A", "name": "Department"])
    try row(
      nurse, "patients",
      ["id": "P01", "site": "A", "sex": "female", "birth_year": "1960", "consented": "2025-12-01"])
    try row(
      nurse, "laboratory",
      ["id": "L1", "patient": "P01", "sampled": "2026-03-02", "test": "ALT", "value": "31", "unit": "U/L"])
    return (house, place)
  }

  static func row(_ browser: Browser, _ table: String, _ values: [String: String]) throws {
    let body = try JSONSerialization.data(withJSONObject: ["values": values, "why": "entered"])
    let answer = browser.ask("POST", "/api/registry/rows/\(table)", body)
    try #require(answer.status == 201, "\(answer.text)")
  }

  private let ask = #"{"table": "laboratory", "row": "L1", "column": "value", "text": "31 or 310?"}"#

  @Test func oneAsksAnotherAnswersTheFirstCloses() throws {
    let house = try Self.house()
    let (monitor, nurse) = (house.logIn("monitor"), house.logIn("nurse"))
    let place = "/api/registry/queries"
    #expect(house.logIn("reader").post(place, ask).status == 403)
    #expect(nurse.post(place, ask).status == 403, "who enters rows answers")
    let asked = monitor.post(place, ask)
    let id = try #require(asked.json["id"] as? String, "\(asked.text)")
    #expect(asked.json["patient"] as? String == "P01", "the row says whose it is")
    let say = { (browser: Browser, act: String, text: String) in
      browser.post("\(place)/\(id)/\(act)", #"{"text": "\#(text)"}"#)
    }
    #expect(nurse.get("/api/tasks").text.contains("answer queries"))
    #expect(!monitor.get("/api/tasks").text.contains("read answers"))
    #expect(say(monitor, "answer", "310").status == 403, "a monitor changes nothing")
    #expect(say(nurse, "answer", " ").status == 422)
    #expect(say(nurse, "answer", "31, print looked at").json["state"] as? String == "answered")
    #expect(say(nurse, "answer", "again").status == 409)
    #expect(monitor.get("/api/tasks").text.contains("read answers"))
    #expect(say(nurse, "close", "fine").status == 403)
    #expect(say(monitor, "reopen", "which print?").json["state"] as? String == "open")
    let physicist = house.logIn("physicist")
    #expect(say(physicist, "answer", "that of the day").status == 200)
    #expect(say(physicist, "close", "fine").status == 403, "nobody closes on an answer of their own")
    #expect(say(monitor, "close", "fine").json["state"] as? String == "closed")
    #expect(say(monitor, "close", "fine").status == 409)
    let turns = monitor.get(place).list.first?["turns"] as? [[String: Any]] ?? []
    #expect(
      turns.compactMap { $0["act"] as? String } == [
        "asked", "answered", "reopened", "answered", "closed",
      ])
    #expect(turns.allSatisfy { ($0["auditHead"] as? String)?.count == 64 && $0["time"] != nil })
  }

  @Test func whatDoesNotExistCannotBeAskedAbout() throws {
    let house = try Self.house()
    let monitor = house.logIn("monitor")
    let status = { (json: String) in monitor.post("/api/registry/queries", json).status }
    #expect(status(#"{"table": "laboratory", "row": "L9", "text": "?"}"#) == 404)
    #expect(status(#"{"table": "laboratory", "row": "L1", "column": "colour", "text": "?"}"#) == 422)
    #expect(status(#"{"table": "nothing", "text": "?"}"#) == 400)
    #expect(status(#"{"table": "patients", "patient": "P99", "text": "?"}"#) == 404)
    #expect(status(#"{"table": "patients", "patient": "P01", "text": "  "}"#) == 422)
    #expect(monitor.post("/api/registry/queries/Q99/close", #"{"text": "x"}"#).status == 404)
    #expect(monitor.get("/api/registry/queries").list.isEmpty)
  }

  /// They stand in the record of the registry, so that a server without its folder has them from there.
  @Test func theyComeBackFromTheRegistry() throws {
    let (house, place) = try Self.houseWithPlace()
    let (monitor, nurse) = (house.logIn("monitor"), house.logIn("nurse"))
    let id = try #require(monitor.post("/api/registry/queries", ask).json["id"] as? String)
    #expect(nurse.post("/api/registry/queries/\(id)/answer", #"{"text": "31"}"#).status == 200)
    let registry = try Registry.open(Location(place))
    let found = try registry.verifyAudit()
    #expect(try found.isSound && registry.queries().count == 1, "\(found.findings)")
    let desk = try QueryDesk(House.newFolder().appending(path: "queries")) {
      try Registry.open(Location(place))
    }
    #expect(desk.list.map(\.id) == [id] && desk.list[0].turns.map(\.text) == ["31 or 310?", "31"])
    #expect(desk.list[0].turns.map(\.account) == ["monitor", "nurse"])
    // Another server on the same registry asks: the number is the next one, and this one hears of it.
    let other = try desk.ask(
      Query(
        id: "", patient: "P01", table: "patients", row: "P01", column: "",
        turns: desk.list[0].turns.dropLast()))
    #expect(other.id == "Q00002")
    #expect(monitor.post("/api/registry/queries", ask).json["id"] as? String == "Q00003")
  }

  @Test func theyAreThereAfterARestart() throws {
    let folder = House.newFolder()
    var house: House? = try Self.house(folder)
    #expect(house?.logIn("monitor").post("/api/registry/queries", ask).status == 201)
    house = nil
    let desk = try QueryDesk(folder.appending(path: ".server/queries"))
    #expect(desk.list.map(\.id) == ["Q00001"] && desk.list[0].turns[0].text == "31 or 310?")
    try Data("{".utf8).write(to: folder.appending(path: ".server/queries/Q00001.json"))
    #expect(throws: (any Error).self) { _ = try QueryDesk(folder.appending(path: ".server/queries")) }
  }
}
