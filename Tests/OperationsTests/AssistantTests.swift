import DICOM
import Diagnostics
import Fixtures
import Foundation
import Testing

@testable import Arguments
@testable import Operations
@testable import Server
@testable import Studies

/// Operations as tools of an assistant: nothing outside the folder, nothing left where tools only read, nobody by name.
@Suite struct AssistantTests {
  private func folder() throws -> URL {
    let folder = try Fixtures.temporaryFolder()
    for name in [
      "labs.csv", "patients.csv", "findings.csv", "lesions.csv", "patient.json5", "plan-tare.json5",
      "plan-delivered-summary.json",
    ] {
      try FileManager.default.copyItem(
        at: Fixtures.repository.appending(path: "Samples").appending(path: name),
        to: folder.appending(path: name))
    }
    return folder
  }

  private func contents(_ folder: URL) throws -> [String: Data] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    return Dictionary(
      uniqueKeysWithValues: names.map {
        ($0, FileManager.default.contents(atPath: folder.appending(path: $0).path) ?? Data())
      })
  }

  private func session(_ folder: URL, mayWrite: Bool = false) -> AssistantSession {
    AssistantSession(
      tools: AssistantTool.all(mayWrite: mayWrite), identity: IdentityCheck(folder),
      setting: .init(folder: folder, registry: nil, account: "assistant"))
  }

  private func ask(_ session: AssistantSession, _ method: String, _ parameters: [String: Any] = [:]) throws
    -> [String: Any]
  {
    let message: [String: Any] = ["jsonrpc": "2.0", "id": 7, "method": method, "params": parameters]
    let line = String(decoding: try JSONSerialization.data(withJSONObject: message), as: UTF8.self)
    let answer = try #require(session.answer(line))
    #expect(!answer.contains("\n"), "one message is one line")
    let reply = try #require(JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [String: Any])
    #expect(reply["id"] as? Int == 7)
    return reply
  }

  private func call(_ session: AssistantSession, _ tool: String, _ arguments: [String: Any]) throws
    -> [String: Any]
  {
    let reply = try ask(session, "tools/call", ["name": tool, "arguments": arguments])
    return try #require(reply["result"] as? [String: Any])
  }

  @Test func theSessionBeginsAsTheProtocolHasIt() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let session = session(folder)
    let hello = try #require(
      try ask(session, "initialize", ["protocolVersion": "2025-03-26"])["result"] as? [String: Any])
    #expect(hello["protocolVersion"] as? String == "2025-03-26")
    let other = try #require(
      try ask(session, "initialize", ["protocolVersion": "1999-01-01"])["result"] as? [String: Any])
    #expect(other["protocolVersion"] as? String == AssistantSession.revisions[0])
    #expect(session.answer(#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#) == nil)
    #expect(try ask(session, "ping")["result"] != nil)
    #expect((try ask(session, "no/such")["error"] as? [String: Any])?["code"] as? Int == -32601)
    #expect(session.answer("[")?.contains("-32700") == true)
  }

  @Test func everyToolHasASchema() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let result = try #require(
      try ask(session(folder, mayWrite: true), "tools/list")["result"] as? [String: Any])
    let tools = try #require(result["tools"] as? [[String: Any]])
    #expect(Set(tools.compactMap { $0["name"] as? String }).count == tools.count)
    for tool in tools {
      let schema = try #require(tool["inputSchema"] as? [String: Any])
      #expect(schema["type"] as? String == "object", "\(tool["name"] ?? "")")
    }
    let reading = AssistantTool.all(mayWrite: false).map(\.name)
    #expect(!reading.contains("run") && !reading.contains("registry-add") && reading.contains("toxicity"))
  }

  @Test func aToolThatReadsLeavesTheFolderAsItWas() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let session = session(folder)
    let before = try contents(folder)
    for (tool, arguments) in [
      (
        "toxicity",
        ["files": ["labs.csv"], "patients": "patients.csv", "findings": "findings.csv"] as [String: Any]
      ),
      ("registry-dictionary", [:]), ("response", ["lesions": "lesions.csv"]), ("version", [:]),
      ("protocols", [:]),
    ] {
      let result = try call(session, tool, arguments)
      #expect(result["isError"] as? Bool == false, "\(tool): \(result["content"] ?? "")")
      #expect((result["structuredContent"] as? [String: Any])?["hepatica"] != nil)
    }
    let refused = try call(
      session, "toxicity", ["files": ["labs.csv"], "patients": "patients.csv", "output": "out"])
    #expect(refused["isError"] as? Bool == true)
    #expect(try contents(folder) == before)
  }

  @Test(arguments: ["/etc/passwd", "../labs.csv", "link/labs.csv"])
  func filesOutsideTheFolderAreNotRead(path: String) throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createSymbolicLink(
      at: folder.appending(path: "link"), withDestinationURL: Fixtures.repository.appending(path: "Samples"))
    let result = try call(session(folder), "toxicity", ["files": [path], "patients": "patients.csv"])
    #expect(result["isError"] as? Bool == true)
    #expect("\(result)".contains("workspace"))
  }

  /// A name, a date of birth, or a name that is not the ID: each is a person; a pseudonym is none.
  @Test(arguments: [
    ("P01", "P01", "", "", false), ("DOE^JANE", "P01", "", "", true), ("Jane Doe", "Jane Doe", "", "", true),
    ("P01", "P01", "19500101", "", true), ("Miller", "Miller", "", "", true),
    ("DOE^JANE", "P01", "19500101", "YES", false),
    ("", "", "", "", false),
  ])
  func imagesThatNameTheirPatientAreRefused(
    name: String, id: String, birth: String, removed: String, names: Bool
  ) throws {
    let set = DataSet()
    for (tag, text) in [
      (Tag.patientName, name), (.patientID, id), (Tag(0x0010, 0x0030), birth), (Tag(0x0012, 0x0062), removed),
    ] where !text.isEmpty { try set.set(tag, text) }
    #expect(IdentityCheck.names(set) == names)
  }

  @Test func theLibrariesThatRunAreNamed() {
    let names = LoadedLibraries.versions.map(\.name)
    for name in ["libsqlite3", "libdcmdata", "libssl", "libc"] { #expect(names.contains(name), "\(names)") }
  }
}
