internal import CMicrohttpd
import Foundation

/// The place of one request in the library, counted; usable from any thread, also after the client has gone.
final class Connection: @unchecked Sendable {
  // The shim locks each request itself, and the count keeps it alive: that is what makes the handle safe to share.
  private let handle: OpaquePointer

  init(_ handle: OpaquePointer) {
    self.handle = handle
    hs_retain(handle)
  }
  deinit { hs_release(handle) }

  func answer(_ response: Response) {
    withHeaders(response.headers) { headers in
      let status = UInt32(response.status)
      switch response.body {
      case .bytes(let data):
        data.withUnsafeBytes { hs_answer(handle, status, headers, $0.baseAddress, $0.count) }
      case .file(let descriptor, let offset, let count):
        hs_answer_file(handle, status, headers, descriptor, offset, count)
      }
    }
  }

  func answerStream(_ headers: [(name: String, value: String)]) {
    withHeaders(headers) { hs_answer_stream(handle, 200, $0) }
  }

  /// False once the client has gone.
  func send(_ bytes: Data) -> Bool {
    bytes.withUnsafeBytes { hs_stream_send(handle, $0.baseAddress!, $0.count) == 0 }
  }
  func end() { hs_stream_end(handle) }

  private func withHeaders(
    _ headers: [(name: String, value: String)], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Void
  ) {
    let texts = headers.flatMap { [strdup($0.name), strdup(Self.oneLine($0.value))] }
    defer { for text in texts { free(text) } }
    let pointers: [UnsafePointer<CChar>?] = texts.map { UnsafePointer($0) } + [nil]
    pointers.withUnsafeBufferPointer { body($0.baseAddress!) }
  }

  /// A value cannot begin another header.
  private static func oneLine(_ text: String) -> String {
    String(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) })
  }
}

/// A stream of server-sent events to one client.
final class EventStream: Sendable {
  private let connection: Connection
  init(_ connection: Connection) { self.connection = connection }

  /// - Returns: false once the client has gone, or reads too slowly.
  func send(event: String, data: String) -> Bool {
    let lines = data.split(separator: "\n", omittingEmptySubsequences: false).map { "data: \($0)\n" }
    return connection.send(Data("event: \(event)\n\(lines.joined())\n".utf8))
  }
  /// Finds clients that have gone: a stream that waits is not looked at otherwise.
  func beat() -> Bool { connection.send(Data(": still here\n\n".utf8)) }
  func end() { connection.end() }
}
