import Arguments
import Checks
import Diagnostics
import Files
import Foundation
import Network
import Stages
import Studies
import Workflow

public struct ArchiveInitOperation: Operation {
  var file = FilePath("")
  public init() {}

  public static let about = About(
    "archive init", .archive, "a first configuration of archives", takes: "a file name",
    gives: "a configuration file with every key explained",
    examples: [
      .init("hepatica archive init archives.json5", "then edit it, and hepatica archive check archives.json5")
    ])

  public static var fields: [Field<Self>] {
    Field.word(\.file, "FILE", "the configuration file", .output)
  }

  /// - Throws: `Problem` if there is such a file that Hepatica did not write.
  public func run(_ context: Context) throws -> Outcome {
    try writeAtomically(ArchiveTemplate.text, to: context.url(file))
    return try Outcome(
      text: "\(file.path): enter your archives, then try hepatica archive check \(file.path)",
      content: Record(archives: context.path(file)))
  }

  struct Record: Encodable {
    var hepatica = 1
    var archives: String
  }
}

public struct ArchiveCheckOperation: Operation {
  var file = ArchivesFields()
  public init() {}

  public static let about = About(
    "archive check", .archive, "is the configuration right, and does every archive answer?",
    takes: "a configuration of archives", gives: "each archive with its answer, or what is wrong with it",
    "Judges the file with all its faults at once, then sends C-ECHO (DICOMweb: a query for one study; FHIR: its capabilities) to each archive.",
    examples: [.init("hepatica archive check archives.json5", "all of them")])

  public static var fields: [Field<Self>] { \.file }

  /// - Throws: `Problems` for a file that is wrong; an archive that does not answer is a line to review.
  public func run(_ context: Context) throws -> Outcome {
    let archives = try file.read(context)
    let tried = archives.peers.map { Reply.trying($0, archives) }, answers = tried.map(\.reply)
    let notes = tried.compactMap(\.fault).map(ArchiveNote.noAnswer) + archives.remarks
    let rows = answers.map {
      [$0.name, $0.way, $0.seconds.map { "answers in \(Int(($0 * 1000).rounded())) ms" } ?? "–"]
    }
    return try Outcome(
      text: listing(["archive", "address", "answer"], rows), content: Record(archives: answers),
      findings: notes.map { Finding(ProgramNote.archive($0)) })
  }

  struct Record: Encodable {
    var hepatica = 1
    var archives: [Reply]
  }

  struct Reply: Encodable {
    var name, way: String
    var seconds: Double?
    var problem: String?

    /// The reply, and what is in its way.
    static func trying(_ peer: Peer, _ archives: Archives) -> (reply: Reply, fault: Problem?) {
      var reply = Reply(peer)
      do throws(Problem) { reply.seconds = try Echo.ask(peer, of: archives) } catch {
        reply.problem = Finding(ProgramNote.archive(.noAnswer(error))).text
        return (reply, error)
      }
      return (reply, nil)
    }

    private init(_ peer: Peer) {
      name = peer.name
      switch peer.way {
      case .dicom(let dicom):
        way = "\(dicom.title) at \(dicom.host):\(dicom.port)\(dicom.security == nil ? "" : ", TLS")"
      case .web(let web): way = web.address
      case .fhir(let web): way = web.address + ", FHIR"
      }
    }
  }
}

public struct ArchiveEchoOperation: Operation {
  var archive = ArchiveFields()
  public init() {}

  public static let about = About(
    "archive echo", .archive, "does this archive answer?", takes: "an archive",
    gives: "the time of its answer",
    "C-ECHO; of DICOMweb, a query for one study; of FHIR, its capabilities.",
    examples: [.init("hepatica archive echo archives.json5 pacs", "one archive")])

  public static var fields: [Field<Self>] { \.archive }

  /// - Throws: `Problem` that states why there was no answer.
  public func run(_ context: Context) throws -> Outcome {
    let (archives, peer) = try archive.read(context)
    let seconds = try Echo.ask(peer, of: archives)
    return try Outcome(
      text: "\(peer.name) answers in \(Int((seconds * 1000).rounded())) ms", content: Record(seconds: seconds)
    )
  }

  struct Record: Encodable {
    var hepatica = 1
    var seconds: Double
  }
}
