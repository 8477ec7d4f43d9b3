import DICOM
import Diagnostics
import Fixtures
import Foundation
import Synchronization
import Testing

@testable import Network

/// Sender and listener of our own, and peers that misbehave.
@Suite(.serialized) struct ListenerTests {
  /// A listener with its store, and the archives that name it as a peer.
  final class House {
    let folder: URL
    let store: ObjectStore
    let archives: Archives
    let listener: Listener
    let visits = Visits()

    final class Visits: Sendable {
      private let held = Mutex<[Listener.Visit]>([])
      func add(_ visit: Listener.Visit) { held.withLock { $0.append(visit) } }
      /// The last, once there are so many.
      func last(of count: Int) -> Listener.Visit? {
        for _ in 0..<100 {
          if let visit = held.withLock({ $0.count >= count ? $0[count - 1] : nil }) { return visit }
          usleep(50_000)
        }
        return nil
      }
    }

    init(in place: URL? = nil, _ adjust: (inout Archives.Listening) -> Void = { _ in }) throws {
      folder = try place ?? memoryFolder()
      var archives = Archives.made(port: freePort())
      adjust(&archives.listening)
      store = try ObjectStore(folder.appending(path: "store"))
      let visits = visits
      listener = try Listener(archives.listening, title: "HEPATICA", into: store, visited: { visits.add($0) })
      self.archives = archives
    }

    deinit { listener.stop() }

    var peer: Peer { Peer(name: "own", way: .dicom(.here(archives.listening.port))) }

    func send(_ paths: [String], as title: String = "SCANNER", to peer: Peer? = nil) throws -> SendResult {
      var sender = archives
      sender.title = title
      return try Sending.run(paths, to: peer ?? self.peer, of: sender)
    }
  }

  private static func files(_ count: Int, edge: Int = 16, study: String = "1.2.840.99.1") throws -> URL {
    let folder = try memoryFolder()
    for n in 0..<count { try Objects.slice(n, study: study, in: folder, edge: edge) }
    return folder
  }

  @Test func eachTransferSyntaxIsKept() throws {
    let house = try House()
    let folder = try memoryFolder()
    for (n, syntax) in TransferSyntax.allCases.enumerated() { try Objects.slice(n, in: folder, as: syntax) }
    #expect(try house.send([folder.path]).sent == TransferSyntax.allCases.count)
    // Implicit is taken as explicit, which names the VR of private attributes; big endian and compressed stay.
    let came = try Objects.digests(below: house.folder)
    let sent = try Objects.digests(below: folder)
    for (n, syntax) in TransferSyntax.allCases.enumerated() {
      let uid = "1.2.840.99.1.1.\(n)"
      let path = house.store.folder.appending(path: "P1/1.2.840.99.1/\(uid).dcm").path
      let stored = try ObjectHead(path).transferSyntax
      #expect(
        stored == (syntax == .implicitLittleEndian ? TransferSyntax.explicitLittleEndian : syntax).rawValue)
      if syntax != .implicitLittleEndian, syntax != .deflated { #expect(came[uid] == sent[uid], "\(syntax)") }
    }
  }

  @Test func fourSendersAtOnceLoseNothing() throws {
    let house = try House()
    let folders = try (0..<4).map { try Self.files(250, study: "1.2.840.99.\($0)") }
    let start = ContinuousClock.now
    let failures = Mutex(0)
    let (archives, peer) = (house.archives, house.peer)
    DispatchQueue.concurrentPerform(iterations: 4) { n in
      do { _ = try Sending.run([folders[n].path], to: peer, of: archives) } catch {
        failures.withLock { $0 += 1 }
      }
    }
    print(
      "own listener, 4 senders: \(Int(1000 / ((ContinuousClock.now - start) / .seconds(1)))) objects a second"
    )
    #expect(failures.withLock { $0 } == 0 && house.store.tally.new == 1000)
    let sent = try folders.map { try Objects.digests(below: $0) }.reduce(into: [:]) { all, one in
      all.merge(one) { a, _ in a }
    }
    #expect(try Objects.digests(below: house.folder) == sent)
    #expect(Objects.leftovers(below: house.store.folder).isEmpty)
  }

