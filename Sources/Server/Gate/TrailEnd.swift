import Foundation

/// Number and digest of the last line of a record, in a file next to it: lines that were taken off the end leave a whole chain.
///
/// Written after each line and not waited for: after a power failure it may be behind the record, and never before it.
struct TrailEnd: Sendable {
  private let path: String
  init(of record: URL) { path = record.deletingPathExtension().path + ".head" }

  func read() -> (count: Int, head: String)? {
    let text = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    let words = text.split(whereSeparator: \.isWhitespace)
    guard words.count == 2, let count = Int(words[0]), count > 0 else { return nil }
    return (count, String(words[1]))
  }

  func write(_ count: Int, _ head: String) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    // Of one length, so that it is never cut.
    let text = String(repeating: "0", count: max(0, 12 - "\(count)".count)) + "\(count) \(head)\n"
    _ = Array(text.utf8).withUnsafeBytes { pwrite(descriptor, $0.baseAddress!, $0.count, 0) }
  }
}
