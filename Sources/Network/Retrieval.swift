internal import CDICOMNetwork
import DICOM
import Diagnostics
import Foundation

/// C-MOVE and C-GET of one archive.
struct Retrieval {
  let peer: DICOMPeer
  let title: String
  let store: ObjectStore
  let progress: ProgressHandler

  func run(
    _ units: [FetchUnit], by way: DICOMPeer.Retrieval, listening: Archives.Listening
  ) throws(Problem) {
    var door: Listener?
    if way == .move { door = try Listener(own(listening), title: title, into: store) }
    defer { door?.stop() }
    for (n, unit) in units.enumerated() {
      let watch = Watch(progress, Double(n) / Double(units.count), 1 / Double(units.count))
      let counts = try way == .move ? move(unit, watch) : get(unit, watch)
      try check(counts, way)
    }
  }

  /// The archive that is asked may send, whoever else may.
  private func own(_ listening: Archives.Listening) -> Archives.Listening {
    var listening = listening
    if let senders = listening.senders, !senders.contains(peer.title) {
      listening.senders = senders + [peer.title]
    }
    return listening
  }

  private func check(_ counts: HNCounts, _ way: DICOMPeer.Retrieval) throws(Problem) {
    // What we refused ourselves is reported with its reason at the end.
    guard counts.failed > 0, store.tally.refused == 0 else { return }
    throw Problem(
      .serviceUnavailable, what: "\(counts.failed) objects could not be sent by the archive", at: peer.name,
      why: "the study is incomplete; \(counts.completed) objects came",
      remedy: way == .move
        ? "check that the archive has this machine's address and port \(title); try again, or with --way get"
        : "try again, or with --way move")
  }

  private func move(_ unit: FetchUnit, _ watch: Watch) throws(Problem) -> HNCounts {
    let model = RetrieveModel(.study).move
    return try retrieve([ProposedContext(abstractSyntax: model)], unit, watch, "C-MOVE") {
      handle, keys, counts, context, look, failure in
      hn_move(handle, model, keys, keys.count, title, counts, context, look, failure)
    }
  }

  private func get(_ unit: FetchUnit, _ watch: Watch) throws(Problem) -> HNCounts {
    let model = RetrieveModel(.study).get
    let sink = ObjectSink(store)
    let passed = sink.passed(implementation: UID.implementationClass)
    let storage = StorageClasses.proposed.prefix(ProposedContext.most - 1)
    let counts = try retrieve([ProposedContext(abstractSyntax: model)] + storage, unit, watch, "C-GET") {
      handle, keys, counts, context, look, failure in
      hn_get(handle, model, keys, keys.count, passed, counts, context, look, failure)
    }
    withExtendedLifetime(sink) {}
    return counts
  }

  private typealias Call = (
    OpaquePointer, [HNValue], UnsafeMutablePointer<HNCounts>, UnsafeMutableRawPointer, HNProgress,
    UnsafeMutablePointer<HNFailure>
  ) -> Int32

  private func retrieve(
    _ contexts: [ProposedContext], _ unit: FetchUnit, _ watch: Watch, _ name: String, _ call: Call
  ) throws(Problem) -> HNCounts {
    let link = try Link(peer, as: title, for: contexts)
    let texts = CTexts()
    var counts = HNCounts()
    do throws(Trouble) {
      try link.perform { handle, failure in
        call(
          handle, unit.keys(texts), &counts, Unmanaged.passUnretained(watch).toOpaque(),
          { context, counts in
            Unmanaged<Watch>.fromOpaque(context!).takeUnretainedValue().look(counts) ? 0 : 1
          }, failure)
      }
    } catch {
      throw describe(error, name)
    }
    withExtendedLifetime((texts, watch)) {}
    link.close()
    return counts
  }

  /// The standard has A801 for it; Orthanc answers C000, or ends the association with a caller that it does not know.
  private static func mayBeUnknownDestination(_ trouble: Trouble) -> Bool {
    trouble.kind == .dropped
      || trouble.kind == .status && (trouble.status == 0xA801 || trouble.status & 0xF000 == 0xC000)
  }

  private func describe(_ trouble: Trouble, _ name: String) -> Problem {
    var problem = trouble.problem(peer, calling: title, during: name)
    let stored = store.tally.stored
    if name == "C-MOVE", stored == 0, Self.mayBeUnknownDestination(trouble) {
      problem.what += "; the archive may not know \(title) as a destination"
      problem.remedy =
        "ask its administrator to enter \(title) with this machine's address and port, or try --way get"
    }
    problem.why = stored > 0 ? "\(stored) objects came before, and are stored" : "nothing came"
    return problem
  }
}

/// Shows how far it is, and asks whether it is still wanted.
private final class Watch: Sendable {
  private let progress: ProgressHandler
  private let start, share: Double
  private let cancellation = Surroundings.current.cancellation

  init(_ progress: @escaping ProgressHandler, _ start: Double, _ share: Double) {
    (self.progress, self.start, self.share) = (progress, start, share)
  }

  /// - Returns: whether to continue.
  func look(_ counts: HNCounts) -> Bool {
    let done = Double(counts.completed + counts.failed + counts.warnings),
      all = done + Double(counts.remaining)
    if all > 0 { progress(start + share * done / all, "\(Int(done)) of \(Int(all)) objects") }
    return !cancellation.isRequested
  }
}
