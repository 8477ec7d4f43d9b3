import Foundation

/// One request, as its headers state it; the body comes apart.
struct Request: Sendable {
  let method: String
  /// The parts of its path, decoded; none for `/`.
  let path: [String]
  let query: [String: String]
  /// Address of the client, without port.
  let remote: String
  let headers: [String: String]

  /// `nil` for a target that is not a path of ours: one with a part that leaves its folder, a zero byte or a broken escape.
  init?(method: String, target: String, remote: String = "", headers: [String: String] = [:]) {
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard target.hasPrefix("/"), target.utf8.count <= 8192, let path = Self.parts(of: parts[0]) else {
      return nil
    }
    (self.method, self.path, self.remote, self.headers) = (method, path, remote, headers)
    query = parts.count == 2 ? Self.pairs(of: parts[1]) : [:]
  }

  /// Names in lower case.
  subscript(header name: String) -> String? { headers[name] }
  var contentLength: UInt64? { headers["content-length"].flatMap { UInt64($0) } }
  var hasBody: Bool { (contentLength ?? 0) > 0 || headers["transfer-encoding"] != nil }
  var changesState: Bool { !["GET", "HEAD", "OPTIONS"].contains(method) }

  /// Value of a cookie.
  func cookie(_ name: String) -> String? {
    for pair in (headers["cookie"] ?? "").split(separator: ";") {
      let parts = pair.trimmingCharacters(in: .whitespaces).split(separator: "=", maxSplits: 1)
      if parts.count == 2, parts[0] == name { return String(parts[1]) }
    }
    return nil
  }

  private static func parts(of path: Substring) -> [String]? {
    var parts: [String] = []
    for raw in path.split(separator: "/") {
      guard let part = raw.removingPercentEncoding, part != "..", part != ".",
        !part.contains(where: { $0 == "/" || $0 == "\\" || $0 == "\0" })
      else { return nil }
      parts.append(part)
    }
    return parts
  }

  private static func pairs(of query: Substring) -> [String: String] {
    var pairs: [String: String] = [:]
    for pair in query.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
        $0.replacingOccurrences(of: "+", with: " ").removingPercentEncoding ?? ""
      }
      pairs[parts[0]] = parts.count == 2 ? parts[1] : ""
    }
    return pairs
  }
}
