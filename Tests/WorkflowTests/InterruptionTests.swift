import Diagnostics
import Foundation
import Testing

/// The program itself, stopped in the middle of a simulation by each signal that a terminal, a batch system or an
/// operator sends, and started again.
@Suite(.serialized) struct InterruptionTests {
  /// Some seconds of one thread: long enough to be stopped four times.
  static let histories = 1_500_000

  /// The program and these tests take up each other's states, which hold for one build alone.
  init() throws {
    let built = try Running.answer(["version", "--json"])
    try #require(
      built.contains("\"\(Version.commit)\""),
      """
      hepatica beside the tests was not built of the commit of the tests, \(Version.commit): build both together \
      (swift build --build-tests && swift build --product hepatica, both with the same HEPATICA_COMMIT or both with make)
      """)
  }

  /// A running `hepatica`; the tests' own program lies beside it.
  struct Running {
    let process = Process()
    private let errors = Pipe()

    private static let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "hepatica")

    /// What the program prints.
    static func answer(_ words: [String]) throws -> String {
      let (process, output) = (Process(), Pipe())
      (process.executableURL, process.arguments, process.standardOutput) = (program, words, output)
      try process.run()
      defer { process.waitUntilExit() }
      return String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    }

    init(_ words: [String]) throws {
      process.executableURL = Self.program
      process.arguments = words
      process.standardOutput = FileHandle.nullDevice
      process.standardError = errors
      try process.run()
    }

    struct End {
      var status: Int32
      var messages: String
      /// Done, or done with something to review (photons leave the small grid).
      var isDone: Bool { [0, 3].contains(status) }
    }

    func end() throws -> End {
      let text = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
      process.waitUntilExit()
      return End(status: process.terminationStatus, messages: text)
    }

    /// Sends a signal as soon as the state was saved once more.
    /// - Returns: false if the program ended before.
    func interrupt(_ number: Int32, when file: URL) throws -> Bool {
      let before = InterruptionTests.stamp(file)
      while process.isRunning, InterruptionTests.stamp(file) == before { usleep(5000) }
      guard process.isRunning else { return false }
      kill(process.processIdentifier, number)
      return true
    }
  }

  static func stamp(_ file: URL) -> Int {
    var status = stat()
    return stat(file.path, &status) == 0 ? status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec : 0
  }

  static func states(_ folder: URL, _ suffix: String) throws -> [URL] {
    let parent = folder.appending(path: "results/monte-carlo")
    let keys = try FileManager.default.contentsOfDirectory(at: parent, includingPropertiesForKeys: nil)
    return try keys.flatMap {
      try FileManager.default.contentsOfDirectory(at: $0, includingPropertiesForKeys: nil)
    }.filter { !$0.lastPathComponent.hasPrefix(".") && $0.lastPathComponent.hasSuffix(suffix) }
  }

  /// Where the state will lie: the key is not known before the first run.
  static func state(_ folder: URL, _ words: [String]) throws -> URL {
    let run = try Running(words)
    while run.process.isRunning {
      if let file = try? states(folder, "").first {
        kill(run.process.processIdentifier, SIGKILL); _ = try run.end(); return file
      }
      usleep(5000)
    }
    Issue.record("the simulation ended before its state was saved: \(try run.end().messages)")
    throw CancellationError()
  }

  @Test func aSimulationThatIsStoppedAgainAndAgainEndsWithTheSameBytes() throws {
    try JourneyTests.inFolder { folder in
      let (whole, cut) = (folder.appending(path: "whole"), folder.appending(path: "cut"))
      for place in [whole, cut] {
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        _ = try MonteCarloJourneyTests.journey(place, histories: Self.histories)
      }
      let words = [
        "dose", cut.appending(path: "case.json5").path, "--checkpoint", "0.01", "--progress", "none",
        "--threads", "1",
      ]
      for place in [whole, cut] { try Self.writeCase(place, histories: Self.histories) }
      #expect(try Running(["dose", whole.appending(path: "case.json5").path, "--quiet"]).end().isDone)
      let file = try Self.state(cut, words)
      for number in [SIGTERM, SIGKILL, SIGINT] {
        let run = try Running(words)
        let wasInTheMiddle = try run.interrupt(number, when: file)
        let end = try run.end()
        #expect(wasInTheMiddle, "ended before it could be interrupted")
        #expect(!FileManager.default.fileExists(atPath: cut.appending(path: "results/dose.nii.gz").path))
        guard number != SIGKILL else { continue }
        #expect(end.status == 130)
        #expect(
          end.messages.contains("histories are saved") && end.messages.contains("give the same command again")
        )
      }
      #expect(try Running(words).end().isDone)
      #expect(try MonteCarloJourneyTests.dose(cut) == MonteCarloJourneyTests.dose(whole))
      #expect(!FileManager.default.fileExists(atPath: file.path))
    }
  }

  @Test func aPartThatIsKilledIsDoneAgainAndMergesToTheSameBytes() throws {
    try JourneyTests.inFolder { folder in
      let journey = try MonteCarloJourneyTests.journey(folder, histories: 600_000)
      try Self.writeCase(folder, histories: 600_000)
      _ = try journey.take(.dose)
      let whole = try MonteCarloJourneyTests.dose(folder)
      func words(_ part: String) -> [String] {
        [
          "dose", folder.appending(path: "case.json5").path, "--checkpoint", "0.01", "--progress", "none",
          "--shard",
          part, "--histories", "600000",
        ]
      }
      _ = try Self.state(folder, words("1/2"))
      for part in ["2/2", "1/2"] { #expect(try Running(words(part)).end().isDone) }
      let parts = try Self.states(folder, ".tally")
      let bytes = try parts.map { try Data(contentsOf: $0) }
      let unfinished = try Self.states(folder, ".checkpoint")
      #expect(parts.count == 2 && unfinished.isEmpty)
      #expect(try Running(words("1/2")).end().isDone)
      #expect(try parts.map { try Data(contentsOf: $0) } == bytes)
      let merge = [
        "merge", folder.appending(path: "case.json5").path, "--histories", "600000", "--quiet", "--force",
      ]
      #expect(try Running(merge).end().isDone)
      #expect(try MonteCarloJourneyTests.dose(folder) == whole)
    }
  }

  private static func writeCase(_ folder: URL, histories: Int) throws {
    try MonteCarloJourneyTests.text(engine: "monte-carlo", histories: histories).write(
      to: folder.appending(path: "case.json5"), atomically: true, encoding: .utf8)
  }
}
