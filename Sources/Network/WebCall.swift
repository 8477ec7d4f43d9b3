internal import CCurl
import Diagnostics
import Foundation
import Synchronization

/// One request to a web service, and where its answer goes.
struct WebRequest {
  var path: String
  var query: [(String, String)] = []
  var accept: String
  /// Further lines of the head.
  var headers: [String] = []
  var contentType: String?
  /// Parts of the body, one after the other; a POST if there is any.
  var body: [WebBody] = []
  /// Takes the answer as it comes, if it is a success; otherwise it is kept.
  var take: ((UnsafeRawBufferPointer) throws(Problem) -> Void)?
  /// Called when the headers of a success are there, before `take`.
  var begin: ((_ contentType: String) throws(Problem) -> Void)?
}

enum WebBody {
  case bytes(Data)
  case file(String, size: Int)
  var size: Int {
    switch self {
    case .bytes(let data): data.count
    case .file(_, let size): size
    }
  }
}

struct WebAnswer {
  var status: Int
  var body: Data
}

/// A call of libcurl: one connection, no redirection (which would carry the token elsewhere), no proxy but the stated one.
final class WebCall {
  private let peer: WebPeer
  private let request: WebRequest
  private let curl: UnsafeMutableRawPointer
  private var headers: UnsafeMutablePointer<curl_slist>?
  private var kept = Data()
  private var hasBegun = false
  private var fault: Problem?
  private var upload: Upload
  private let cancellation = Surroundings.current.cancellation

  private static let ready: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  init(_ peer: WebPeer, _ request: WebRequest) throws(Problem) {
    guard Self.ready, let curl = curl_easy_init() else {
      throw Problem(.internalError, what: "libcurl cannot be started")
    }
    (self.peer, self.request, self.curl) = (peer, request, curl)
    upload = Upload(request.body)
  }

  deinit {
    curl_slist_free_all(headers)
    curl_easy_cleanup(curl)
  }

  /// - Throws: `Problem` if there was no answer, or if whoever takes it throws.
  func run() throws(Problem) -> WebAnswer {
    setPlace()
    setSecurity()
    setHeaders()
    setTransfers()
    let code = withExtendedLifetime(self) { curl_easy_perform(curl) }
    if let fault { throw fault }
    guard code == CURLE_OK else { throw WebFault.problem(code, peer) }
    return WebAnswer(status: hc_status(curl), body: kept)
  }

  private func setPlace() {
    var address = peer.address + request.path
    if !request.query.isEmpty {
      address += "?" + request.query.map { "\($0)=\(Self.escaped($1))" }.joined(separator: "&")
    }
    hc_set_text(curl, CURLOPT_URL, address)
    hc_set_text(curl, CURLOPT_PROTOCOLS_STR, "http,https")
    hc_set_number(curl, CURLOPT_FOLLOWLOCATION, 0)
    hc_set_number(curl, CURLOPT_NOSIGNAL, 1)
    hc_set_text(curl, CURLOPT_PROXY, peer.proxy ?? "")
    hc_set_number(curl, CURLOPT_CONNECTTIMEOUT, peer.waiting.connect)
    // Slow is less than one byte a second for as long as an answer may take.
    hc_set_number(curl, CURLOPT_LOW_SPEED_LIMIT, 1)
    hc_set_number(curl, CURLOPT_LOW_SPEED_TIME, peer.waiting.answer)
  }

