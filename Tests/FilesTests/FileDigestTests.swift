import Diagnostics
import Foundation
import Testing

@testable import Files

@Suite struct FileDigestTests {
  static func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "digests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  /// Old enough for its digest to be remembered.
  static let past = Date(timeIntervalSince1970: 1_000_000_000)

  @Test func contentCountsAndNothingElse() throws {
    try Self.inFolder { folder throws in
      let file = folder.appending(path: "a"), memory = folder.appending(path: "memory")
      try Data("one".utf8).write(to: file)
      let digests = FileDigests(memory: memory)
      #expect(try digests.digest(file.path) == sha256("one".utf8))
      // Touched: the same. Other bytes of the same length and date: not the same.
      try FileManager.default.setAttributes([.modificationDate: Self.past], ofItemAtPath: file.path)
      #expect(try digests.digest(file.path) == sha256("one".utf8))
      try Data("two".utf8).write(to: file)
      try FileManager.default.setAttributes([.modificationDate: Self.past], ofItemAtPath: file.path)
      #expect(try digests.digest(file.path) == sha256("two".utf8))
      digests.save()
      #expect(try FileDigests(memory: memory).digest(file.path) == sha256("two".utf8))
      #expect(try digests.digest(files: [file.path, file.path]) == sha256(files: [file.path, file.path]))
    }
  }

  /// The memory is believed only for the very file: here it says something that no reading would.
  @Test func theMemoryIsUsed() throws {
    try Self.inFolder { folder throws in
      let file = folder.appending(path: "a"), memory = folder.appending(path: "memory")
      try Data("one".utf8).write(to: file)
      usleep(2_100_000)
      let digests = FileDigests(memory: memory)
      _ = try digests.digest(file.path)
      digests.save()
      let text = try String(contentsOf: memory, encoding: .utf8)
      #expect(!text.contains(folder.lastPathComponent))
      try text.replacing(sha256("one".utf8), with: sha256("other".utf8))
        .write(to: memory, atomically: true, encoding: .utf8)
      #expect(try FileDigests(memory: memory).digest(file.path) == sha256("other".utf8))
      try Data("garbage".utf8).write(to: memory)
      #expect(try FileDigests(memory: memory).digest(file.path) == sha256("one".utf8))
    }
  }
}

@Suite struct SealedTextTests {
  static let records = ["{}", "{\n  \"a\" : 1\n}", "{\n  \"a\" : \"}\"\n}\n"]

  @Test(arguments: records) func aSealHolds(_ text: String) throws {
    let sealed = SealedText.seal(text)
    #expect(try SealedText.check(Data(sealed.utf8), at: "x", remedy: ""))
    #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(sealed.utf8)) }
    #expect(try SealedText.check(Data((sealed + "\n").utf8), at: "x", remedy: ""))
  }

  @Test func everyCharacterCounts() throws {
    let sealed = Array(SealedText.seal("{\n  \"dose\" : 12.5,\n  \"name\" : \"Liver\"\n}").utf8)
    for n in sealed.indices {
      var copy = sealed
      copy[n] = copy[n] == 0x31 ? 0x32 : 0x31
      let refused = (try? SealedText.check(Data(copy), at: "x", remedy: "")) != true
      #expect(refused, "byte \(n)")
    }
  }

  @Test func whatHasNoSealIsOfAnEarlierVersion() throws {
    #expect(try SealedText.check(Data("{ \"a\": 1 }".utf8), at: "x", remedy: "") == false)
  }
}

@Suite struct FileLockTests {
  @Test func oneWritesOrSeveralRead() throws {
    try FileDigestTests.inFolder { folder throws in
      let path = folder.appending(path: "lock").path
      let (a, b, c) = (
        FileLock(path, milliseconds: 0), FileLock(path, milliseconds: 0), FileLock(path, milliseconds: 0)
      )
      #expect(try a.take(shared: true) && b.take(shared: true))
      #expect(try !c.take())
      a.release()
      b.release()
      #expect(try c.take())
      #expect(try !a.take(shared: true))
    }
  }

  @Test func aPlantedLinkIsNotFollowed() throws {
    try FileDigestTests.inFolder { folder throws in
      let lock = folder.appending(path: "lock"), target = folder.appending(path: "elsewhere")
      try FileManager.default.createSymbolicLink(at: lock, withDestinationURL: target)
      #expect(throws: Problem.self) { try FileLock(lock.path, milliseconds: 0).take() }
      #expect(!FileManager.default.fileExists(atPath: target.path))
    }
  }
}
