import Diagnostics
import Files
import Foundation
@testable import Registry

/// A process whose files may not grow beyond a limit (RLIMIT_FSIZE), which any user can set, changes a registry, writes a
/// backup and exports; whatever fails must fail with status 74, and nothing may be lost or half-written.
struct FullDiskTrial {
  let steps: Int

  func run() throws -> Int32 {
    let folder = FileManager.default.temporaryDirectory.appending(path: "endurance-\(UUID().uuidString)")
    try createFolder(folder)
    defer { try? FileManager.default.removeItem(at: folder) }
    var (failed, refused) = (0, 0)
    for step in 0..<steps {
      let file = folder.appending(path: "\(step).sqlite")
      let registry = try Registry.create(.file(file))
      try registry.change(by: Self.author) { try $0.insert(["id": "S", "name": "before"], into: "sites") }
      let status = try Self.child(["limited", file.path, "\(step * 16 * 1024)"])
      let audit = try registry.verifyAudit()
      let rows = try registry.rows("sites").count
      let copies = [".backup", ".export"].map { FileManager.default.fileExists(atPath: file.path + $0) }
      let isWhole = status == 0 ? rows == 201 && copies == [true, true] : rows == 1 || rows == 201
      if status == 74 { refused += 1 }
      let leftOver = try FileManager.default.contentsOfDirectory(atPath: folder.path).contains {
        $0.wholeMatch(of: /\.[0-9]+-[0-9]+-.*/) != nil
      }
      if !audit.isSound || !isWhole || ![0, 74].contains(status) || leftOver { failed += 1 }
    }
    print("\(steps) limits of file size: \(refused) refused with status 74, \(failed) failed")
    return failed == 0 && refused > 0 ? 0 : 1
  }

  private static let author = try! Author(who: "endurance", why: "full disk")

  private static func child(_ words: [String]) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = words
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// The child. Bytes: how large any file may become.
  static func write(_ file: String, limit bytes: Int) throws -> Int32 {
    // Beyond the limit a write shall fail instead of ending the process.
    signal(SIGXFSZ, SIG_IGN)
    var limit = rlimit(rlim_cur: rlim_t(bytes), rlim_max: rlim_t(bytes))
    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    do {
      let registry = try Registry.open(.file(URL(filePath: file)))
      try registry.change(by: author) { change in
        let text = String(repeating: "x", count: 1000)
        for n in 0..<200 { try change.insert(["id": "S\(n)", "name": .text(text)], into: "sites") }
      }
      try registry.backUp(to: URL(filePath: file + ".backup"))
      try registry.exportTables(to: URL(filePath: file + ".export"))
      return 0
    } catch let problem as Problem { return problem.kind == .inputOutput ? 74 : 1 }
  }
}