  private func setSecurity() {
    hc_set_number(curl, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
    if let trust = peer.trust {
      hc_set_text(curl, CURLOPT_CAINFO, trust)
      hc_set_text(curl, CURLOPT_PROXY_CAINFO, trust)
    }
    if let own = peer.own {
      hc_set_text(curl, CURLOPT_SSLCERT, own.certificate)
      hc_set_text(curl, CURLOPT_SSLKEY, own.key)
    }
    if case .password(let pair) = peer.secret {
      hc_set_number(curl, CURLOPT_HTTPAUTH, 1)  // CURLAUTH_BASIC
      hc_set_text(curl, CURLOPT_USERPWD, pair)
    }
  }

  private func setHeaders() {
    var lines = ["Accept: \(request.accept)", "Expect:"]
    lines += request.headers
    if let type = request.contentType { lines.append("Content-Type: \(type)") }
    if case .token(let token) = peer.secret { lines.append("Authorization: Bearer \(token)") }
    for line in lines { headers = curl_slist_append(headers, line) }
    hc_set_pointer(curl, CURLOPT_HTTPHEADER, headers)
  }

  private func setTransfers() {
    let context = Unmanaged.passUnretained(self).toOpaque()
    hc_set_transfer(curl, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
      Unmanaged<WebCall>.fromOpaque(context!).takeUnretainedValue()
        .receive(UnsafeRawBufferPointer(start: bytes, count: size * count))
    }
    hc_set_pointer(curl, CURLOPT_WRITEDATA, context)
    guard !request.body.isEmpty else { return }
    hc_set_number(curl, CURLOPT_POST, 1)
    hc_set_large(curl, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.reduce(0) { $0 + $1.size }))
    hc_set_transfer(curl, CURLOPT_READFUNCTION) { bytes, size, count, context in
      Unmanaged<WebCall>.fromOpaque(context!).takeUnretainedValue()
        .send(UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
    }
    hc_set_pointer(curl, CURLOPT_READDATA, context)
  }

  /// - Returns: the number of bytes taken; another one than given ends the transfer.
  private func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
    do throws(Problem) {
      try cancellation.check()
      guard let take = request.take, hc_status(curl) == 200 else {
        // What explains a failure is short.
        if kept.count < 1 << 26 { kept.append(contentsOf: bytes) }
        return bytes.count
      }
      if !hasBegun {
        hasBegun = true
        try request.begin?(swiftText(hc_content_type(curl)))
      }
      try take(bytes)
      return bytes.count
    } catch {
      fault = error
      return 0
    }
  }

  private func send(_ room: UnsafeMutableRawBufferPointer) -> Int {
    do throws(Problem) {
      try cancellation.check()
      return try upload.read(into: room)
    } catch {
      fault = error
      return 0x1000_0000  // CURL_READFUNC_ABORT
    }
  }

  static func escaped(_ text: String) -> String {
    text.addingPercentEncoding(
      withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "-._*?")))?
      .replacing("?", with: "%3F") ?? ""
  }
}

/// The body of a request, read piece by piece; files are opened when they are needed.
struct Upload {
  private var parts: ArraySlice<WebBody>
  private var held: ArraySlice<UInt8> = []
  private var file: FileHandle?
  private var path = ""
  private var missing = 0

  init(_ parts: [WebBody]) { self.parts = parts[...] }

  mutating func read(into room: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    while held.isEmpty {
      if file != nil { try fill() } else { guard try next() else { return 0 } }
    }
    let count = min(room.count, held.count)
    room.copyBytes(from: held.prefix(count))
    held = held.dropFirst(count)
    return count
  }

  /// - Returns: false at the end.
  private mutating func next() throws(Problem) -> Bool {
    guard let part = parts.popFirst() else { return false }
    switch part {
    case .bytes(let data): held = Array(data)[...]
    case .file(let path, let size):
      guard let opened = FileHandle(forReadingAtPath: path) else {
        throw Problem(.inputOutput, what: "the file cannot be opened", at: path)
      }
      (file, self.path, missing) = (opened, path, size)
    }
    return true
  }

  private mutating func fill() throws(Problem) {
    guard missing > 0 else {
      try? file?.close()
      file = nil
      return
    }
    let bytes: Data?
    do { bytes = try file?.read(upToCount: min(missing, 1 << 18)) } catch { bytes = nil }
    guard let bytes, !bytes.isEmpty else {
      throw Problem(.inputOutput, what: "the file changed while it was sent", at: path)
    }
    missing -= bytes.count
    held = Array(bytes)[...]
  }
}
