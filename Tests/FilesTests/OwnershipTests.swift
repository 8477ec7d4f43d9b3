import Diagnostics
import Files
import Fixtures
import Foundation
import Testing

/// The rule on existing files, where files are written.
@Suite struct OwnershipTests {
  private func within(_ ownership: Ownership = Ownership(), _ body: (URL) throws -> Void) throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try Ownership.$current.withValue(ownership) { try body(folder) }
  }

  @Test func everyWayOfWritingRefusesAForeignFile() throws {
    try within { folder in
      let url = folder.appending(path: "a.csv")
      try "mine".write(to: url, atomically: false, encoding: .utf8)
      let ways: [() throws -> Void] = [
        { try writeAtomically("x", to: url) }, { try writePrivately(Data("x".utf8), to: url) },
        { try replaceAtomically(url) { try "x".write(toFile: $0, atomically: false, encoding: .utf8) } },
        { try writeTogether { try $0.add("x", to: url) } },
        { try writeResult(url) { try "x".write(to: url, atomically: false, encoding: .utf8) } },
      ]
      for way in ways {
        let problem = #expect(throws: Problem.self) { try way() }
        #expect(problem?.kind == .cannotCreate && problem?.remedy.contains("--force") == true)
      }
      removeResult(url)
      #expect(try String(contentsOf: url, encoding: .utf8) == "mine")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.csv"])
    }
  }

  @Test func everyWayOfWritingReplacesWhatAnyOtherWrote() throws {
    try within { folder in
      let url = folder.appending(path: "a file.csv")
      let ways: [(String) throws -> Void] = [
        { try writeAtomically($0, to: url) }, { try writePrivately(Data($0.utf8), to: url) },
        { text in
          try replaceAtomically(url) { try text.write(toFile: $0, atomically: false, encoding: .utf8) }
        },
        { text in try writeTogether { try $0.add(text, to: url) } },
        { text in try writeResult(url) { try text.write(to: url, atomically: false, encoding: .utf8) } },
      ]
      for (n, way) in (ways + ways).enumerated() {
        try way("version \(n)")
        #expect(try String(contentsOf: url, encoding: .utf8) == "version \(n)")
      }
      removeResult(url)
      #expect(!FileManager.default.fileExists(atPath: url.path))
    }
  }

  @Test func anEditedResultIsTheUsers() throws {
    try within { folder in
      let url = folder.appending(path: "case.json5")
      try writeAtomically("made", to: url)
      try "edited".write(to: url, atomically: false, encoding: .utf8)
      let problem = #expect(throws: Problem.self) { try writeAtomically("again", to: url) }
      #expect(problem?.what.contains("changed") == true)
      try writeAtomically("more", to: url, over: .extended)
      try writeAtomically("state", to: url, over: .state)
      // What was extended stays the user's.
      #expect(throws: Problem.self) { try writeAtomically("again", to: url) }
    }
  }

  @Test func forceNamesForeignFilesAndSparesInputs() throws {
    let ownership = Ownership(force: true)
    try within(ownership) { folder in
      let url = folder.appending(path: "a.csv")
      try "mine".write(to: url, atomically: false, encoding: .utf8)
      try writeAtomically("x", to: url)
      try writeAtomically("y", to: url)
      try writeAtomically("z", to: folder.appending(path: "new.csv"))
      #expect(ownership.replaced == [url.path])
      try Ownership.$current.withValue(Ownership(force: true, inputs: [url])) {
        #expect(throws: Problem.self) { try writeAtomically("z", to: url) }
      }
    }
  }

  @Test func withoutAnOwnerFilesAreReplacedAndNoListIsKept() throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let url = folder.appending(path: "a.csv")
    try "mine".write(to: url, atomically: false, encoding: .utf8)
    try writeAtomically("x", to: url)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.csv"])
  }

  @Test func nothingButStateIsWrittenOnceCancelled() throws {
    let surroundings = Surroundings()
    try within { folder in
      try Surroundings.$current.withValue(surroundings) {
        surroundings.cancellation.request()
        let url = folder.appending(path: "a.csv")
        for existing in [Existing.own, .extended] {
          let problem = #expect(throws: Problem.self) { try writeAtomically("x", to: url, over: existing) }
          #expect(problem?.kind == .interrupted)
        }
        try writeAtomically("x", to: url, over: .state)
        #expect(FileManager.default.fileExists(atPath: url.path))
      }
    }
  }
}

/// Files that cannot be read are reported as what they are.
@Suite struct UserFileTests {
  @Test func aPathSaysWhatItIs() throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let url = folder.appending(path: "case.json5")
    let missing = #expect(throws: Problem.self) {
      try readText(url.path, called: "case file", remedy: "make one")
    }
    #expect(missing?.kind == .inputMissing && missing?.what == "the case file does not exist")
    #expect(missing?.remedy == "check the path; make one")
    let below = #expect(throws: Problem.self) { try readText("/dev/null/x") }
    #expect(below?.kind == .inputMissing && below?.what.contains("does not exist") == true)
    try "\u{FEFF}{}".write(to: url, atomically: false, encoding: .utf8)
    #expect(try readText(url.path) == "{}")
    let place = #expect(throws: Problem.self) {
      try readText(folder.path, likely: ["plan.json5", "case.json5"])
    }
    #expect(place?.kind == .inputMissing && place?.remedy == "did you mean \(folder.path)/case.json5?")
    try Data([0xff, 0xfe, 0x00]).write(to: url)
    let binary = #expect(throws: Problem.self) { try readText(url.path) }
    #expect(binary?.kind == .dataRejected && binary?.what.contains("UTF-8") == true)
    #expect(try readFile(url.path).count == 3)
    // Root may read everything.
    guard geteuid() != 0 else { return }
    chmod(url.path, 0)
    let closed = #expect(throws: Problem.self) { try readFile(url.path) }
    #expect(closed?.what.contains("permission") == true)
  }
}
