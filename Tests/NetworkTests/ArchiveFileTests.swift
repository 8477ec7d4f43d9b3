import Diagnostics
import Fixtures
import Foundation
import Testing

@testable import Network

@Suite struct ArchiveFileTests {
  private func read(_ text: String, files: [String: String] = [:]) throws -> Archives {
    let folder = try Fixtures.temporaryFolder()
    for (name, content) in files {
      let url = folder.appending(path: name)
      try Data(content.utf8).write(to: url)
      chmod(url.path, name.hasPrefix("open") ? 0o644 : 0o600)
    }
    let url = folder.appending(path: "archives.json5")
    try Data(text.utf8).write(to: url)
    return try Archives.read(url.path)
  }

  private func faults(_ text: String, files: [String: String] = [:]) -> [String] {
    do {
      _ = try read(text, files: files)
      return []
    } catch let problems as Problems {
      return problems.all.map(\.what)
    } catch {
      return ["\(error)"]
    }
  }

  @Test func theTemplateIsAConfiguration() throws {
    let archives = try read(ArchiveTemplate.text)
    #expect(archives.title == "HEPATICA" && archives.peers.map(\.name) == ["pacs"])
    #expect(archives.listening.senders == ["PACS"] && archives.listening.port == 11112)
    guard case .dicom(let peer) = archives.peers[0].way else { return #expect(Bool(false)) }
    #expect(peer.retrieval == .move && peer.waiting == Waiting() && !peer.commits)
    // What it explains in comments can be switched on.
    let active = ArchiveTemplate.text.replacing("// commitment", with: "commitment")
      .replacing("// timeouts: {connect: 10", with: "timeouts: {connect: 7").replacing(
        "// maxPDU", with: "maxPDU"
      )
      .replacing("// characterSet", with: "characterSet").replacing(
        "// from: [\"PACS\"]", with: "from: \"any\"")
    guard case .dicom(let other) = try read(active).peers[0].way else { return #expect(Bool(false)) }
    #expect(other.commits && other.waiting.connect == 7 && other.characterSet == "ISO_IR 100")
    #expect(try read(active).listening.senders == nil && !read(active).remarks.isEmpty)
  }

  @Test func allFaultsAreReportedAtOnce() {
    let found = faults(
      """
      {aeTitle: "A NAME THAT IS TOO LONG", recieve: {}, peers: {
        a: {aeTitle: "A", host: "h", port: 70000, fetch: "pull", characterSet: "UTF-8", tls: true},
        b: {aeTitle: "B", host: "h"},
        c: {url: "ftp://x"}, d: {url: "https://user:secret@x"}, e: {url: "https://x", tokenFile: "none"},
      }}
      """)
    for part in [
      "not an AE title", "unknown key “recieve”", "70000 is not between", "“move” or “get”",
      "not a character set",
      "names no certificates", "“port” is missing", "not an address of http", "holds no user",
      "does not exist",
    ] { #expect(found.contains { $0.contains(part) }, "\(part): \(found)") }
    #expect(!found.contains { $0.contains("secret") })
  }

  @Test func secretsAreKeptFromTheFileAndFromHTTP() throws {
    let token = #"{aeTitle: "A", peers: {w: {url: "https://x/", tokenFile: "token"}}}"#
    guard case .web(let peer) = try read(token, files: ["token": "abc\n"]).peers[0].way else {
      return #expect(Bool(false))
    }
    guard case .token("abc") = peer.secret else { return #expect(Bool(false)) }
    #expect(peer.address == "https://x")
    let open = token.replacing("\"token\"", with: "\"open-token\"")
    #expect(faults(open, files: ["open-token": "abc"]).contains { $0.contains("others than the owner") })
    #expect(faults(token, files: ["token": "a\nb"]).contains { $0.contains("more than one line") })
    let plain = token.replacing("https", with: "http")
    #expect(faults(plain, files: ["token": "abc"]).contains { $0.contains("would be sent over http") })
    #expect(faults(plain.replacing("//x", with: "//127.0.0.1"), files: ["token": "abc"]).isEmpty)
    let variable = token.replacing("tokenFile: \"token\"", with: "tokenVariable: \"HEPATICA_TEST_TOKEN\"")
    #expect(faults(variable).contains { $0.contains("the environment has no") })
    let surroundings = Surroundings(environment: { $0 == "HEPATICA_TEST_TOKEN" ? "xyz" : nil })
    Surroundings.$current.withValue(surroundings) { #expect(faults(variable).isEmpty) }
  }

  @Test func queriesForEverythingAreNotAsked() {
    func fault(_ change: (inout Query) -> Void) -> Problem? {
      var query = Query(.study)
      change(&query)
      return problem { try query.check() }
    }
    #expect(fault { _ in }?.what == "the query asks for everything")
    for date in ["20260131", "20260101-20260131", "20260101-", "-20260131"] {
      #expect(fault { $0.date = date } == nil)
    }
    for date in ["2026-01-31", "20260131-2", "-", "31.01.2026"] {
      #expect(fault { $0.date = date } != nil, "\(date)")
    }
    #expect(fault { ($0.level, $0.patientID) = (.series, "P1") }?.location == "--study")
  }
}
