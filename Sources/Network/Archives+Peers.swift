import Diagnostics
import Files
import Foundation

extension ArchiveReading {
  /// Runs what can fail, and keeps the fault.
  mutating func attempt<T>(_ body: (inout Self) throws(Problem) -> T) -> T? {
    do throws(Problem) { return try body(&self) } catch {
      problems.append(error)
      return nil
    }
  }

  func title(_ value: JSON5Value) throws(Problem) -> String {
    let text = try value.string()
    let isPlain = text.unicodeScalars.allSatisfy { (0x20..<0x7f).contains($0.value) && $0 != "\\" }
    guard isPlain, (1...16).contains(text.count), text.trimmingCharacters(in: .whitespaces) == text else {
      throw value.rejected(
        "this is not an AE title", why: "no peer could call it (PS3.5 6.2)",
        remedy: "1 to 16 characters of ASCII without backslash and without blanks at the ends")
    }
    return text
  }

  mutating func whole(_ value: JSON5Value, _ range: ClosedRange<Int>) -> Int? {
    attempt { _ throws(Problem) in
      let number = try value.integer()
      guard range.contains(number) else {
        throw value.rejected("\(number) is not between \(range.lowerBound) and \(range.upperBound)")
      }
      return number
    }
  }

  mutating func dicomPeer(_ object: JSON5Object, _ name: String) -> DICOMPeer? {
    problems += object.unknown(except: [
      "aeTitle", "host", "port", "tls", "characterSet", "maxPDU", "timeouts", "fetch", "commitment", "url",
      "fhir",
    ])
    let title = attempt { reading throws(Problem) in
      try reading.title(try object.required("aeTitle", "what the archive is called"))
    }
    let host = attempt { _ throws(Problem) in
      try object.required("host", "name or address of the archive").string()
    }
    let port = attempt { _ throws(Problem) in try object.required("port", "its DICOM port") }
      .flatMap { whole($0, 1...65535) }
    var peer = DICOMPeer(name: name, title: title ?? "", host: host ?? "", port: UInt16(port ?? 0))
    choices(object, &peer)
    return title == nil || host == nil || port == nil ? nil : peer
  }

  private mutating func choices(_ object: JSON5Object, _ peer: inout DICOMPeer) {
    if let tls = object["tls"] { peer.security = securityChoice(tls) }
    if let set = object["characterSet"] { peer.characterSet = characterSet(set) ?? peer.characterSet }
    if let size = object["maxPDU"] { peer.maximumPDU = whole(size, 4096...131_072) ?? peer.maximumPDU }
    if let times = object["timeouts"] { peer.waiting = waiting(times) }
    if let way = object["fetch"] { peer.retrieval = retrieval(way) ?? peer.retrieval }
    if let commits = object["commitment"] {
      peer.commits = attempt { _ throws(Problem) in try commits.bool() } ?? false
    }
  }

  private mutating func retrieval(_ value: JSON5Value) -> DICOMPeer.Retrieval? {
    attempt { _ throws(Problem) in
      guard let way = DICOMPeer.Retrieval(rawValue: try value.string()) else {
        throw value.rejected("objects are fetched with “move” or “get”")
      }
      return way
    }
  }

  /// Defined terms of PS3.3 C.12.1.1.2 without code extensions, which a query does not need.
  private mutating func characterSet(_ value: JSON5Value) -> String? {
    let known =
      ["ISO_IR 6", "ISO_IR 192", "GB18030", "GBK", "ISO_IR 13", "ISO_IR 166"]
      + [100, 101, 109, 110, 144, 127, 126, 138, 148].map { "ISO_IR \($0)" }
    return attempt { _ throws(Problem) in
      let text = try value.string()
      guard known.contains(text) else {
        throw value.rejected(
          "this is not a character set of DICOM", remedy: "one of \(known.joined(separator: ", "))")
      }
      return text
    }
  }

  mutating func waiting(_ value: JSON5Value) -> Waiting {
    var waiting = Waiting()
    guard let object = attempt({ _ throws(Problem) in try value.object() }) else { return waiting }
    problems += object.unknown(except: ["connect", "answer", "commitment"])
    if let n = object["connect"] { waiting.connect = whole(n, 1...3600) ?? waiting.connect }
    if let n = object["answer"] { waiting.answer = whole(n, 1...86_400) ?? waiting.answer }
    if let n = object["commitment"] { waiting.commitment = whole(n, 1...86_400) ?? waiting.commitment }
    return waiting
  }

  // MARK: Files of TLS

  /// `true` for the common files, `false` for none, or files of its own.
  mutating func securityChoice(_ value: JSON5Value) -> SecurityFiles? {
    guard case .bool(let isWanted) = value.content else { return security(value) }
    if isWanted, common == nil {
      problems.append(
        value.rejected(
          "tls is true, but the file names no certificates", remedy: "add “tls: {trust: …}” at its top"))
    }
    return isWanted ? common : nil
  }

  mutating func security(_ value: JSON5Value) -> SecurityFiles? {
    guard let object = attempt({ _ throws(Problem) in try value.object() }) else { return nil }
    problems += object.unknown(except: ["certificate", "key", "trust"])
    let trust = attempt { reading throws(Problem) in
      try reading.file(try object.required("trust", "PEM file of the certificates to trust"))
    }
    let own = pair(object)
    return trust.map { SecurityFiles(certificate: own?.certificate, key: own?.key, trust: $0) }
  }

  /// A certificate and its key, both or neither.
  mutating func pair(_ object: JSON5Object) -> (certificate: String, key: String)? {
    guard object["certificate"] != nil || object["key"] != nil else { return nil }
    return attempt { reading throws(Problem) in
      let certificate = try reading.file(
        try object.required("certificate", "PEM file of the own certificate"))
      let key = try reading.file(try object.required("key", "PEM file of its private key"))
      reading.lookAtKey(key)
      return (certificate, key)
    }
  }

  private mutating func lookAtKey(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & 0o077 != 0 else { return }
    remarks.append(.keyReadable(file: path))
  }

  /// The path of a file that is there.
  func file(_ value: JSON5Value) throws(Problem) -> String {
    let text = try value.string()
    let path = text.hasPrefix("/") ? text : folder.appending(path: text).path
    try mustBeFile(path, called: "file that \(value.location) names")
    return path
  }
}
