@testable import Arguments
import Diagnostics
import Fixtures
import Foundation
import Testing

@testable import Operations

/// A missing file, a folder in place of a file and a file that is not text are reported as what they are, by every command
/// that reads one.
@Suite struct UnreadableFileTests {
  /// Commands with FILE where their input goes.
  static let readers: [[String]] = [
    ["run", "FILE"], ["dose", "FILE"], ["align", "FILE"], ["merge", "FILE"], ["plan", "FILE"],
    ["burden", "FILE"],
    ["eligibility", "FILE", "-p", "tare"], ["eligibility", "good.json5", "-p", "FILE"],
    ["protocols", "FILE"],
    ["toxicity", "FILE", "-t", "good.csv"], ["toxicity", "good.csv", "-t", "FILE"],
    ["toxicity", "good.csv", "-t", "good.csv", "--limits", "FILE"], ["response", "FILE"],
    ["audit", "claims", "FILE"], ["trial", "simulate", "FILE"], ["svalues", "Lu-177", "--kernel", "FILE"],
    ["organs", "FILE"], ["organs", "--nuclide", "Lu-177", "--source", "Liver=1", "--table", "FILE"],
    ["registry", "restore", "FILE", "new.sqlite"],
    ["registry", "import", "r.sqlite", "FILE", "--table", "sites", "--by", "a", "--why", "b"],
    ["registry", "import", "r.sqlite", "good.csv", "--map", "FILE", "--by", "a", "--why", "b"],
    ["registry", "ledger", "r.sqlite", "P01", "--dose-limits", "FILE"],
  ]

  private static func message(_ words: [String], _ name: String) throws -> (status: ExitCode, text: String) {
    var result: (ExitCode, String)?
    try ExistingFileTests.inFolder { folder in
      try "patient,cycles\nP01,2026-01-05\n".write(
        to: folder.appending(path: "good.csv"), atomically: false, encoding: .utf8)
      try "{ age: 60 }".write(to: folder.appending(path: "good.json5"), atomically: false, encoding: .utf8)
      try Data([0x7b, 0xff, 0xfe, 0x80]).write(to: folder.appending(path: "binary.json5"))
      try Data([0x7b, 0xff, 0xfe, 0x80]).write(to: folder.appending(path: "binary.csv"))
      for inner in ["case.json5", "plan.json5", "burden.json5"] {
        let place = folder.appending(path: "folder.json5")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        try "{}".write(to: place.appending(path: inner), atomically: false, encoding: .utf8)
      }
      if words.contains("r.sqlite") {
        _ = try ExistingFileTests.run(["registry", "init", "r.sqlite"], in: folder)
      }
      let error = #expect(throws: (any Error).self, "\(words)") {
        try ExistingFileTests.run(words.map { $0 == "FILE" ? name : $0 }, in: folder)
      }
      let report = ErrorReport(error!)
      result = (report.status, report.problems.map(\.description).joined(separator: "\n"))
    }
    return try #require(result)
  }

  @Test(arguments: readers) func aMissingFileIsMissing(_ words: [String]) throws {
    let (status, text) = try Self.message(words, "nosuch.json5")
    #expect(status == .inputMissing && text.contains("nosuch.json5"), "\(text)")
    #expect(text.contains("does not exist") || text.contains("no such file"), "\(text)")
    #expect(!text.contains("UTF-8"))
  }

  @Test(arguments: readers) func aFolderIsAFolder(_ words: [String]) throws {
    let (status, text) = try Self.message(words, "folder.json5")
    #expect(status == .inputMissing && text.contains("folder"), "\(words) \(text)")
    #expect(!text.contains("UTF-8"))
  }

  @Test func theFileThatIsMeantInAFolderIsNamed() throws {
    #expect(try Self.message(["run", "FILE"], "folder.json5").text.contains("folder.json5/case.json5?"))
  }

  @Test(
    arguments: readers.filter {
      !["response", "registry", "audit", "svalues"].contains($0[0]) && $0.count < 5
    })
  func aFileThatIsNotTextIsRejected(_ words: [String]) throws {
    let (status, text) = try Self.message(words, "binary.json5")
    #expect(status == .dataRejected && text.contains("UTF-8"), "\(words) \(text)")
  }

  @Test func knownKeysAreListedOnce() throws {
    try ExistingFileTests.inFolder { folder in
      let keys = (1...24).map { "zzzzzzzz\($0): \($0)" }.joined(separator: ",\n")
      try "{ hepatica: 1,\n\(keys) }".write(
        to: folder.appending(path: "case.json5"), atomically: false, encoding: .utf8)
      let error = #expect(throws: (any Error).self) {
        try ExistingFileTests.run(["dose", "case.json5"], in: folder)
      }
      let text = ErrorReport(error!).problems.map(\.description).joined(separator: "\n")
      #expect(text.components(separatedBy: "known keys:").count == 2)
      #expect(!text.contains("therapy, therapy"))
      #expect(ErrorReport(error!).status == .dataRejected)
    }
  }
}
