import DICOM
import Diagnostics
import Files
import Fixtures
import Foundation
import Synchronization

@testable import Network

/// Small objects with identities of their own.
enum Objects {
  static let ct = "1.2.840.10008.5.1.4.1.1.2"

  /// A CT slice of 16 × 16 pixels; equal numbers give equal bytes.
  @discardableResult
  static func slice(
    _ number: Int, patient: String = "P1", study: String = "1.2.840.99.1", in folder: URL,
    text: String = "slice", edge: Int = 16, as syntax: TransferSyntax = .explicitLittleEndian
  ) throws -> URL {
    let data = DataSet()
    try data.set(Tag(0x0008, 0x0005), "ISO_IR 192")
    try data.set(Tag(0x0008, 0x0008), ["ORIGINAL", "PRIMARY", "AXIAL"])
    try data.set(.sopClassUID, ct)
    try data.set(.sopInstanceUID, "\(study).1.\(number)")
    try data.set(.studyDate, "20260131")
    try data.set(Tag(0x0008, 0x0030), "101500")
    try data.set(.modality, "CT")
    try data.set(Tag(0x0008, 0x1030), "Leber \u{E4}\u{F6}")
    try data.set(Tag(0x0008, 0x103E), text)
    try data.set(.patientName, "M\u{FC}ller^Zo\u{EB}")
    try data.set(.patientID, patient)
    try data.set(.studyInstanceUID, study)
    try data.set(.seriesInstanceUID, "\(study).1")
    try data.set(Tag(0x0020, 0x0013), number)
    for (tag, value) in [
      (Tag(0x0028, 0x0002), 1), (.rows, edge), (.columns, edge), (Tag(0x0028, 0x0100), 16),
      (Tag(0x0028, 0x0101), 16),
      (Tag(0x0028, 0x0102), 15), (Tag(0x0028, 0x0103), 0),
    ] { try data.set(tag, value) }
    try data.set(Tag(0x0028, 0x0004), "MONOCHROME2")
    let bytes = (0..<edge * edge * 2).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ number) }
    try data.set(.pixelData, bytes: bytes, vr: "OW")
    let url = folder.appending(path: "\(study)-\(number)-\(text).dcm")
    try data.write(to: url.path, as: syntax)
    return url
  }

  /// Digest of the data set by identity, of all files below a folder.
  static func digests(below folder: URL) throws -> [String: String] {
    let files = FileManager.default.enumerator(
      at: folder, includingPropertiesForKeys: nil, options: [.skipsHiddenFiles])
    var digests: [String: String] = [:]
    while let url = files?.nextObject() as? URL {
      guard url.pathExtension == "dcm" else { continue }
      let head = try ObjectHead(url.path)
      struct Twice: Error {}
      if digests[head.sopInstance] != nil { throw Twice() }
      digests[head.sopInstance] = try ObjectBytes.digest(url.path)
    }
    return digests
  }

  /// Hidden files, which a listener leaves while it receives alone.
  static func leftovers(below folder: URL) -> [String] {
    let incoming = folder.appending(path: ".incoming").path
    return (try? FileManager.default.contentsOfDirectory(atPath: incoming)) ?? []
  }
}

/// A folder of its own in memory where there is room: every object is flushed to the disk, which may take 25 ms.
func memoryFolder() throws -> URL {
  guard let memory = Memory.folder else { return try Fixtures.temporaryFolder() }
  let url = memory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  return url
}

/// A place in memory for all folders of these tests, gone when they end.
private enum Memory {
  static let folder: URL? = {
    let memory = URL(filePath: "/dev/shm")
    let values = try? FileManager.default.attributesOfFileSystem(forPath: memory.path)
    let free = (values?[.systemFreeSize] as? NSNumber)?.intValue ?? 0
    guard free >= 512 << 20, access(memory.path, W_OK) == 0 else { return nil }
    atexit { Memory.remove() }
    return memory.appending(path: "hepatica-test-\(getpid())")
  }()

  private static func remove() {
    if let folder { try? FileManager.default.removeItem(at: folder) }
  }
}

private let lastPort = Atomic<UInt16>(20_000 + UInt16(getpid() % 10_000))

/// A place on this machine where nobody listens, and that nobody else is given while the tests run: a socket that does not
/// listen stays bound to it, beside which one that may share it (`SO_REUSEADDR`) can listen.
func freePort() -> UInt16 {
  while true {
    let port = 16_384 + lastPort.wrappingAdd(1, ordering: .relaxed).newValue % 16_384
    if reserve(port) { return port }
  }
}

private func reserve(_ port: UInt16) -> Bool {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
  var yes: Int32 = 1
  setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = inet_addr("127.0.0.1")
  address.sin_port = port.bigEndian
  let isOurs = withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
    }
  }
  if !isOurs { close(descriptor) }
  return isOurs
}

extension Archives {
  /// Archives as a test needs them.
  static func made(_ peers: [Peer] = [], port: UInt16 = 0) -> Archives {
    var listening = Listening()
    (listening.port, listening.senders) = (port, nil)
    return Archives(title: "HEPATICA", listening: listening, peers: peers, location: "test")
  }
}

extension DICOMPeer {
  /// - Parameter answer: seconds until an answer, where a test is about them.
  static func here(_ port: UInt16, title: String = "HEPATICA", answer: Int? = nil) -> DICOMPeer {
    var peer = DICOMPeer(name: "pacs", title: title, host: "127.0.0.1", port: port)
    peer.waiting = .ample
    if let answer { peer.waiting.answer = answer }
    return peer
  }
}

extension Waiting {
  /// Longer than any answer takes on a machine that runs all other tests at the same time.
  static let ample = Waiting(connect: 60, answer: 120, commitment: 120)
}

/// What a call fails with.
func problem(_ body: () throws -> Void) -> Problem? {
  do {
    try body()
    return nil
  } catch let problem as Problem {
    return problem
  } catch let problems as Problems {
    return problems.all.first
  } catch {
    return nil
  }
}
