import Foundation

/// An answer as it came over the wire.
struct Answer {
  var status = 0
  var headers: [String: String] = [:]
  /// Every header line as it came.
  var all: [(name: String, value: String)] = []
  var body = Data()
  func lines(_ name: String) -> [String] { all.filter { $0.name == name }.map(\.value) }
  var text: String { String(decoding: body, as: UTF8.self) }
  var json: [String: Any] { (try? JSONSerialization.jsonObject(with: body)) as? [String: Any] ?? [:] }
  var list: [[String: Any]] { (try? JSONSerialization.jsonObject(with: body)) as? [[String: Any]] ?? [] }
}

/// A plain socket, so that a test decides over each byte that goes out.
final class Wire {
  private let descriptor: Int32
  init(_ port: UInt16) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    _ = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    var patience = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  }
  deinit { close() }

  private var isOpen = true
  func close() {
    if isOpen { _ = Glibc.close(descriptor) }
    isOpen = false
  }

  @discardableResult
  func send(_ data: Data) -> Bool {
    var done = 0
    while done < data.count {
      let sent = data.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress! + done, data.count - done, Int32(MSG_NOSIGNAL))
      }
      guard sent > 0 else { return false }
      done += sent
    }
    return true
  }
  func send(_ text: String) { send(Data(text.utf8)) }

  /// What has come so far; empty at the end.
  func receive() -> Data {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    return count > 0 ? Data(bytes[..<count]) : Data()
  }

  /// Reads until the text is there.
  func receive(until text: String) -> String {
    var all = Data()
    while all.range(of: Data(text.utf8)) == nil {
      let more = receive()
      if more.isEmpty { break }
      all += more
    }
    return String(decoding: all, as: UTF8.self)
  }

  /// The whole answer of a connection that the server closes.
  func answer() -> Answer {
    var all = Data()
    while true {
      let more = receive()
      if more.isEmpty { break }
      all += more
    }
    return Answer(all)
  }
}

extension Answer {
  init(_ data: Data) {
    guard let end = data.range(of: Data("\r\n\r\n".utf8)) else { return }
    let lines = String(decoding: data[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
    status = Int(lines[0].split(separator: " ").dropFirst().first ?? "") ?? 0
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      let value = parts.count == 2 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
      headers[parts[0].lowercased()] = value
      all.append((parts[0].lowercased(), value))
    }
    body = data[end.upperBound...]
    if headers["transfer-encoding"] == "chunked" { body = Self.joined(body) }
  }

  private static func joined(_ body: Data) -> Data {
    var (rest, whole) = (body[...], Data())
    while let line = rest.range(of: Data("\r\n".utf8)),
      let count = Int(String(decoding: rest[rest.startIndex..<line.lowerBound], as: UTF8.self), radix: 16),
      count > 0
    {
      whole += rest[line.upperBound..<(line.upperBound + count)]
      rest = rest[(line.upperBound + count + 2)...]
    }
    return whole
  }
}

/// A browser of somebody: keeps a cookie, and says what pages of this server say.
struct Browser {
  let port: UInt16
  var cookie: String?

  func ask(
    _ method: String, _ target: String, _ body: Data? = nil, headers: [String: String?] = [:]
  ) -> Answer {
    var all: [String: String?] = ["Host": "127.0.0.1:\(port)", "Connection": "close", "Cookie": cookie]
    if method != "GET" { all["X-Hepatica"] = "1" }
    if method != "GET" { all["Content-Length"] = "\(body?.count ?? 0)" }
    all.merge(headers) { $1 }
    let lines = all.compactMap { name, value in value.map { "\(name): \($0)\r\n" } }.joined()
    let wire = Wire(port)
    wire.send(Data("\(method) \(target) HTTP/1.1\r\n\(lines)\r\n".utf8) + (body ?? Data()))
    return wire.answer()
  }
  func get(_ target: String, headers: [String: String?] = [:]) -> Answer {
    ask("GET", target, headers: headers)
  }
  func post(_ target: String, _ json: String = "{}", headers: [String: String?] = [:]) -> Answer {
    ask("POST", target, Data(json.utf8), headers: headers)
  }

  /// Takes the cookie of an answer.
  mutating func keep(_ answer: Answer) {
    cookie = answer.headers["set-cookie"]?.split(separator: ";").first.map(String.init)
  }
}
