import Diagnostics
import Foundation
import Synchronization
import Testing

@testable import Registry

@Suite("Allocation in the registry")
struct AllocationTests {
  private func trial(_ place: Place, length: Int = 26) throws -> Registry {
    let registry = try Registry.create(place.location)
    try registry.addPatients()
    let lists: [AllocationListRow] = ["production", "test"].map { purpose in
      [
        .id: .text("T/\(purpose)/c=1"), .trial: "T", .purpose: .text(purpose), .stratum: "c=1",
        .commitment: "x", .length: Value(length), .sealed: "00",
      ]
    }
    try registry.lock(
      trial: [.id: "T", .title: "T", .protocol: "{}", .sha256: "p"], lists: lists, by: author)
    return registry
  }

  private func enrolment(_ subject: String, _ purpose: String = "production") -> Enrolment {
    Enrolment(trial: "T", purpose: purpose, subject: subject, stratum: "c=1", levels: "c=1")
  }

  @Test("The same subject gets the same place and arm; others get the next", arguments: Backend.here)
  func places(_ backend: Backend) throws {
    let place = try Place(backend)
    let registry = try trial(place)
    let first = try registry.allocate(enrolment("P01"), by: author)
    #expect(first[.place] == 1 && first[.arm].isNull)
    #expect(try registry.allocate(enrolment("P02"), by: author)[.place] == 2)
    #expect(try registry.allocate(enrolment("P01"), by: author) == first)
    let arm: Registry.ArmReader = { _, place, levels in
      #expect(levels.count == place)
      return place == 1 ? "R" : "L"
    }
    #expect(
      try registry.reveal(trial: "T", purpose: "production", subject: "P01", by: author, arm: arm)[.arm]
        == "R")
    let before = try registry.verifyAudit().count
    #expect(
      try registry.reveal(trial: "T", purpose: "production", subject: "P01", by: author) { _, _, _ in "L" }[
        .arm] == "R")
    #expect(try registry.verifyAudit().count == before)
    // A trial run has places of its own.
    #expect(try registry.allocate(enrolment("TEST-1", "test"), by: author)[.place] == 1)
    #expect(try registry.verifyAudit().isSound)
  }

  @Test("What cannot be allocated says why", arguments: Backend.here)
  func refusals(_ backend: Backend) throws {
    let place = try Place(backend)
    let registry = try trial(place, length: 1)
    #expect(
      problem { try registry.allocate(enrolment("P77"), by: author) }?.what.contains("no patient") == true)
    #expect(
      problem {
        _ = try registry.reveal(trial: "T", purpose: "production", subject: "P01", by: author) { _, _, _ in
          "R"
        }
      }?
      .what.contains("no subject") == true)
    #expect(problem { _ = try registry.trial("U") }?.what.contains("no trial") == true)
    try registry.allocate(enrolment("P01"), by: author)
    var other = enrolment("P01")
    other.levels = "c=2"
    #expect(problem { try registry.allocate(other, by: author) }?.what.contains("other levels") == true)
    #expect(problem { try registry.allocate(enrolment("P02"), by: author) }?.what.contains("used up") == true)
    other = enrolment("P02")
    other.stratum = "c=2"
    #expect(problem { try registry.allocate(other, by: author) }?.what.contains("no production list") == true)
    #expect(
      problem {
        try registry.lock(
          trial: [.id: "T", .title: "T", .protocol: "{}", .sha256: "p"], lists: [], by: author)
      }?
      .what.contains("was locked") == true)
  }

  @Test("Lists open once, and only when enrolment has ended", arguments: Backend.here)
  func opening(_ backend: Backend) throws {
    let place = try Place(backend)
    let registry = try trial(place)
    #expect(problem { _ = try registry.openLists(of: "T", by: author) }?.what.contains("stay sealed") == true)
    try registry.close(trial: "T", by: author)
    #expect(problem { try registry.allocate(enrolment("P01"), by: author) }?.what.contains("closed") == true)
    #expect(try registry.openLists(of: "T", by: author).count == 1)
    #expect(
      problem { _ = try registry.openLists(of: "T", by: author) }?.what.contains("opened already") == true)
  }

  @Test("An emergency is logged each time, with its reason", arguments: Backend.here)
  func emergency(_ backend: Backend) throws {
    let place = try Place(backend)
    let registry = try trial(place)
    try registry.allocate(enrolment("P01"), by: author)
    for _ in 0..<2 {
      let row = try registry.unblind(
        trial: "T", purpose: "production", subject: "P01", reason: "bleeding", by: author
      ) { _, _, _ in "L" }
      #expect(row[.arm] == "L")
    }
    #expect(try registry.rows("unblindings").map { $0.text("reason") } == ["bleeding", "bleeding"])
    let arm: Registry.ArmReader = { _, _, _ in "L" }
    let silent = problem {
      _ = try registry.unblind(
        trial: "T", purpose: "production", subject: "P01", reason: "", by: author, arm: arm)
    }
    #expect(silent?.what.contains("reason") == true)
    #expect(try registry.rows("unblindings").count == 2)
  }

  @Test("200 requests at once neither skip nor duplicate a place", arguments: Backend.here)
  func concurrency(_ backend: Backend) throws {
    let place = try Place(backend)
    let registry = try trial(place, length: 150)
    let location = place.location
    let results = Mutex<[(subject: Int, place: Int)]>([])
    let failures = Mutex<[String]>([])
    let threads = (0..<200).map { n in
      Thread {
        // 150 subjects; 50 of them ask twice at the same time.
        let subject = n % 150
        do {
          let row = try Registry.open(location).allocate(enrolment("TEST-\(subject)", "test"), by: author)
          results.withLock { $0.append((subject, row[.place].integer ?? 0)) }
        } catch { failures.withLock { $0.append("\(error)") } }
      }
    }
    for thread in threads { thread.start() }
    while threads.contains(where: { !$0.isFinished }) { usleep(10_000) }
    #expect(failures.withLock { $0 } == [])
    let all = results.withLock { $0 }
    #expect(all.count == 200)
    let places = Dictionary(grouping: all, by: \.subject).mapValues { Set($0.map(\.place)) }
    #expect(places.values.allSatisfy { $0.count == 1 })
    #expect(Set(places.values.flatMap { $0 }) == Set(1...150))
    #expect(try registry.verifyAudit().isSound)
  }
}
