import Diagnostics
import Fixtures
import Foundation
import Testing

@testable import Operations
@testable import Studies

/// Many cases, one queue: one line for each, whatever becomes of the others.
@Suite struct BatchTests {
  /// A program that ends as the name of its case says, and counts its calls.
  private func folder(_ names: [String]) throws -> (folder: URL, context: Context) {
    let folder = try Fixtures.temporaryFolder()
    for name in names {
      let place = folder.appending(path: "patients/\(name)")
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      try Data("{}".utf8).write(to: place.appending(path: "case.json5"))
    }
    let program = folder.appending(path: "program")
    let script = """
      #!/bin/bash
      echo "$2" >> '\(folder.path)/calls'
      case "$2" in
        *good*) echo '{"hepatica": 1, "review": []}'; exit 0 ;;
        *unsure*) echo '{"hepatica": 1, "review": ["the liver is 7 L", "and more"]}'; exit 3 ;;
        *bad*) echo '{"hepatica": 1, "status": 65, "errors": [{"what": "kBq for Bq", "at": "CT"}]}'; exit 65 ;;
        *killed*) kill -9 $$ ;;
        *slow*) trap 'exit 130' TERM; sleep 30 > /dev/null & wait ;;
      esac
      """
    try Data(script.utf8).write(to: program)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
    var context = Context(folder: folder)
    context.environment = { $0 == "HEPATICA_PROGRAM" ? program.path : nil }
    return (folder, context)
  }

  private func batch() -> BatchOperation {
    var batch = BatchOperation()
    (batch.places, batch.output, batch.workers) = ([.init("patients")], .init("out"), 2)
    return batch
  }

  @Test func everyCaseHasItsLineAndItsReason() throws {
    let (folder, context) = try folder(["b/good", "a/unsure", "a/bad", "killed"])
    defer { try? FileManager.default.removeItem(at: folder) }
    let answer = try context.perform(batch()).answer
    let rows = try Fixtures.table(folder.appending(path: "out/batch.csv"))
    #expect(rows.map { $0["case"] } == ["a-bad", "a-unsure", "b-good", "killed"])
    #expect(rows.map { $0["state"] } == ["failed", "needs a decision", "done", "failed"])
    #expect(rows.map { $0["status"] } == ["65", "3", "0", "137"])
    #expect(rows[0]["reason"] == "CT: kBq for Bq")
    #expect(rows[1]["reason"] == "the liver is 7 L (and 1 more)")
    #expect(rows[3]["reason"]?.contains("137") == true)
    #expect(answer.hasFailures && answer.review.count == 1)
  }

  /// A second call asks each case again: `run` itself knows what still holds, and a mended case goes through.
  @Test func aSecondCallGoesOn() throws {
    let (folder, context) = try folder(["good", "bad"])
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(try context.perform(batch()).answer.hasFailures)
    try FileManager.default.moveItem(
      at: folder.appending(path: "patients/bad"), to: folder.appending(path: "patients/good2"))
    let answer = try context.perform(batch()).answer
    #expect(answer.results.map(\.name) == ["good", "good2"] && !answer.hasFailures)
  }

  @Test func aCancelledBatchEndsItsProcessesAndCanGoOn() throws {
    let (folder, context) = try folder(["slow"])
    defer { try? FileManager.default.removeItem(at: folder) }
    let cancel = Thread {
      usleep(400_000)
      context.cancellation.request()
    }
    cancel.start()
    #expect(throws: Problem.self) { try context.perform(batch()) }
    let list = try BatchList(reading: folder.appending(path: "out"))
    #expect(list.results.map(\.state) == [.stopped])
  }

  @Test func oneMemberOfAnArrayIsOneCase() throws {
    let (folder, context) = try folder(["a-good", "b-unsure"])
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try context.perform(batch())
    var batch = BatchOperation()
    (batch.output, batch.member) = (.init("out"), 2)
    let answer = try context.perform(batch).answer
    #expect(answer.results.map(\.name) == ["b-unsure"] && answer.review.count == 1)
    batch.member = 3
    #expect(throws: Problem.self) { try context.perform(batch) }
  }

  @Test func casesThatWouldShareAFolderAreRefused() throws {
    let (folder, context) = try folder(["P/01", "P-01"])
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(throws: Problem.self) { try context.perform(batch()) }
    var none = batch()
    none.places = [.init("nowhere")]
    #expect(throws: Problem.self) { try context.perform(none) }
  }

  /// A job that ends without a word, such as one that Slurm kills, leaves no result of an earlier time behind.
  @Test func whatWasDoneBeforeIsNotDoneNow() throws {
    let (folder, context) = try folder(["good"])
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try context.perform(batch())
    let list = try BatchList(reading: folder.appending(path: "out"))
    #expect(list.results.map(\.state) == [.done])
    try list.begin()
    #expect(list.results.map(\.state) == [.waiting])
  }
}
