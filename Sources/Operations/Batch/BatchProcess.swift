import Diagnostics
import Files
import Foundation
import Studies
import Synchronization

extension BatchList {
  /// Runs one case in a process of its own and keeps what became of it.
  ///
  /// - Parameter number: from 1.
  /// - Throws: `Problem` for a number beyond the list, or where the result cannot be kept.
  func run(_ number: Int, _ context: Context) throws -> BatchResult {
    guard cases.indices.contains(number - 1) else {
      throw Problem(
        .usage, what: "the list has \(cases.count) cases, and no number \(number)",
        at: folder.appending(path: Self.file).path,
        remedy: "start the batch again")
    }
    let one = cases[number - 1]
    try createFolder(results(of: one))
    let begun = context.now()
    let (status, answer) = try BatchProcess(program: BatchProcess.program(context)).run(
      ["run", one.file.path, "-o", results(of: one).path, "--json", "--quiet"], until: context.cancellation)
    let result = BatchResult(
      name: one.name, status: status, answer: answer, seconds: context.now().timeIntervalSince(begun),
      finished: context.now())
    try writeAtomically(
      prettyJSON(result), to: results(of: one).appending(path: BatchResult.file), over: .state)
    return result
  }
}

/// A process of the program: what one case does to its memory touches no other.
struct BatchProcess {
  let program: URL

  static func program(_ context: Context) -> URL {
    URL(filePath: context.environment("HEPATICA_PROGRAM") ?? "/proc/self/exe").resolvingSymlinksInPath()
  }

  /// A thread of a pool blocks all signals, and a process inherits what the thread that starts it blocks.
  private static func start(_ process: Process) throws {
    var (none, before) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try process.run()
  }

  /// - Parameter errors: takes what comes on standard error, which is dropped without it.
  /// - Returns: exit status (128 and the signal's number for a process that was killed), and what it printed.
  /// - Throws: `Problem` if it cannot be started.
  func run(_ words: [String], errors: Pipe? = nil, until cancellation: Cancellation = Cancellation()) throws
    -> (Int32, Data)
  {
    let process = Process()
    let output = Pipe()
    (process.executableURL, process.arguments) = (program, words)
    (process.standardInput, process.standardOutput, process.standardError) = (
      FileHandle.nullDevice, output, errors ?? FileHandle.nullDevice
    )
    do { try Self.start(process) } catch {
      throw Problem(
        .serviceUnavailable, what: "the program cannot be started again", at: program.path,
        remedy: "check the installation")
    }
    let watch = Thread {
      while process.isRunning {
        if cancellation.isRequested { return process.terminate() }
        usleep(50_000)
      }
    }
    watch.start()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let isKilled = process.terminationReason == .uncaughtSignal
    return (isKilled ? 128 + process.terminationStatus : process.terminationStatus, data)
  }
}
