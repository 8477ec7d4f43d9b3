import Checks
import Diagnostics
import Files
import Foundation

extension Archives {
  /// Reads a configuration file; certificates, keys and tokens are relative to its folder.
  ///
  /// - Throws: `Problems` with every fault that it has.
  public static func read(_ path: String) throws -> Archives {
    let text = try readText(
      path, called: "configuration of archives", remedy: "hepatica archive init writes a first one")
    let root = try JSON5.parse(text, document: path).object()
    var reading = ArchiveReading(folder: URL(filePath: path).deletingLastPathComponent())
    let archives = reading.archives(root)
    guard let archives, reading.problems.isEmpty else { throw Problems(reading.problems) }
    return archives
  }

  /// - Throws: a usage `Problem` if no archive has this name.
  package func peer(_ name: String) throws(Problem) -> Peer {
    if let peer = peers.first(where: { $0.name == name }) { return peer }
    let names = peers.map(\.name)
    throw Problem(
      .usage, what: "there is no archive “\(name)”", at: location,
      remedy: likelyMeaning(of: name, among: names).map { "did you mean “\($0)”?" }
        ?? "known archives: \(names.joined(separator: ", "))")
  }
}

/// Collects what is wrong while it reads.
struct ArchiveReading {
  let folder: URL
  var problems: [Problem] = []
  var remarks: [ArchiveNote] = []
  /// TLS files for all that state `tls: true`.
  var common: SecurityFiles?

  init(folder: URL) { self.folder = folder }

  mutating func archives(_ root: JSON5Object) -> Archives? {
    problems += root.unknown(except: ["aeTitle", "receive", "tls", "peers"])
    common = root["tls"].flatMap { security($0) }
    let title = attempt { reading throws(Problem) in
      try reading.title(try root.required("aeTitle", "the AE title of Hepatica, as the archives know it"))
    }
    let peers = self.peers(root)
    let listening = self.listening(root["receive"], peers)
    guard let title else { return nil }
    return Archives(
      title: title, listening: listening, peers: peers, location: root.document, remarks: remarks)
  }

  private mutating func peers(_ root: JSON5Object) -> [Peer] {
    let members = attempt { _ throws(Problem) in
      try root.required("peers", "the archives by name").object().members
    }
    return (members ?? []).compactMap { peer($0) }
  }

  private mutating func peer(_ member: JSON5Member) -> Peer? {
    guard let object = attempt({ _ throws(Problem) in try member.value.object() }) else { return nil }
    if object["url"] != nil {
      return webPeer(object, member.name).map { Peer(name: member.name, way: .web($0)) }
    }
    if object["fhir"] != nil {
      return webPeer(object, member.name, key: "fhir").map { Peer(name: member.name, way: .fhir($0)) }
    }
    return dicomPeer(object, member.name).map { Peer(name: member.name, way: .dicom($0)) }
  }

  private mutating func listening(_ value: JSON5Value?, _ peers: [Peer]) -> Archives.Listening {
    var listening = Archives.Listening()
    listening.senders = peers.compactMap { if case .dicom(let peer) = $0.way { peer.title } else { nil } }
    guard let value, let object = attempt({ _ throws(Problem) in try value.object() }) else {
      return listening
    }
    problems += object.unknown(except: ["port", "tls", "from", "associations", "idle"])
    if let port = object["port"] {
      listening.port = whole(port, 1...65535).map(UInt16.init) ?? listening.port
    }
    if let tls = object["tls"] { listening.security = securityChoice(tls) }
    if let count = object["associations"] { listening.associations = whole(count, 1...256) ?? 16 }
    if let idle = object["idle"] { listening.idleSeconds = whole(idle, 1...3600) ?? 60 }
    if let from = object["from"] { listening.senders = senders(from) }
    if listening.security != nil, listening.security?.key == nil {
      problems.append(value.rejected("a listener with TLS needs a certificate and its key"))
    }
    if listening.senders == nil {
      remarks.append(.everySenderAccepted)
    }
    return listening
  }

  private mutating func senders(_ value: JSON5Value) -> [String]? {
    if case .string("any") = value.content { return nil }
    return attempt { reading throws(Problem) in
      var titles: [String] = []
      for one in try value.array() { titles.append(try reading.title(one)) }
      return titles
    } ?? []
  }
}
