import Foundation
import Testing

/// Short versions of `make test-endurance`, by the same program.
@Suite("Endurance")
struct EnduranceTests {
  @Test(
    "A few kills, processes that ask at once, tampers, and files that may not grow",
    arguments: [["kill", "12"], ["allocate", "20"], ["tamper", "100"], ["full", "40"]])
  func short(_ words: [String]) throws {
    let process = Process()
    // The tests' own program lies beside it.
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "endurance")
    process.arguments = words
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(text)")
  }
}
