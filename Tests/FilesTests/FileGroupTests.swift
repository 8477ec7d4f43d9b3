import Diagnostics
import Files
import Fixtures
import Foundation
import Testing

@Suite struct FileGroupTests {
  @Test func filesComeTogetherOrNotAtAll() throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let (a, b) = (folder.appending(path: "a.csv"), folder.appending(path: "b.csv"))
    try writeTogether { group in
      try group.add("old a", to: a)
      try group.add("old b", to: b)
      #expect(!FileManager.default.fileExists(atPath: a.path))
    }
    struct Stop: Error {}
    let fresh = folder.appending(path: "fresh")
    #expect(throws: Stop.self) {
      try writeTogether { group in
        try group.folder(fresh)
        try group.add("new a", to: a)
        try group.add("in it", to: fresh.appending(path: "c.csv"))
        throw Stop()
      }
    }
    #expect(try String(contentsOf: a, encoding: .utf8) == "old a")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["a.csv", "b.csv"])
    try writeTogether { try $0.add("new a", to: a) }
    #expect(try String(contentsOf: a, encoding: .utf8) == "new a")
  }

  /// Fields that readers would cut, split or misread are quoted, others are not.
  @Test(
    arguments: [
      ("plain", "plain"), ("", ""), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\r\nb", "\"a\r\nb\""),
      (" a", "\" a\""), ("a ", "\"a \""), ("a b", "a b"), ("1.5", "1.5"),
    ])
  func fieldsAreQuotedWhereTheyMustBe(_ text: String, _ expected: String) {
    #expect(csvField(text) == expected)
    #expect(csvLine([text, "x"]) == expected + ",x\n")
  }

  /// RFC 4231, test case 4 has a key of 25 bytes; ours have 32, so the reference was made with Python's hmac module:
  /// key bytes(range(32)) and message "what do ya want for nothing?".
  @Test func authenticationCodeIsHMAC() throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "key")
    try writePrivately(Data((0..<32).map { String(format: "%02x", $0) }.joined().utf8), to: file)
    let code = try KeyFile.read(file).authenticationCode(of: Array("what do ya want for nothing?".utf8))
    #expect(code == "099805f4ac310786968565c098db515cc50862b420ae31e20238312344bed36a")
  }
}
