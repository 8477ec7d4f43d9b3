import Foundation
import Testing

/// What the program itself writes, under the umask that most systems have.
@Suite struct PermissionTests {
  @Test func nobodyButOwnerAndGroupReadsWhatIsWritten() throws {
    try JourneyTests.inFolder { folder in
      for (words, file) in [
        (["registry", "init"], "r.sqlite"), (["trial", "init"], "protocol.json5"),
      ] {
        let path = folder.appending(path: file).path
        let more = words[0] == "trial" ? ["--template", "lutia"] : []
        let end = try InterruptionTests.Running(words + [path] + more).end()
        #expect(end.status == 0, "\(end.messages)")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(try #require(mode) & 0o007 == 0)
      }
    }
  }
}
