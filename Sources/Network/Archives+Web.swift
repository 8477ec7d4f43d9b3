import Diagnostics
import Files
import Foundation

extension ArchiveReading {
  /// - Parameter key: what the address is called: `url` of DICOMweb, `fhir`.
  mutating func webPeer(_ object: JSON5Object, _ name: String, key: String = "url") -> WebPeer? {
    problems += object.unknown(except: [
      key, "tokenFile", "tokenVariable", "passwordFile", "proxy", "trust", "certificate", "key", "timeouts",
    ])
    let address = attempt { reading throws(Problem) in
      try reading.address(try object.required(key, "address of the web service"))
    }
    guard let address else { return nil }
    var peer = WebPeer(name: name, address: address)
    peer.secret = secret(object)
    peer.proxy = object["proxy"].flatMap { value in attempt { _ throws(Problem) in try value.string() } }
    peer.trust = object["trust"].flatMap { value in
      attempt { reading throws(Problem) in try reading.file(value) }
    }
    peer.own = pair(object)
    if let times = object["timeouts"] { peer.waiting = waiting(times) }
    protect(peer, object)
    return peer
  }

  private func address(_ value: JSON5Value) throws(Problem) -> String {
    var text = try value.string()
    while text.hasSuffix("/") { text.removeLast() }
    guard let url = URLComponents(string: text), ["http", "https"].contains(url.scheme),
      url.host?.isEmpty == false
    else { throw value.rejected("this is not an address of http or https") }
    guard url.user == nil, url.password == nil, url.query == nil else {
      throw value.rejected(
        "an address holds no user, password or query", why: "addresses are shown and logged",
        remedy: "put the secret into a file and name it as tokenFile or passwordFile")
    }
    return text
  }

  /// The secret itself never stands in the configuration.
  private mutating func secret(_ object: JSON5Object) -> WebPeer.Secret {
    let given = ["tokenFile", "tokenVariable", "passwordFile"].filter { object[$0] != nil }
    guard given.count <= 1 else {
      problems.append(
        Problem(
          .dataRejected, what: "only one of \(given.joined(separator: ", ")) can hold", at: object.location))
      return .none
    }
    guard let key = given.first, let value = object[key] else { return .none }
    let read = attempt { reading throws(Problem) in try reading.secret(value, key) }
    return read.map { key == "passwordFile" ? .password($0) : .token($0) } ?? .none
  }

  private func secret(_ value: JSON5Value, _ key: String) throws(Problem) -> String {
    let text: String
    if key == "tokenVariable" {
      let name = try value.string()
      guard let held = Surroundings.current.environment(name), !held.isEmpty else {
        throw Problem(
          .inputMissing, what: "the environment has no \(name)", at: value.location,
          remedy: "set it to the token")
      }
      text = held
    } else {
      text = String(decoding: try readPrivately(URL(filePath: try file(value))), as: UTF8.self)
    }
    let secret = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !secret.isEmpty, secret.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value < 0x7f }) else {
      throw value.rejected("the secret is empty, or more than one line of printable ASCII")
    }
    guard key != "passwordFile" || secret.contains(":") else {
      throw value.rejected("the file of the password does not hold USER:PASSWORD")
    }
    return secret
  }

  /// Secrets and patients do not travel in the open, except within this machine.
  private mutating func protect(_ peer: WebPeer, _ object: JSON5Object) {
    guard let url = URLComponents(string: peer.address), url.scheme == "http",
      !["localhost", "127.0.0.1", "[::1]", "::1"].contains(url.host ?? "")
    else { return }
    if case .none = peer.secret {
      remarks.append(.unencrypted(archive: peer.name))
    } else {
      problems.append(
        Problem(
          .dataRejected, what: "a token or password would be sent over http", at: object.location,
          why: "whoever listens on the network could use it", remedy: "take an address of https"))
    }
  }
}
