internal import CMicrohttpd
import Diagnostics
import Foundation
import Synchronization

/// HTTP/1.1 over libmicrohttpd: two threads that wait for sockets, and a pool that works.
package final class HTTPServer: Sendable {
  package struct Place: Sendable {
    package var address = "127.0.0.1"
    /// 0: any that is free.
    package var port: UInt16 = 0
    /// PEM texts.
    package var certificate, key: String?
    package init() {}
  }
  /// What decides how a request is taken, and what every response gets in addition.
  struct Handler: Sendable {
    var receive: @Sendable (Request) -> Reception
    var decorate: @Sendable (Response) -> Response
    init(
      receive: @escaping @Sendable (Request) -> Reception,
      decorate: @escaping @Sendable (Response) -> Response = { $0 }
    ) {
      (self.receive, self.decorate) = (receive, decorate)
    }
  }

  /// Bit pattern of the handle; 0 once stopped.
  private let handle = Mutex<UInt>(0)
  private let door: Door
  let port: UInt16

  /// - Throws: `Problem` of kind `serviceUnavailable` if the address cannot be had.
  init(_ place: Place, _ handler: Handler) throws(Problem) {
    signal(SIGPIPE, SIG_IGN)
    let door = Door(handler)
    let started = Self.start(place, door)
    guard let server = started else { throw Self.unavailable(place) }
    (self.door, port) = (door, hs_port(server))
    handle.withLock { $0 = UInt(bitPattern: server) }
  }

  deinit { stop(grace: 0) }

  /// Ends streams, waits for what is under way, and stops.
  func stop(grace seconds: Double = 5) {
    let bits = handle.withLock { bits in
      defer { bits = 0 }
      return bits
    }
    guard let server = OpaquePointer(bitPattern: bits) else { return }
    hs_stop(server, UInt32(seconds * 1000))
    door.pools.finish()
  }

  private static func start(_ place: Place, _ door: Door) -> OpaquePointer? {
    let texts = [place.address, place.certificate, place.key].map { $0.flatMap { strdup($0) } }
    // The library keeps the PEM texts only while it starts.
    defer { for text in texts { free(text) } }
    let options = hs_options(
      address: texts[0]!, port: place.port, certificate: texts[1], key: texts[2], timeout_s: 30,
      connections: 1000)
    return hs_start(options, door.callbacks)
  }

  private static func unavailable(_ place: Place) -> Problem {
    let why = errno == 0 ? "certificate or key are not usable" : String(cString: strerror(errno))
    return Problem(
      .serviceUnavailable, what: "the address cannot be had (\(why))", at: "\(place.address):\(place.port)",
      remedy: "choose another port with --port, or end the program that uses it")
  }
}

/// Where requests come in.
final class Door: Sendable {
  let handler: HTTPServer.Handler
  let pools = Pools()

  init(_ handler: HTTPServer.Handler) {
    self.handler = handler
  }

  var callbacks: hs_callbacks {
    hs_callbacks(
      context: Unmanaged.passUnretained(self).toOpaque(),
      begin: { context, request in
        Unmanaged<Door>.fromOpaque(context!).takeUnretainedValue().begin(request)
      },
      data: { _, request, bytes, count in
        guard let user = hs_user(request) else { return 0 }
        let exchange = Unmanaged<Exchange>.fromOpaque(user).takeUnretainedValue()
        return exchange.take(UnsafeRawBufferPointer(start: bytes, count: count)) ? 0 : 1
      },
      end: { _, request in
        guard let user = hs_user(request) else { return }
        Unmanaged<Exchange>.fromOpaque(user).takeUnretainedValue().end()
      },
      done: { _, request in
        guard let user = hs_user(request) else { return }
        Unmanaged<Exchange>.fromOpaque(user).takeRetainedValue().cancel()
      })
  }

  private func begin(_ handle: OpaquePointer) {
    let connection = Connection(handle)
    guard let request = Request(handle) else {
      connection.answer(handler.decorate(Refusal(400, "this address is not one of a request").response))
      return
    }
    let reception = handler.receive(request)
    // Answered before its body a connection would have to close; without a body it is answered when it is whole.
    if case .now(let response) = reception, request.hasBody {
      connection.answer(handler.decorate(response))
    } else {
      let exchange = Exchange(connection, reception, pools, handler.decorate)
      hs_set_user(handle, Unmanaged.passRetained(exchange).toOpaque())
    }
  }
}

extension Request {
  /// Headers that anything here looks at.
  private static let wanted = [
    "host", "origin", "cookie", "content-length", "content-type", "range", "if-none-match", "x-hepatica",
    "sec-fetch-site", "transfer-encoding",
  ]

  fileprivate init?(_ handle: OpaquePointer) {
    var headers: [String: String] = [:]
    for name in Self.wanted { headers[name] = hs_header(handle, name).map { String(cString: $0) } }
    var remote = [CChar](repeating: 0, count: 128)
    hs_remote(handle, &remote, remote.count)
    self.init(
      method: String(cString: hs_method(handle)), target: String(cString: hs_target(handle)),
      remote: String(decoding: remote.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self),
      headers: headers)
  }
}
