import Foundation
@testable import Registry

/// A process that writes is killed at a random instant; every write that it had acknowledged must be there, and the
/// registry must open clean, again and again on the same file.
struct KillTrial {
  let rounds: Int

  func run() throws -> Int32 {
    let folder = FileManager.default.temporaryDirectory.appending(path: "endurance-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "registry.sqlite"),
      acknowledged = folder.appending(path: "acknowledged")
    try Registry.create(.file(file))
    FileManager.default.createFile(atPath: acknowledged.path, contents: nil)
    var faults: [String] = [], killedWhileWriting = 0
    for round in 1...rounds {
      if try killOnce(file, acknowledged) { killedWhileWriting += 1 }
      faults += try check(file, acknowledged).map { "round \(round): \($0)" }
      // The chain is followed as a whole each time; a fresh file keeps that short.
      if round % 50 == 0 { try renew(file, acknowledged) }
    }
    print(
      "\(rounds) kills, \(killedWhileWriting) of them while writing; \(faults.count) faults"
    )
    for fault in faults.prefix(20) { print(fault) }
    return faults.isEmpty && killedWhileWriting == rounds ? 0 : 1
  }

  private func renew(_ file: URL, _ acknowledged: URL) throws {
    let folder = file.deletingLastPathComponent()
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      try FileManager.default.removeItem(at: folder.appending(path: name))
    }
    try Registry.create(.file(file))
    FileManager.default.createFile(atPath: acknowledged.path, contents: nil)
  }

  /// Waits for the first acknowledgement, so that the kill falls into the writing and not into the start.
  /// - Returns: false if none came within 20 s.
  private func killOnce(_ file: URL, _ acknowledged: URL) throws -> Bool {
    let before = size(acknowledged)
    let process = Process()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["write", file.path, acknowledged.path]
    try process.run()
    let patience = ContinuousClock.now + .seconds(20)
    while size(acknowledged) == before, ContinuousClock.now < patience { usleep(500) }
    let isWriting = size(acknowledged) > before
    usleep(UInt32.random(in: 0...60_000))
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    return isWriting
  }

  private func size(_ url: URL) -> Int {
    var status = stat()
    return stat(url.path, &status) == 0 ? Int(status.st_size) : 0
  }

  private func check(_ file: URL, _ acknowledged: URL) throws -> [String] {
    let registry = try Registry.open(.file(file))
    let there = Set(try registry.rows("sites").map(\.id))
    let promised = try String(contentsOf: acknowledged, encoding: .utf8).split(separator: "\n").map(
      String.init)
    let audit = try registry.verifyAudit()
    return promised.filter { !there.contains($0) }.map { "acknowledged write \($0) is lost" }
      + audit.findings.map(\.words)
  }

  /// The process that is killed: one change after another, each acknowledged when it has returned.
  static func write(_ file: String, acknowledgements: String) throws {
    let registry = try Registry.open(.file(URL(filePath: file)))
    let author = try Author(who: "endurance", why: "killed at a random instant")
    let log = open(acknowledgements, O_WRONLY | O_APPEND)
    while true {
      let ids = (0..<3).map { _ in UUID().uuidString }
      try registry.change(by: author) { change in
        for id in ids { try change.insert(["id": .text(id), "name": "Site"], into: "sites") }
      }
      // One write call, so that the kill cannot cut an identifier in half.
      let line = ids.joined(separator: "\n") + "\n"
      _ = line.withCString { Foundation.write(log, $0, strlen($0)) }
    }
  }
}
