import Diagnostics
import Foundation

/// Takes the parts of a multipart answer.
protocol MultipartSink: AnyObject {
  func begin() throws(Problem)
  func write(_ bytes: UnsafeRawBufferPointer) throws(Problem)
  func end() throws(Problem)
}

/// Cuts a multipart/related answer (RFC 2046 5.1) into its parts as it comes; holds no more than a boundary of it.
final class MultipartReader {
  private enum State { case before, headers, body, after }

  private let sink: any MultipartSink
  /// `--boundary`, and the same after the line end that belongs to it.
  private let opening, delimiter: [UInt8]
  private var state = State.before
  private var held: [UInt8] = []

  /// The last boundary has come.
  var isComplete: Bool { state == .after }

  /// - Throws: `Problem` if the content type names no boundary.
  init(contentType: String, _ sink: any MultipartSink) throws(Problem) {
    guard contentType.lowercased().hasPrefix("multipart/related"), let boundary = Self.boundary(contentType)
    else {
      throw Problem(
        .serviceUnavailable, what: "the answer is not multipart/related",
        remedy: "check the address of the service")
    }
    self.sink = sink
    opening = Array("--\(boundary)".utf8)
    delimiter = Array("\r\n--\(boundary)".utf8)
  }

  /// The parameter of the content type, with or without quotes.
  private static func boundary(_ contentType: String) -> String? {
    let parameters = contentType.split(separator: ";").dropFirst().map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    let value = parameters.first { $0.lowercased().hasPrefix("boundary=") }?.dropFirst("boundary=".count)
    let name = value.map { $0.trimmingCharacters(in: CharacterSet(charactersIn: "\"")) }
    return name?.isEmpty == false ? name : nil
  }

  func take(_ bytes: UnsafeRawBufferPointer) throws(Problem) {
    held.append(contentsOf: bytes)
    while try step() {}
  }

  /// - Returns: whether there may be more to do with what is held.
  private func step() throws(Problem) -> Bool {
    switch state {
    case .before: try findOpening()
    case .headers: try passHeaders()
    case .body: try passBody()
    case .after: drop(held.count)
    }
  }

  @discardableResult private func drop(_ count: Int) -> Bool {
    held.removeFirst(count)
    return false
  }

  private func findOpening() throws(Problem) -> Bool {
    guard let at = find(opening) else { return false }
    return afterBoundary(at + opening.count)
  }

  /// Behind a boundary: two hyphens end the answer, else headers follow.
  private func afterBoundary(_ at: Int) -> Bool {
    guard held.count >= at + 2 else { return false }
    let isLast = held[at] == 0x2d && held[at + 1] == 0x2d
    state = isLast ? .after : .headers
    // The line end stays: without headers it is half of the empty line.
    held.removeFirst(at)
    return true
  }

  private func passHeaders() throws(Problem) -> Bool {
    guard let at = find(Array("\r\n\r\n".utf8)) else { return false }
    held.removeFirst(at + 4)
    state = .body
    try sink.begin()
    return true
  }

  private func passBody() throws(Problem) -> Bool {
    if let at = find(delimiter) {
      guard held.count >= at + delimiter.count + 2 else { return false }
      try write(at)
      try sink.end()
      return afterBoundary(delimiter.count)
    }
    // The delimiter may have begun.
    let safe = held.count - delimiter.count
    if safe > 0 { try write(safe) }
    return false
  }

  /// Writes the first bytes that are held.
  private func write(_ count: Int) throws(Problem) {
    let sink = sink
    do {
      try held.withUnsafeBytes { try sink.write(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    } catch let problem as Problem {
      throw problem
    } catch {
      throw Problem(.inputOutput, what: "a part cannot be written")
    }
    held.removeFirst(count)
  }

  private func find(_ pattern: [UInt8]) -> Int? {
    held.withUnsafeBytes { all in
      // memchr skips most bytes; a boundary begins with a rare one.
      guard let base = all.baseAddress, all.count >= pattern.count else { return nil }
      var at = 0
      while at + pattern.count <= all.count,
        let hit = memchr(base + at, Int32(pattern[0]), all.count - pattern.count + 1 - at)
      {
        at = UnsafeRawPointer(hit) - base
        if memcmp(base + at, pattern, pattern.count) == 0 { return at }
        at += 1
      }
      return nil
    }
  }
}
