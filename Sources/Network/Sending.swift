internal import CDICOMNetwork
import Diagnostics
import Foundation

/// What sending came to.
package struct SendResult: Sendable {
  package var sent = 0
  /// Stored by the archive with a warning, by what it means.
  package var warnings: [String: Int] = [:]
  package var copies = 0
  package var otherFiles = 0
  package var seconds = 0.0
  package var commitment: Commitment.Outcome?
}

/// Sends objects to an archive: C-STORE, or STOW-RS.
package enum Sending {
  /// - Parameter commit: asks for storage commitment afterwards, as the configuration may do for a peer anyway.
  /// - Throws: `Problem` or `Problems` for files that cannot be sent and objects that the archive refused; it states how many
  ///   were sent.
  package static func run(
    _ paths: [String], to peer: Peer, of archives: Archives, commit: Bool = false,
    progress: @escaping ProgressHandler = { _, _ in }
  ) throws -> SendResult {
    let start = ContinuousClock.now
    let outgoing = try Outgoing(paths)
    guard !outgoing.objects.isEmpty else {
      throw Problem(
        .inputMissing, what: "there is no DICOM object to send", at: paths.first ?? "",
        remedy: "name files or folders with DICOM objects")
    }
    var result =
      switch peer.way {
      case .web(let web): try WebArchive(web).send(outgoing.objects, progress)
      case .fhir(let web): throw FHIRServer.withoutImages(web)
      case .dicom(let dicom): try Delivery.run(dicom, archives.title, outgoing.objects, progress)
      }
    (result.copies, result.otherFiles) = (outgoing.copies, outgoing.others)
    if case .dicom(let dicom) = peer.way, commit || dicom.commits {
      let references = outgoing.objects.map { ($0.head.sopClass, $0.head.sopInstance) }
      result.commitment = Commitment.ask(references, at: dicom, of: archives)
    }
    result.seconds = (ContinuousClock.now - start) / .seconds(1)
    return result
  }
}

/// The delivery of objects to one archive, over as many associations as it takes.
private struct Delivery {
  private let peer: DICOMPeer
  private let title: String
  private let all: [Outgoing.Object]
  private let progress: ProgressHandler
  private var result = SendResult()
  private var refused: [Problem] = []

  init(
    _ peer: DICOMPeer, _ title: String, _ objects: [Outgoing.Object], _ progress: @escaping ProgressHandler
  ) {
    (self.peer, self.title, self.all, self.progress) = (peer, title, objects, progress)
  }

  static func run(
    _ peer: DICOMPeer, _ title: String, _ objects: [Outgoing.Object], _ progress: @escaping ProgressHandler
  ) throws -> SendResult {
    var delivery = Delivery(peer, title, objects, progress)
    return try delivery.run()
  }

  private mutating func run() throws -> SendResult {
    for objects in batches() { try deliver(objects) }
    guard refused.isEmpty else {
      throw Problems(
        refused.map { problem in
          var problem = problem
          problem.why = "\(result.sent) of \(all.count) objects were sent"
          return problem
        })
    }
    return result
  }

  /// Groups of objects that one association can carry: of each kind and syntax one presentation context.
  private func batches() -> [[Outgoing.Object]] {
    var contexts: [ProposedContext] = []
    var batches: [[Outgoing.Object]] = [[]]
    let order = all.sorted {
      ($0.head.sopClass, $0.head.transferSyntax) < ($1.head.sopClass, $1.head.transferSyntax)
    }
    for object in order {
      let context = Self.context(object)
      if !contexts.contains(context) {
        if contexts.count == ProposedContext.most {
          contexts = []
          batches.append([])
        }
        contexts.append(context)
      }
      batches[batches.count - 1].append(object)
    }
    return batches
  }

  private static func context(_ object: Outgoing.Object) -> ProposedContext {
    let syntax = object.head.transferSyntax
    guard TransferSyntaxes.plain.contains(syntax) else {
      return ProposedContext(abstractSyntax: object.head.sopClass, transferSyntaxes: [syntax])
    }
    let others = [TransferSyntaxes.explicitLittleEndian, TransferSyntaxes.implicitLittleEndian].filter {
      $0 != syntax
    }
    return ProposedContext(abstractSyntax: object.head.sopClass, transferSyntaxes: [syntax] + others)
  }

  /// An association that breaks is opened again for what is left, as long as it gets further each time.
  private mutating func deliver(_ objects: [Outgoing.Object]) throws(Problem) {
    var left = objects[...]
    while !left.isEmpty {
      let before = left.count
      do throws(Problem) { try deliver(&left) } catch {
        var problem = error
        problem.why = "\(result.sent) of \(all.count) objects were sent, the others were not"
        guard error.kind == .serviceUnavailable, left.count < before else { throw problem }
      }
    }
  }

  private mutating func deliver(_ left: inout ArraySlice<Outgoing.Object>) throws(Problem) {
    var contexts: [ProposedContext] = []
    for object in left where !contexts.contains(Self.context(object)) {
      contexts.append(Self.context(object))
    }
    let link = try Link(peer, as: title, for: contexts)
    while let object = left.first {
      try Surroundings.current.cancellation.check()
      try send(object, over: link)
      left = left.dropFirst()
      progress(
        Double(result.sent + refused.count) / Double(all.count), "\(result.sent) of \(all.count) objects")
    }
    link.close()
  }

  private mutating func send(_ object: Outgoing.Object, over link: Link) throws(Problem) {
    var status: UInt16 = 0
    let head = object.head
    do throws(Trouble) {
      try link.perform {
        hn_store($0, object.path, head.sopClass, head.sopInstance, head.transferSyntax, &status, $1)
      }
      result.sent += 1
      if status != 0 { result.warnings[DIMSEStatus.meaning(status), default: 0] += 1 }
    } catch {
      try note(error, object)
    }
  }

  /// A refusal concerns one object; anything else ends the association.
  private mutating func note(_ trouble: Trouble, _ object: Outgoing.Object) throws(Problem) {
    switch trouble.kind {
    case .status:
      var problem = trouble.problem(peer, calling: title, during: "an object")
      problem.location = object.path
      refused.append(problem)
    case .noContext, .file:
      refused.append(
        Problem(
          .serviceUnavailable, what: "\(peer.name): \(trouble.text)", at: object.path,
          remedy: "ask the archive's administrator to accept it"))
    default: throw trouble.problem(peer, calling: title, during: "sending")
    }
  }
}
