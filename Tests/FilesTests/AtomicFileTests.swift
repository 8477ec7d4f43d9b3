import Diagnostics
import Files
import Fixtures
import Foundation
import Testing

@Suite struct AtomicFileTests {
  @Test func writesTheWholeFileAndLeavesNothingElse() throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let url = folder.appending(path: "dose.json")
    try writeAtomically("old", to: url)
    try writeAtomically("new", to: url)
    #expect(try String(contentsOf: url, encoding: .utf8) == "new")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["dose.json"])
  }

  @Test func aMissingFolderIsOneClearProblem() {
    let problem = #expect(throws: Problem.self) {
      try writeAtomically("x", to: URL(filePath: "/nonexistent/folder/file"))
    }
    #expect(problem?.kind == .cannotCreate)
  }

  @Test func anInterruptedReplacementKeepsTheOldFile() throws {
    struct Stop: Error {}
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let url = folder.appending(path: "map.nii.gz")
    try writeAtomically("old", to: url)
    #expect(throws: Stop.self) {
      try replaceAtomically(url) { path in
        #expect(path.hasSuffix("map.nii.gz"))
        try "half".write(toFile: path, atomically: false, encoding: .utf8)
        throw Stop()
      }
    }
    #expect(try String(contentsOf: url, encoding: .utf8) == "old")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["map.nii.gz"])
  }

  /// No process has the number 4194305: Linux stops at 4194304.
  @Test func leftoversOfDeadProcessesAreSwept() throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let alive = ".\(getpid())-7-dose.nii.gz"
    for name in [".4194305-7-dose.nii.gz", alive, ".hidden", "dose.nii.gz"] {
      try Data().write(to: folder.appending(path: name))
    }
    removeAbandonedFiles(below: folder)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(Set(left) == [alive, ".hidden", "dose.nii.gz"])
  }

  /// FIPS 180-4 example “abc”.
  @Test func digestIsSHA256() throws {
    #expect(sha256("abc".utf8) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(sha256([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test func digestOfFilesIgnoresTheirOrderButNotTheirContent() throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let paths = try ["a", "b", "c"].map { text in
      let url = folder.appending(path: text)
      try writeAtomically(text, to: url)
      return url.path
    }
    #expect(try sha256(files: paths) == sha256(files: paths.reversed()))
    #expect(try sha256(files: paths) != sha256(files: Array(paths.dropLast())))
  }

  @Test func aFileInTheWayOfAFolderIsNamed() throws {
    let file = try Fixtures.temporaryFolder().appending(path: "notes.txt")
    try Data("mine".utf8).write(to: file)
    for place in [file, file.appending(path: "images"), file.appending(path: "a/b")] {
      let fault = #expect(throws: Problem.self) { try createFolder(place) }
      #expect(fault?.what == "this is a file, not a folder" && fault?.location == file.path)
    }
    let fault = #expect(throws: Problem.self) {
      try writeAtomically("x", to: file.appending(path: "case.json5"))
    }
    #expect(fault?.what == "this is a file, not a folder" && fault?.location == file.path)
    #expect(try Data(contentsOf: file) == Data("mine".utf8))
  }
}