  @Test func theSameIsStoredOnceAndAnotherIsKeptApart() throws {
    let house = try House()
    let folder = try Self.files(3), other = try memoryFolder()
    _ = try house.send([folder.path])
    _ = try house.send([folder.path], as: "ANOTHER")
    #expect(
      house.store.tally.new == 3 && house.store.tally.duplicates == 3 && house.store.tally.conflicts.isEmpty)
    try Objects.slice(1, in: other, text: "another slice")
    for _ in 0..<2 { #expect(try house.send([other.path]).sent == 1) }
    #expect(house.store.tally.conflicts.count == 1)
    let kept = house.store.folder.appending(path: try #require(house.store.tally.conflicts.first))
    #expect(try ObjectBytes.digest(kept.path) == Objects.digests(below: other)["1.2.840.99.1.1.1"])
    let patient = house.store.folder.appending(path: "P1")
    #expect(try Objects.digests(below: patient) == Objects.digests(below: folder))
    // Two objects of one identity are not sent either.
    #expect(
      problem { _ = try house.send([folder.path, other.path]) }?.what.contains("different contents") == true)
  }

  @Test func wrongNamesAreRejected() throws {
    let house = try House { $0.senders = ["SCANNER"] }
    let folder = try Self.files(1)
    #expect(
      problem { _ = try house.send([folder.path], as: "STRANGER") }?.what.contains("does not know") == true)
    #expect(house.visits.last(of: 1)?.end == .unknownCaller)
    let wrong = Peer(name: "own", way: .dicom(.here(house.archives.listening.port, title: "OTHER")))
    #expect(
      problem { _ = try house.send([folder.path], to: wrong) }?.what == "the archive is not called OTHER")
    #expect(house.visits.last(of: 2)?.end == .wrongName)
    #expect(house.store.tally == ObjectStore.Tally())
    #expect(try house.send([folder.path]).sent == 1)
    #expect(
      house.visits.last(of: 3) == Listener.Visit(sender: "SCANNER", objects: 1, refused: 0, end: .released))
  }

  @Test func aTakenPortIsReportedAtOnce() throws {
    let house = try House()
    let taken = problem { _ = try House { $0.port = house.archives.listening.port } }
    #expect(taken?.what.contains("another program listens on port") == true)
    // Once it is free, it can be had at once.
    let port = house.archives.listening.port
    house.listener.stop()
    for _ in 0..<3 { try House { $0.port = port }.listener.stop() }
  }

  @Test func anAssociationThatBreaksIsResumed() throws {
    let house = try House()
    // 20 objects of 128 KiB; the line is cut after 1 MiB, each time.
    let folder = try Self.files(20, edge: 256)
    let line = RawPeer(.cutting(to: house.archives.listening.port, after: 1 << 20))
    let peer = Peer(name: "own", way: .dicom(.here(line.port, answer: 5)))
    #expect(try house.send([folder.path], to: peer).sent == 20)
    #expect(try Objects.digests(below: house.folder) == Objects.digests(below: folder))
    #expect(house.visits.last(of: 1)?.end == .dropped)
    // A line that never carries a whole object is given up.
    let broken = RawPeer(.cutting(to: house.archives.listening.port, after: 60_000))
    let fault = problem {
      _ = try house.send([folder.path], to: Peer(name: "own", way: .dicom(.here(broken.port, answer: 5))))
    }
    #expect(fault?.kind == .serviceUnavailable && fault?.why.contains("0 of 20") == true)
    house.listener.stop()
    #expect(try Objects.digests(below: house.folder) == Objects.digests(below: folder))
    #expect(Objects.leftovers(below: house.store.folder).isEmpty)
  }

  @Test func aSilentPeerIsGivenUp() throws {
    let silent = RawPeer(.silent)
    let peer = Peer(name: "slow", way: .dicom(.here(silent.port, answer: 1)))
    let fault = problem { _ = try Echo.ask(peer, of: .made()) }
    #expect(fault?.what.contains("no answer within 1 s") == true, "\(fault.map { "\($0)" } ?? "none")")
    var web = WebPeer(name: "slow", address: "http://127.0.0.1:\(silent.port)")
    web.waiting = Waiting(connect: 1, answer: 1)
    let slow = problem { _ = try Echo.ask(Peer(name: "slow", way: .web(web)), of: .made()) }
    #expect(slow?.what.contains("no answer within 1 s") == true)
  }

  @Test func aRestInTheMiddleOfAnObjectIsWaitedFor() throws {
    let house = try House()
    let line = RawPeer(.resting(to: house.archives.listening.port, after: 60_001, milliseconds: 2500))
    let folder = try Self.files(3, edge: 256)
    let peer = Peer(name: "own", way: .dicom(.here(line.port)))
    #expect(try house.send([folder.path], to: peer).sent == 3)
    #expect(
      house.visits.last(of: 1) == Listener.Visit(sender: "SCANNER", objects: 3, refused: 0, end: .released))
    // Longer than the peer is given, it is another matter.
    let hasty = RawPeer(.resting(to: house.archives.listening.port, after: 60_001, milliseconds: 4000))
    let fault = problem {
      _ = try house.send([folder.path], to: Peer(name: "own", way: .dicom(.here(hasty.port, answer: 1))))
    }
    #expect(fault?.kind == .serviceUnavailable)
  }

  @Test func aSilentCallerDoesNotKeepOthersOut() throws {
    let house = try House()
    let caller = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(caller) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    address.sin_port = house.archives.listening.port.bigEndian
    _ = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(caller, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    usleep(300_000)
    #expect(try house.send([try Self.files(2).path]).sent == 2)
  }

  @Test(.enabled(if: SmallDisk.here)) func aFullDiskIsAnsweredTruthfully() throws {
    let disk = try SmallDisk(kilobytes: 4096)
    let house = try House(in: disk.folder)
    let folder = try Self.files(40, edge: 256)
    let fault = problem { _ = try house.send([folder.path]) }
    #expect(
      fault?.what.contains("out of resources (status A700)") == true, "\(fault.map { "\($0)" } ?? "none")")
    let tally = house.store.tally
    #expect(tally.new > 10 && tally.refused > 5 && tally.new + tally.refused == 40)
    // What was confirmed is whole, and nothing else is there.
    let sent = try Objects.digests(below: folder), came = try Objects.digests(below: house.folder)
    #expect(came.count == tally.new && came.allSatisfy { sent[$0.key] == $0.value })
    #expect(Objects.leftovers(below: house.store.folder).isEmpty)
    for (uid, _) in came.prefix(5) {
      try FileManager.default.removeItem(at: house.store.folder.appending(path: "P1/1.2.840.99.1/\(uid).dcm"))
    }
    // With space again, sending again brings what is missing.
    let missing = sent.keys.filter { came[$0] == nil }.sorted().prefix(4)
    let paths = missing.map {
      folder.appending(path: "1.2.840.99.1-\($0.split(separator: ".").last!)-slice.dcm").path
    }
    #expect(try house.send(Array(paths)).sent == 4)
  }

  @Test func bothSidesOfAListenerShowTheirCertificates() throws {
    let certificates = try Certificates()
    let house = try House { $0.security = certificates.files(certificates.server) }
    let folder = try Self.files(9)
    func send(_ security: SecurityFiles?) throws -> SendResult {
      var peer = DICOMPeer.here(house.archives.listening.port, answer: 5)
      peer.security = security
      return try house.send([folder.path], to: Peer(name: "own", way: .dicom(peer)))
    }
    #expect(try send(certificates.files(certificates.client)).sent == 9)
    for security in [
      nil, certificates.files(certificates.stranger), SecurityFiles(trust: certificates.authority),
    ] {
      #expect(problem { _ = try send(security) }?.kind == .serviceUnavailable)
    }
    #expect(house.store.tally.new == 9 && house.store.tally.duplicates == 0)
  }

  @Test func aStudyIsCompleteWhenNothingNewComes() throws {
    let house = try House()
    let folder = try Self.files(3)
    _ = try house.send([folder.path])
    let rule = Completeness(quiet: .seconds(30))
    #expect(rule.take(from: house.store).isEmpty)
    let study = ObjectStore.Study(patient: "P1", study: "1.2.840.99.1")
    #expect(rule.take(from: house.store, now: .now + .seconds(31)) == [study])
    #expect(rule.take(from: house.store, now: .now + .seconds(62)).isEmpty)
    // What is there already changes nothing; a new object does.
    _ = try house.send([folder.path])
    #expect(rule.take(from: house.store, now: .now + .seconds(31)).isEmpty)
    _ = try house.send([try Objects.slice(7, in: folder).path])
    #expect(rule.take(from: house.store, now: .now + .seconds(31)) == [study])
  }
}
