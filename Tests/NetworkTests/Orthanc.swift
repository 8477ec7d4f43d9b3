import Fixtures
import Foundation

@testable import Network

/// Debian's Orthanc on this machine, with a storage of its own; ended and removed when it is let go.
final class Orthanc {
  static let program = ["/usr/sbin/Orthanc", "/usr/local/sbin/Orthanc"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }
  static let plugin = ["/usr/share/orthanc/plugins/libOrthancDicomWeb.so"].first {
    FileManager.default.fileExists(atPath: $0)
  }

  /// Whether it is installed; says why tests do not run.
  static let here: Bool = {
    if program != nil, plugin != nil { return true }
    print("Archives are not tested against Orthanc here: install orthanc and orthanc-dicomweb")
    return false
  }()

  let dicomPort = freePort(), webPort = freePort(), ourPort = freePort()
  let folder: URL
  private let process = Process()

  struct NotUp: Error {}

  /// - Parameter security: certificates of a DICOM port that speaks TLS.
  init(security: Certificates? = nil) throws {
    folder = try memoryFolder()
    try JSONSerialization.data(withJSONObject: settings(security)).write(
      to: folder.appending(path: "orthanc.json"))
    process.executableURL = URL(filePath: Self.program!)
    process.arguments = [folder.appending(path: "orthanc.json").path]
    process.environment = ProcessInfo.processInfo.environment.merging(["TCP_NODELAY": "1"]) { _, new in new }
    _ = FileManager.default.createFile(atPath: folder.appending(path: "log").path, contents: nil)
    let log = try FileHandle(forWritingTo: folder.appending(path: "log"))
    (process.standardOutput, process.standardError) = (log, log)
    try process.run()
    try waitUntilUp()
  }

  deinit {
    // It inherits the signals that a test's thread blocks, TERM among them; its storage is thrown away anyway.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: folder)
  }

  private func settings(_ security: Certificates?) -> [String: Any] {
    var settings: [String: Any] = [
      "Name": "Test", "DicomAet": "ORTHANC", "DicomPort": Int(dicomPort), "HttpPort": Int(webPort),
      // Its own patience with a peer, ten seconds otherwise: a busy machine may need more.
      "DicomScuTimeout": 120, "DicomScpTimeout": 120, "DicomCheckCalledAet": true,
      "DicomAlwaysAllowGet": true, "DefaultEncoding": "Utf8",
      "StorageDirectory": folder.appending(path: "storage").path,
      "IndexDirectory": folder.appending(path: "storage").path, "Plugins": [Self.plugin!],
      "AuthenticationEnabled": true, "RegisteredUsers": ["physicist": "liver-2026"],
      "DicomModalities": ["hepatica": ["HEPATICA", "127.0.0.1", Int(ourPort)]],
    ]
    if let security {
      settings["DicomTlsEnabled"] = true
      settings["DicomTlsCertificate"] = security.server.certificate
      settings["DicomTlsPrivateKey"] = security.server.key
      settings["DicomTlsTrustedCertificates"] = security.authority
    }
    return settings
  }

  private func waitUntilUp() throws {
    let end = ContinuousClock.now + .seconds(120)
    while ContinuousClock.now < end {
      guard process.isRunning else { break }
      if case nil = problem({ _ = try Echo.ask(web, of: .made()) }) { return }
      usleep(50_000)
    }
    print((try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)) ?? "")
    throw NotUp()
  }

  var dicom: Peer { dicom(title: "ORTHANC") }

  func dicom(title: String, security: SecurityFiles? = nil) -> Peer {
    var peer = DICOMPeer.here(dicomPort, title: title)
    peer.security = security
    return Peer(name: "pacs", way: .dicom(peer))
  }

  var web: Peer { web(password: "physicist:liver-2026") }

  func web(password: String) -> Peer {
    var peer = WebPeer(name: "web", address: "http://127.0.0.1:\(webPort)/dicom-web")
    peer.secret = .password(password)
    peer.waiting = .ample
    return Peer(name: "web", way: .web(peer))
  }

  var archives: Archives { .made([dicom, web], port: ourPort) }
}

/// An authority and what it signed, made by openssl.
struct Certificates {
  let folder: URL
  let authority: String
  let server: (certificate: String, key: String), client: (certificate: String, key: String)
  /// Signed by itself alone.
  let stranger: (certificate: String, key: String)

  init() throws {
    let folder = try memoryFolder()
    self.folder = folder
    func path(_ name: String) -> String { folder.appending(path: name).path }
    func run(_ words: String...) throws {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/openssl")
      process.arguments = words
      (process.standardError, process.standardOutput) = (FileHandle.nullDevice, FileHandle.nullDevice)
      try process.run()
      process.waitUntilExit()
    }
    func selfSigned(_ name: String) throws -> (certificate: String, key: String) {
      try run(
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=\(name)", "-keyout",
        path("\(name).key"), "-out", path("\(name).pem"))
      return (path("\(name).pem"), path("\(name).key"))
    }
    let root = try selfSigned("authority")
    func signed(_ name: String) throws -> (certificate: String, key: String) {
      try run(
        "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=\(name)", "-keyout", path("\(name).key"),
        "-out",
        path("\(name).csr"))
      try run(
        "x509", "-req", "-in", path("\(name).csr"), "-CA", root.certificate, "-CAkey", root.key,
        "-CAcreateserial",
        "-days", "2", "-out", path("\(name).pem"))
      return (path("\(name).pem"), path("\(name).key"))
    }
    authority = root.certificate
    server = try signed("server")
    client = try signed("client")
    stranger = try selfSigned("stranger")
  }

  func files(_ own: (certificate: String, key: String)) -> SecurityFiles {
    SecurityFiles(certificate: own.certificate, key: own.key, trust: authority)
  }
}
