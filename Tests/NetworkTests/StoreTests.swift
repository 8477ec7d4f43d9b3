import DICOM
import Diagnostics
import Fixtures
import Foundation
import Testing

@testable import Network

@Suite struct StoreTests {
  private func head(_ patient: String, issuer: String = "") throws -> ObjectHead {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let url = try Objects.slice(1, patient: patient, in: folder)
    var head = try ObjectHead(url.path)
    head.issuer = issuer
    return head
  }

  @Test(arguments: ["P01", "a.b", "M\u{FC}ller", "2026-01"]) func aPlainIDIsTheFolder(_ patient: String)
    throws
  {
    #expect(try head(patient).patientFolder == patient)
  }

  /// IDs that are no names of files, or that look like another's.
  @Test func noTwoPatientsShareAFolder() throws {
    let patients = [
      "", ".", "..", "../up", "/etc", "a/b", "a_b", "a b", "A:B", "~x", "-rf", ".hidden", "_conflicts",
      "con*",
    ]
    let folders =
      try patients.map { try head($0).patientFolder } + [head("P01", issuer: "other").patientFolder]
    #expect(Set(folders).count == folders.count)
    for folder in folders {
      #expect(
        !folder.hasPrefix(".") && !folder.contains("/") && folder != "P01" && folder != "_conflicts"
          && !folder.isEmpty)
    }
  }

  @Test func namesThatAreNotUIDsAreRefused() throws {
    let folder = try Fixtures.temporaryFolder()
    let store = try ObjectStore(folder.appending(path: "store"))
    for (n, uid) in ["../../../evil", "1.2.840/99.1", "            ", "abcdefghijkl", "/etc/passwd1"]
      .enumerated()
    {
      let url = try Objects.slice(n, in: folder)
      // Same length, so that the file stays a DICOM file.
      var bytes = try Data(contentsOf: url)
      let tag = Data([0x20, 0x00, 0x0D, 0x00] + Array("UI".utf8) + [12, 0])
      let at = try #require(bytes.range(of: tag)?.upperBound)
      bytes.replaceSubrange(at..<at + 12, with: Data(uid.utf8.prefix(12)))
      try bytes.write(to: url)
      #expect(problem { try store.take(url.path) }?.kind != nil, "\(uid)")
      #expect(!FileManager.default.fileExists(atPath: url.path))
    }
    let found = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix("dcm")
    }
    #expect(found.isEmpty)
    #expect(store.tally.refused == 5 && store.tally.new == 0)
    #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "evil").path))
  }

  @Test func whatIsNotTheAnnouncedObjectIsRefused() throws {
    let folder = try Fixtures.temporaryFolder()
    let store = try ObjectStore(folder.appending(path: "store"))
    let url = try Objects.slice(1, in: folder)
    let fault = problem { try store.take(url.path, announced: (Objects.ct, "1.2.3")) }
    #expect(fault?.what == ObjectStore.mismatch)
  }

  @Test func whatADeadProcessLeftIsRemoved() throws {
    let folder = try Fixtures.temporaryFolder()
    _ = try ObjectStore(folder)
    let dead = folder.appending(path: ".incoming/.999999999-1-object.part")
    let alive = folder.appending(path: ".incoming/.\(getpid())-77-object.part")
    for url in [dead, alive] { try Data("half".utf8).write(to: url) }
    _ = try ObjectStore(folder)
    #expect(!FileManager.default.fileExists(atPath: dead.path))
    #expect(FileManager.default.fileExists(atPath: alive.path))
  }

  /// The header of a file is its writer's; the object is what follows.
  @Test func digestsLeaveTheHeaderOut() throws {
    let folder = try Fixtures.temporaryFolder()
    let a = try Objects.slice(1, in: folder, text: "a"), b = try Objects.slice(1, in: folder, text: "b")
    #expect(try ObjectBytes.digest(a.path) != ObjectBytes.digest(b.path))
    var bytes = try Data(contentsOf: a)
    let digest = try ObjectBytes.digest(a.path)
    // Another implementation version name of the same length, in the header.
    let range = try #require(bytes.range(of: Data("HEPATICA".utf8)))
    bytes.replaceSubrange(range, with: Data("OTHERONE".utf8))
    try bytes.write(to: b)
    #expect(try ObjectBytes.digest(b.path) == digest)
  }
}

@Suite struct MultipartReaderTests {
  private final class Parts: MultipartSink {
    var whole: [[UInt8]] = []
    private var current: [UInt8] = []
    func begin() { current = [] }
    func write(_ bytes: UnsafeRawBufferPointer) { current += bytes }
    func end() { whole.append(current) }
  }

  private static let parts: [[UInt8]] = [
    Array("first".utf8), [], Array("\r\n--other\r\n\r\n--boundar".utf8),
    (0..<3000).map { UInt8(truncatingIfNeeded: $0) },
    Array("\r\n".utf8),
  ]

  private static func body(_ end: String = "--\r\n") -> [UInt8] {
    let pieces = parts.enumerated().flatMap { n, part in
      Array(
        (n == 1 ? "\r\n--boundary\r\n\r\n" : "\r\n--boundary\r\nContent-Type: application/dicom\r\n\r\n").utf8
      ) + part
    }
    return Array("preamble".utf8) + pieces + Array(("\r\n--boundary" + end).utf8)
  }

  /// In pieces of every size, so that each boundary is cut at each byte.
  @Test(arguments: [1, 2, 3, 5, 7, 11, 64, 1000, 100_000]) func partsComeWholeHoweverTheyAreCut(_ size: Int)
    throws
  {
    let sink = Parts()
    let reader = try MultipartReader(
      contentType: "multipart/related; type=\"x\"; boundary=\"boundary\"", sink)
    let body = Self.body()
    for start in stride(from: 0, to: body.count, by: size) {
      let piece = Array(body[start..<min(start + size, body.count)])
      try piece.withUnsafeBytes { try reader.take($0) }
    }
    #expect(sink.whole == Self.parts && reader.isComplete)
  }

  @Test func anAnswerThatEndsEarlyIsNotComplete() throws {
    let sink = Parts()
    let reader = try MultipartReader(contentType: "multipart/related; boundary=boundary", sink)
    try Self.body().dropLast(6).withUnsafeBytes { try reader.take($0) }
    #expect(!reader.isComplete && sink.whole.count == Self.parts.count - 1)
    #expect(throws: Problem.self) { try MultipartReader(contentType: "application/json", sink) }
  }
}
