import Diagnostics
import Files
import Fixtures
import Foundation
@testable import Registry
import Testing
@testable import Trials

@testable import Demonstrations
@testable import Records
@testable import Studies

@Suite("Registry and trials at the desk")
struct TrialDeskTests {
  private let author = try! Author(who: "tester", why: "test")

  private func desk() throws -> (folder: URL, place: String, key: URL, file: URL) {
    let folder = try Fixtures.temporaryFolder()
    let place = folder.appending(path: "r.sqlite").path
    let (key, file) = (folder.appending(path: "lists.key"), folder.appending(path: "protocol.json5"))
    _ = try TrialDesk.template(file, "lutia", overwrite: false)
    _ = try RegistryTask.initialise(place)
    _ = try RegistryTask.add(place, "sites", ["id=S1", "name=Site 1"], by: author)
    for n in 1...4 {
      _ = try RegistryTask.add(
        place, "patients", ["id=P\(n)", "site=S1", "consented=2025-12-01"], by: author)
    }
    return (folder, place, key, file)
  }

  private func problem(_ body: () throws -> Void) -> Problem? {
    do { try body() } catch let problem as Problem { return problem } catch let problems as Problems {
      return problems.all[0]
    } catch { Issue.record("\(error)") }
    return nil
  }

  @Test("Locked once, allocated by the sealed list, the same subject the same arm, opened once")
  func desk_() throws {
    let (folder, place, key, file) = try desk()
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try TrialDesk.lock(file, in: place, keyFile: key, by: author)
    #expect(
      problem { _ = try TrialDesk.lock(file, in: place, keyFile: folder.appending(path: "k2"), by: author) }?
        .what.contains("was locked") == true)
    #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "k2").path))
    var request = TrialRequest(
      place: place, trial: "LUTIA-LIKE", subject: "P1", levels: ["centre": "1"], keyFile: key)
    let first = try TrialDesk.allocate(request, reveal: true, by: author)
    #expect(first.text.contains("place 1 of") && first.text.contains("hepatic artery"))
    #expect(try TrialDesk.allocate(request, reveal: true, by: author).text == first.text)
    #expect(try TrialDesk.reveal(request, by: author).text == first.text)
    // The other list of the two centres is independent.
    request.subject = "P2"
    request.levels = ["centre": "2"]
    #expect(
      try TrialDesk.allocate(request, reveal: false, by: author).text.contains(
        "place 1 of LUTIA-LIKE/production/centre=2, not revealed"))
    request.levels = ["centre": "1"]
    #expect(
      problem { _ = try TrialDesk.allocate(request, reveal: true, by: author) }?.what.contains("other levels")
        == true)
    request.subject = "P77"
    #expect(
      problem { _ = try TrialDesk.allocate(request, reveal: true, by: author) }?.what.contains("no patient")
        == true)
    // A trial run is told apart, and has no patient.
    request.subject = "TEST-1"
    #expect(try TrialDesk.allocate(request, reveal: true, by: author).text.hasPrefix("TRIAL RUN"))
    request.subject = "P1"
    #expect(try TrialDesk.unblind(request, reason: "bleeding", by: author).review.count == 1)
    #expect(
      problem { _ = try TrialDesk.openLists(request, by: author) }?.what.contains("stay sealed") == true)
    _ = try TrialDesk.close("LUTIA-LIKE", in: place, by: author)
    let opened = try TrialDesk.openLists(request, by: author)
    #expect(opened.review == [] && opened.text.contains("centre=2"))
    #expect(
      problem { _ = try TrialDesk.openLists(request, by: author) }?.what.contains("opened already") == true)
    #expect(try RegistryKeeping.verify(place, head: nil, adopt: false).review == [])
  }

  @Test("An edited protocol, another key and a key that others can read are refused")
  func refused() throws {
    let (folder, place, key, file) = try desk()
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try TrialDesk.lock(file, in: place, keyFile: key, by: author)
    var request = TrialRequest(
      place: place, trial: "LUTIA-LIKE", subject: "P1", levels: ["centre": "1"], keyFile: key,
      protocolFile: file)
    _ = try TrialDesk.allocate(request, reveal: false, by: author)
    let text = try String(contentsOf: file, encoding: .utf8)
    try Data(text.replacing("alpha: 0.05", with: "alpha: 0.10").utf8).write(to: file)
    #expect(
      problem { _ = try TrialDesk.reveal(request, by: author) }?.what.contains("edited after it was locked")
        == true)
    _ = try TrialDesk.writeLocked("LUTIA-LIKE", from: place, to: file)
    #expect(try String(contentsOf: file, encoding: .utf8) == text)
    let other = folder.appending(path: "other.key")
    _ = try KeyFile.create(other)
    request.keyFile = other
    #expect(
      problem { _ = try TrialDesk.reveal(request, by: author) }?.what.contains("does not open with this key")
        == true)
    request.keyFile = key
    chmod(key.path, 0o640)
    #expect(
      problem { _ = try TrialDesk.reveal(request, by: author) }?.what.contains("others than the owner")
        == true)
    chmod(key.path, 0o600)
    _ = try TrialDesk.reveal(request, by: author)
    request.keyFile = nil
    #expect(problem { _ = try TrialDesk.reveal(request, by: author) }?.kind == .usage)
  }

  @Test("Minimisation at the desk follows from its committed seed")
  func minimised() throws {
    let (folder, place, key, file) = try desk()
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = try String(contentsOf: file, encoding: .utf8).replacing(
      "allocation: { method: \"permutedBlocks\", blockSizes: [2, 4], perStratum: 26 }",
      with: "allocation: { method: \"minimisation\", factors: [\"centre\"], probability: 0.8 }")
    try Data(text.utf8).write(to: file)
    _ = try TrialDesk.lock(file, in: place, keyFile: key, by: author)
    let requests = (1...4).map {
      TrialRequest(
        place: place, trial: "LUTIA-LIKE", subject: "P\($0)", levels: ["centre": $0 % 2 == 0 ? "1" : "2"],
        keyFile: key)
    }
    for request in requests { _ = try TrialDesk.allocate(request, reveal: false, by: author) }
    // Revealed in another order than enrolled, and again.
    let backwards = try requests.reversed().map { try TrialDesk.reveal($0, by: author).text }
    #expect(try requests.map { try TrialDesk.reveal($0, by: author).text } == backwards.reversed())
  }

  @Test("The made-up trial: truth within the uncertainty of its estimates, all records sound")
  func demonstration() throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let outcome = try DemonstrationTrial.run(folder, progress: { _, _ in })
    #expect(outcome.review == [])
    let record = try JSONDecoder().decode(Record.self, from: Data(outcome.json.utf8))
    #expect(record.subjects == 26 && record.primary.patients == 26 && record.primary.scale == "log")
    #expect(record.truth.count == 5)
    // Fixed data (seed), random lists: 3.5 u in any of five rows is exceeded in one of 400 runs.
    for t in record.truth { #expect(abs(t.estimate - t.truth) < 3.5 * t.u, "\(t.quantity)") }
    #expect(record.later.cycles == [2, 3, 4] && record.later.p < 0.05)
    for file in ["trial.html", "trial.pdf", "protocol.json5", "registry.sqlite"] {
      #expect(FileManager.default.fileExists(atPath: folder.appending(path: file).path))
    }
    #expect(problem { _ = try DemonstrationTrial.run(folder, progress: { _, _ in }) }?.kind == .cannotCreate)
    let tables = folder.appending(path: "cohort")
    _ = try RegistryExchange.give(
      folder.appending(path: "registry.sqlite").path, to: tables, as: .cohort, patient: nil)
    #expect(try Fixtures.table(tables.appending(path: "patients.csv")).count == 26)
    #expect(try Fixtures.table(tables.appending(path: "courses.csv")).allSatisfy { $0["cycles"] == "4" })
  }

  @Test("Arterial against venous scans of a registry: organs, the locked gate, residence times")
  func enhancement() throws {
    let (folder, place, key, file) = try desk()
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try TrialDesk.template(file, "lutarterial", overwrite: true)
    _ = try TrialDesk.lock(file, in: place, keyFile: key, by: author)
    // The rows s001 and s003 of enhancement_ratio_gate.csv: the second passes by the mean of ratios alone.
    let scans = [
      "P1": ([30.0, 45, 60, 75, 90], [10.0, 15, 20, 25, 30]),
      "P2": ([80.0, 20, 20, 20, 20], [10.0, 10, 10, 10, 10]),
    ]
    let registry = try Registry.open(Location(place))
    for (subject, scan) in scans {
      let request = TrialRequest(
        place: place, trial: "LUTARTERIAL-LIKE", subject: subject, levels: ["centre": "1"], keyFile: key)
      _ = try TrialDesk.allocate(request, reveal: true, by: author)
      try registry.change(by: author) { try Self.write(subject, scan.0, scan.1, $0) }
    }
    let results = try TrialResults(registry, trial: "LUTARTERIAL-LIKE")
    let found = try #require(results.enhancement)
    #expect(found.eligible == ["P1", "P2"])
    let second = try #require(found.patients.last)
    #expect(agree(second.ratios[.meanOfRatios]!, 3.2) && agree(second.ratios[.median]!, 2))
    #expect(agree(second.ratios[.geometricMean]!, 2.6390158) && agree(second.ratios[.ratioOfMeans]!, 3.2))
    let kidney = try #require(found.regions.first { $0.name == "kidney" }?.comparison)
    #expect(agree(kidney.estimate, 0.8 * (0.9 / 0.8).squareRoot(), relative: 1e-9))
    #expect(results.residence.map(\.region) == ["kidney"] && agree(results.residence[0].mean, 2.5))
    let outcome = try TrialTask.report("LUTARTERIAL-LIKE", in: place, to: folder)
    #expect(outcome.text.contains("above the threshold") && outcome.text.contains("P1, P2"))
  }

  private static func write(_ subject: String, _ ia: [Double], _ iv: [Double], _ change: Change) throws {
    func add(_ id: String, _ row: Row) throws {
      var row = row
      (row["id"], row["patient"], row["measured"]) = (.text("\(subject)/\(id)"), .text(subject), "2026-01-01")
      try change.insert(row, into: "measurements")
    }
    for n in ia.indices {
      let lesion = "\(subject)/\(n)"
      try change.insert(
        [
          "id": .text(lesion), "patient": .text(subject), "name": .text("L\(n)"), "organ": "liver",
          "diameter_mm": 20.0,
        ],
        into: "lesions")
      for (arm, value) in [("IA", ia[n]), ("IV", iv[n])] {
        try add(
          "\(n)/\(arm)",
          ["lesion": .text(lesion), "quantity": "SUV", "unit": "1", "arm": .text(arm), "value": .real(value)])
      }
    }
    let kidney = subject == "P1" ? 0.8 : 0.9
    for (arm, value) in [("IA", 10 * kidney), ("IV", 10.0)] {
      try add(
        "k/\(arm)",
        ["organ": "kidney", "quantity": "SUV", "unit": "1", "arm": .text(arm), "value": .real(value)])
    }
    try add(
      "tiac",
      [
        "organ": "kidney", "quantity": "time-integrated activity coefficient", "unit": "h", "cycle": 5,
        "value": subject == "P1" ? 2.0 : 3.0,
      ])
  }

  private struct Record: Decodable {
    struct Primary: Decodable { var scale: String; var patients: Int }
    struct Later: Decodable { var cycles: [Int]; var p: Double }
    struct Truth: Decodable { var quantity: String; var truth, estimate, u: Double }
    var subjects: Int
    var primary: Primary
    var later: Later
    var truth: [Truth]
  }
}
