import Foundation
import Registry

/// As many processes as requests ask for a place on one list at the same time.
struct AllocationTrial {
  let requests: Int

  func run() throws -> Int32 {
    let folder = FileManager.default.temporaryDirectory.appending(path: "endurance-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "registry.sqlite")
    let registry = try Registry.create(.file(file))
    let author = try Author(who: "endurance", why: "requests at once")
    try registry.lock(
      trial: [.id: "T", .title: "T", .protocol: "{}", .sha256: "p"],
      lists: [
        [
          .id: "T/test/all", .trial: "T", .purpose: "test", .stratum: "all", .commitment: "x",
          .length: Value(requests),
          .sealed: "00",
        ]
      ], by: author)
    let processes = try (1...requests).map { n in
      let process = Process()
      process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      process.arguments = ["subject", file.path, "TEST-\(n)"]
      try process.run()
      return process
    }
    for process in processes { process.waitUntilExit() }
    let failed = processes.count { $0.terminationStatus != 0 }
    let places = try registry.rows(of: AllocationColumn.self).compactMap { $0[.place].integer }.sorted()
    let audit = try registry.verifyAudit()
    let holds = failed == 0 && places == Array(1...requests) && audit.isSound
    print(
      "\(requests) processes at once: \(failed) failed, places \(places.first ?? 0)…\(places.last ?? 0), \(Set(places).count) different"
    )
    return holds ? 0 : 1
  }

  static func ask(_ file: String, subject: String) throws {
    let registry = try Registry.open(.file(URL(filePath: file)))
    try registry.allocate(
      Enrolment(trial: "T", purpose: "test", subject: subject, stratum: "all", levels: "all"),
      by: Author(who: "endurance", why: "request"))
  }
}
