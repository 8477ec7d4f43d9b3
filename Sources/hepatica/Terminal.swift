import Arguments
import Diagnostics
import Foundation
import Operations

/// The terminal: data on standard output, everything else on standard error.
struct Terminal: Sendable {
  let presentation: Presentation
  private let meter: Meter

  init(_ presentation: Presentation) {
    self.presentation = presentation
    let isTerminal = isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    meter = Meter(Self.style(presentation, onTerminal: isTerminal))
  }

  /// For words that could not be understood: whether JSON was asked for can be determined all the same.
  init(words: [String]) {
    var presentation = Presentation()
    presentation.isJSON = words.prefix { $0 != "--" }.contains("--json")
    self.init(presentation)
  }

  /// A bar belongs on a terminal; lines of JSON come where they were asked for.
  static func style(_ presentation: Presentation, onTerminal: Bool) -> Presentation.Progress {
    if presentation.isQuiet { return .none }
    guard presentation.progress == .automatic else { return presentation.progress }
    return onTerminal ? .bar : .none
  }

  /// Progress of long work, safe from any thread.
  var reporter: ProgressHandler { { fraction, activity in meter.show(fraction, activity) } }

  func say(_ text: String) {
    guard !presentation.isQuiet else { return }
    meter.clear()
    writeError(text + "\n")
  }

  /// Prints what an operation came to, what a human must look at, and what was replaced.
  func show<Answer>(_ done: Performed<Answer>) {
    meter.clear()
    print(presentation.isJSON ? terminalJSON(done.answer.json) : terminalText(done.answer.text))
    for file in done.replaced { say("replaced: \(file)") }
    for finding in done.answer.review { say("to review: \(finding)") }
    for note in done.answer.notes { say("note: \(note)") }
  }

  func fail(_ error: any Error) -> ExitCode {
    meter.clear()
    let report = ErrorReport(error)
    if presentation.isJSON {
      print(terminalJSON(report.json))
    } else {
      for problem in report.problems { writeError("\(Program.name): \(problem)\n") }
    }
    return report.status
  }
}

/// On standard error, where a person reads it.
func writeError(_ text: String) { FileHandle.standardError.write(Data(terminalText(text).utf8)) }
