import Arguments
import Diagnostics
import Foundation
import Synchronization

/// The terminal: data on standard output, everything else on standard error.
struct Console: Sendable {
  enum ProgressStyle: String, Sendable, CaseIterable { case automatic, bar, json, none }

  let quiet: Bool
  let progress: ProgressStyle
  private let meter = Meter()

  init(quiet: Bool, progress: ProgressStyle) {
    self.quiet = quiet
    let isTerminal = isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    self.progress = progress == .automatic ? (isTerminal ? .bar : .json) : progress
  }

  init(_ arguments: Arguments) throws(Problem) {
    let style: ProgressStyle? = try arguments.choice("progress")
    let quiet = arguments.has("quiet")
    self.init(quiet: quiet, progress: quiet ? .none : style ?? .automatic)
  }

  /// Options that every command takes.
  /// One option for every command that reads tables.
  static let decimalComma = Command.Option.flag("decimal-comma", nil, "decimal comma, as in 12,5")

  static let options: [Command.Option] = [
    .flag("json", nil, "print the result as JSON on standard output"),
    .flag("quiet", "q", "no messages and no progress"),
    .value(
      "progress", nil, "STYLE", "bar, json (one line per second) or none; default: bar on a terminal",
      completes: .words(["bar", "json", "none"])),
  ]

  func say(_ text: String) {
    guard !quiet else { return }
    meter.clear(progress)
    write(text + "\n")
  }

  /// Progress of long work, safe from any thread.
  var reporter: ProgressHandler {
    { fraction, activity in meter.show(fraction, activity, progress) }
  }

  func finishProgress() { meter.clear(progress) }

  func fail(_ error: any Error) -> ExitCode {
    meter.clear(progress)
    let problems: [Problem] =
      switch error {
      case let problem as Problem: [problem]
      case let problems as Problems: problems.all
      default:
        [
          Problem(
            .internalError, what: "unexpected: \(error)",
            remedy: "internal error: please report it, with the command you ran")
        ]
      }
    for problem in problems { write("\(Program.name): \(problem)\n") }
    return ExitCode(problems[0].kind)
  }

  /// Ctrl-C and TERM leave nothing half-written: results are renamed into place only when whole, and the
  /// temporary files of this process are removed here. A simulation saves its state first; a second signal does not wait.
  func watchForInterrupt() {
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInteractive))
      source.setEventHandler {
        if StopRequest.make() {
          let text = "\n\(Program.name): saving the simulation; repeat to stop at once\n"
          FileHandle.standardError.write(Data(text.utf8))
          return
        }
        Interruption.removeTemporaryFiles()
        FileHandle.standardError.write(
          Data("\n\(Program.name): interrupted; no incomplete file was left\n".utf8))
        _exit(ExitCode.interrupted.rawValue)
      }
      source.resume()
      Interruption.keep(source)
    }
  }
}

private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

/// Holds the signal sources for the life of the process, and the folder that results go to.
enum Interruption {
  private static let sources = Mutex<[Source]>([])

  /// Safe: a source is only kept alive here, never used again.
  private struct Source: @unchecked Sendable { let source: any DispatchSourceSignal }

  static func keep(_ source: any DispatchSourceSignal) {
    let kept = Source(source: source)
    sources.withLock { $0.append(kept) }
  }
  static let folders = Mutex<[URL]>([])

  static func removeTemporaryFiles() {
    let prefix = ".\(getpid())-"
    for folder in folders.withLock({ $0 }) {
      let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
      while let url = files?.nextObject() as? URL {
        if url.lastPathComponent.hasPrefix(prefix) { try? FileManager.default.removeItem(at: url) }
      }
    }
  }
}

/// Draws the bar, at most ten times a second, with the time that remains.
private final class Meter: Sendable {
  private struct State {
    var started: ContinuousClock.Instant?
    var shown: ContinuousClock.Instant?
    var isOnScreen = false
  }
  private let state = Mutex(State())

  func show(_ fraction: Double, _ activity: String, _ style: Console.ProgressStyle) {
    guard style != .none else { return }
    let now = ContinuousClock.now
    let elapsed: Duration? = state.withLock { state in
      let start = state.started ?? now
      state.started = start
      let pause: Duration = style == .bar ? .milliseconds(100) : .seconds(1)
      if let shown = state.shown, now - shown < pause, fraction < 1 { return nil }
      state.shown = now
      state.isOnScreen = style == .bar
      return now - start
    }
    guard let elapsed else { return }
    write(style == .bar ? bar(fraction, activity, elapsed) : jsonLine(fraction, activity, elapsed))
  }

  func clear(_ style: Console.ProgressStyle) {
    let wasShown = state.withLock { state in
      defer { state.isOnScreen = false }
      return state.isOnScreen
    }
    if wasShown { write("\r\u{1B}[K") }
  }

  private func bar(_ fraction: Double, _ activity: String, _ elapsed: Duration) -> String {
    let width = 24
    let full = Int((min(1, max(0, fraction)) * Double(width)).rounded())
    let cells = String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
    return "\r\u{1B}[K\(cells) \(Int(fraction * 100)) %  \(remaining(fraction, elapsed))  \(activity)"
  }

  private func remaining(_ fraction: Double, _ elapsed: Duration) -> String {
    guard fraction > 0.02 else { return "" }
    let seconds = Double(elapsed.components.seconds) * (1 - fraction) / fraction
    return seconds < 60 ? "\(Int(seconds)) s left" : "\(Int(seconds / 60)) min left"
  }

  private func jsonLine(_ fraction: Double, _ activity: String, _ elapsed: Duration) -> String {
    let rounded = (fraction * 1000).rounded() / 1000
    // Names of time points are the user's.
    let text = (try? JSONEncoder().encode(activity)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    return "{\"progress\":\(rounded),\"activity\":\(text),\"elapsed_s\":\(elapsed.components.seconds)}\n"
  }
}
