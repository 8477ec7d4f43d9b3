import Foundation
import Synchronization

/// A web service on this machine that answers what it is told to.
package final class WebStub: Sendable {
  package struct Request: Sendable {
    package var method, path, head: String
    package var body: String
  }
  package typealias Answer = @Sendable (Request) -> (status: Int, body: String)

  package let port: UInt16
  private let door: Int32
  private let answer: Answer
  private let asked = Mutex<[Request]>([])

  /// - Parameter answer: is asked for each request; `{self}` in the body is the address of the service.
  package init(_ answer: @escaping Answer) {
    self.answer = answer
    let door = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let port = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
        _ = bind(door, place, size)
        listen(door, 8)
        return getsockname(door, place, &size)
      }
    }
    precondition(port == 0)
    (self.door, self.port) = (door, UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread { self.serve() }
  }

  package var address: String { "http://127.0.0.1:\(port)/fhir" }
  package var requests: [Request] { asked.withLock { $0 } }

  /// The thread that serves closes the door: its number could be another stub's by then.
  package func stop() { shutdown(door, Int32(SHUT_RDWR)) }

  private func serve() {
    defer { close(door) }
    while true {
      let caller = accept(door, nil, nil)
      guard caller >= 0 else { return }
      if let request = Self.read(caller) {
        asked.withLock { $0.append(request) }
        let (status, body) = answer(request)
        let text = body.replacing("{self}", with: address)
        let head =
          "HTTP/1.1 \(status) X\r\nContent-Type: application/fhir+json\r\nContent-Length: \(text.utf8.count)\r\n"
          + "Connection: close\r\n\r\n"
        let bytes = Array((head + text).utf8)
        var done = 0
        while done < bytes.count {
          let count = bytes[done...].withUnsafeBytes {
            send(caller, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
          }
          guard count > 0 else { break }
          done += count
        }
      }
      close(caller)
    }
  }

  private static func read(_ caller: Int32) -> Request? {
    var data = Data()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      if let end = data.range(of: Data("\r\n\r\n".utf8)) {
        let head = String(decoding: data[..<end.lowerBound], as: UTF8.self)
        let length = head.firstMatch(of: /(?i)content-length: *(\d+)/).flatMap { Int($0.output.1) } ?? 0
        if data.count - end.upperBound >= length {
          let words = head.prefix { $0 != "\r\n" }.split(separator: " ").map(String.init)
          guard words.count >= 2 else { return nil }
          return Request(
            method: words[0], path: words[1], head: head,
            body: String(decoding: data[end.upperBound...], as: UTF8.self))
        }
      }
      let count = recv(caller, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      data.append(contentsOf: buffer[..<count])
    }
  }
}
