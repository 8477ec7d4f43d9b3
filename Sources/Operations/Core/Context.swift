import Arguments
import Diagnostics
import Documents
import Files
import Foundation

/// What an operation may know of the world around it. Made by whoever runs it: the command line, a server, a test.
public struct Context: Sendable {
  /// Called with the fraction done, from any thread.
  public var progress: ProgressHandler
  public var cancellation: Cancellation
  public var now: @Sendable () -> Date
  /// Variables of the environment; decides where the kernel cache and the keys of registries are.
  public var environment: @Sendable (_ name: String) -> String?
  /// Where relative paths begin; `nil`: in the folder of the process.
  public var folder: URL?
  /// Whether files that Hepatica did not write may be replaced.
  public var isForced = false
  /// Asked for a pass phrase that the environment does not hold.
  public var secret: @Sendable () -> String
  /// Called with what cannot wait for the end, such as the address of a server.
  public var say: @Sendable (_ text: String) -> Void = { _ in }

  public init(
    progress: @escaping ProgressHandler = { _, _ in }, cancellation: Cancellation = Cancellation(),
    now: @escaping @Sendable () -> Date = { Date() },
    environment: @escaping @Sendable (_ name: String) -> String? = {
      ProcessInfo.processInfo.environment[$0]
    },
    folder: URL? = nil, secret: @escaping @Sendable () -> String = { "" }
  ) {
    (self.progress, self.cancellation, self.now) = (progress, cancellation, now)
    (self.environment, self.folder, self.secret) = (environment, folder, secret)
  }

  public func url(_ path: String) -> URL {
    guard let folder, !path.hasPrefix("/") else { return URL(filePath: path) }
    return folder.appending(path: path)
  }
  public func url(_ file: FilePath) -> URL { url(file.path) }
  public func url(_ file: FilePath?) -> URL? { file.map { url($0.path) } }
  /// A path as text, for readers that take text.
  public func path(_ file: FilePath) -> String {
    folder == nil ? file.path : url(file.path).path
  }
  public func path(_ file: FilePath?) -> String? { file.map { path($0) } }
}

/// What an operation came to, and which files of others it replaced because that was asked for.
public struct Performed<Answer: OperationAnswer>: Sendable {
  public var answer: Answer
  public var replaced: [String]
}

extension Context {
  /// Runs an operation with this context: nothing that it did not write itself is replaced, and once cancelled it writes
  /// nothing more.
  /// - Throws: `Problem` or `Problems`; before any work of kind `cannotCreate` where a file of somebody else's is in the way,
  ///   and `dataRejected` where it is one that a step left and somebody changed.
  public func perform<O: Operation>(_ operation: O) throws -> Performed<O.Answer> {
    let surroundings = Surroundings(environment: environment, now: now, cancellation: cancellation)
    let ownership = Ownership(force: isForced, inputs: operation.inputs(in: self))
    return try Surroundings.$current.withValue(surroundings) {
      try Ownership.$current.withValue(ownership) {
        try cancellation.check()
        try lookAhead(operation, ownership)
        let answer = try operation.run(self)
        #if DEBUG
          try AnswerShape.of(operation: O.about.name).check(answer.json, of: O.about.name)
        #endif
        return Performed(answer: answer, replaced: ownership.replaced)
      }
    }
  }

  /// Does it from asynchronous code: cancelling the task cancels the operation, which runs on a thread of its own.
  ///
  /// - Throws: what the operation throws; `.interrupted` if the task was cancelled.
  public func perform<O: Operation>(_ operation: O) async throws -> Performed<O.Answer> {
    let run = { @Sendable () throws -> Performed<O.Answer> in try perform(operation) }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let thread = Thread { continuation.resume(with: Result { try run() }) }
        // Registration and transport recurse no deeper than the main thread allows.
        thread.stackSize = 8 << 20
        thread.start()
      }
    } onCancel: {
      cancellation.request()
    }
  }

  /// Finds files in the way before the work, not after it.
  private func lookAhead(_ operation: some Operation, _ ownership: Ownership) throws {
    var problems: [Problem] = []
    for file in operation.outputFiles(in: self) + expected(operation) {
      do throws(Problem) { try ownership.admit(file) } catch {
        let folder = operation.outputFolder(in: self)
        problems.append(folder.flatMap { Custody.damage(of: file, in: $0) } ?? error)
      }
    }
    if !problems.isEmpty { throw Problems(problems) }
  }

  /// Files that are there already under a name that the operation writes.
  private func expected<O: Operation>(_ operation: O) -> [URL] {
    guard let folder = operation.outputFolder(in: self) else { return [] }
    return O.about.writes.flatMap { pattern in
      pattern.split(separator: "/").reduce([folder]) { places, part in
        places.flatMap { matches(part, in: $0) }
      }
    }
  }

  private func matches(_ pattern: Substring, in folder: URL) -> [URL] {
    let there = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return there.sorted().filter { fnmatch(String(pattern), $0, FNM_PERIOD) == 0 }.map {
      folder.appending(path: $0)
    }
  }
}
