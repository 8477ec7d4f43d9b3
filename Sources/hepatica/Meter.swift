import Diagnostics
import Foundation
import Operations
import Synchronization

/// Draws the bar, at most ten times a second, with the time that remains; or writes a line of JSON each second.
final class Meter: Sendable {
  private struct State {
    var started: ContinuousClock.Instant?
    var shown: ContinuousClock.Instant?
    var isOnScreen = false
  }
  private let style: Presentation.Progress
  private let state = Mutex(State())

  init(_ style: Presentation.Progress) { self.style = style }

  func show(_ fraction: Double, _ activity: String) {
    guard style == .bar || style == .json else { return }
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
    draw(
      style == .bar ? Self.bar(fraction, activity, elapsed) : Self.jsonLine(fraction, activity, elapsed))
  }

  func clear() {
    let wasShown = state.withLock { state in
      defer { state.isOnScreen = false }
      return state.isOnScreen
    }
    if wasShown { draw("\r\u{1B}[K") }
  }

  private static func bar(_ fraction: Double, _ activity: String, _ elapsed: Duration) -> String {
    let width = 24
    let full = Int((min(1, max(0, fraction)) * Double(width)).rounded())
    let cells = String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
    return
      "\r\u{1B}[K\(cells) \(Int(fraction * 100)) %  \(remaining(fraction, elapsed))  \(terminalText(activity))"
  }

  /// Moves the cursor itself, and therefore writes as it is.
  private func draw(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

  private static func remaining(_ fraction: Double, _ elapsed: Duration) -> String {
    guard fraction > 0.02 else { return "" }
    let seconds = Double(elapsed.components.seconds) * (1 - fraction) / fraction
    return seconds < 60 ? "\(Int(seconds)) s left" : "\(Int(seconds / 60)) min left"
  }

  static func jsonLine(_ fraction: Double, _ activity: String, _ elapsed: Duration) -> String {
    let rounded = (fraction * 1000).rounded() / 1000
    // Names of time points are the user's.
    let text = (try? JSONEncoder().encode(activity)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    return "{\"progress\":\(rounded),\"activity\":\(text),\"elapsed_s\":\(elapsed.components.seconds)}\n"
  }
}
