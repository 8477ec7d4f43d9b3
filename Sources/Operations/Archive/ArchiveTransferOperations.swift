import Arguments
import Checks
import Diagnostics
import Foundation
import Network
import Stages
import Studies
import Workflow

public struct ArchiveFetchOperation: Operation {
  var archive = ArchiveFields()
  var folder = FilePath("")
  var studies: [String] = []
  var series: [String] = []
  var patientID = ""
  var retrieval: DICOMPeer.Retrieval?
  public init() {}

  public static let about = About(
    "archive fetch", .archive, "copy studies from an archive into a folder", takes: "an archive, studies",
    gives: "the objects, sorted by patient and study, ready for `inspect` and `init`",
    """
    C-MOVE to a listener of its own, C-GET, or WADO-RS. What is there already is not stored twice: a fetch that was \
    interrupted is simply repeated.
    """,
    examples: [
      .init("hepatica archive fetch archives.json5 pacs images --study 1.2.840.99.1", "one study"),
      .init(
        "hepatica archive fetch archives.json5 pacs images --patient-id P01 --way get",
        "all of a patient, by C-GET"),
    ])

  public static var fields: [Field<Self>] {
    \.archive
    Field.word(\.folder, "FOLDER", "where the objects go", completes: .folders)
    Field.options(\.studies, "study", nil, "UID", "Study Instance UID")
    Field.options(\.series, "series", nil, "UID", "Series Instance UID, of one study")
    Field.option(\.patientID, "patient-id", nil, "ID", "all studies of this patient")
    Field.option(\.retrieval, "way", nil, "WAY", "move or get", fallback: "that of the configuration")
  }

  /// - Throws: `Problem` if not all that was asked for came; what came is stored.
  public func run(_ context: Context) throws -> Outcome {
    let (archives, peer) = try archive.read(context)
    var request = FetchRequest()
    (request.studies, request.series, request.patientID) = (studies, series, patientID)
    request.retrieval = retrieval
    let store = try ObjectStore(context.url(folder))
    let result = try Fetching.run(request, from: peer, of: archives, into: store, progress: context.progress)
    return try Outcome(
      text: "\(result.studies) studies: \(result.tally.text); in \(folder.path)",
      content: Record(studies: result.studies, tally: result.tally, seconds: result.seconds),
      findings: result.tally.stored == 0 ? [Finding(ProgramNote.nothingSent)] : result.tally.findings)
  }

  struct Record: Encodable {
    var hepatica = 1
    var studies: Int
    var tally: ObjectStore.Tally
    var seconds: Double
  }
}

public struct ArchiveSendOperation: Operation {
  var archive = ArchiveFields()
  var paths: [FilePath] = []
  var commit = false
  public init() {}

  public static let about = About(
    "archive send", .archive, "send objects to an archive", takes: "an archive, files or folders",
    gives: "how many the archive stored, and whether it committed to them",
    """
    C-STORE or STOW-RS, each object in its own transfer syntax, unchanged. Copies are sent once; two objects of one identity \
    with different contents are refused. With --commit, or “commitment” in the configuration, the archive is asked to take \
    responsibility for them (storage commitment).
    """,
    examples: [
      .init("hepatica archive send archives.json5 pacs results/dicom", "what a run wrote"),
      .init("hepatica archive send archives.json5 pacs results/dicom --commit", "and have it confirmed"),
    ])

  public static var fields: [Field<Self>] {
    \.archive
    Field.words(\.paths, "PATH", "files or folders with DICOM objects", .input, key: "paths")
    Field.flag(\.commit, "commit", nil, "ask for storage commitment")
  }

  /// - Throws: `Problem` or `Problems` if not every object was stored.
  public func run(_ context: Context) throws -> Outcome {
    let (archives, peer) = try archive.read(context)
    let result = try Sending.run(
      paths.map { context.path($0) }, to: peer, of: archives, commit: commit, progress: context.progress)
    var text = "\(counted(result.sent, "object")) sent to \(peer.name)"
    if result.copies > 0 { text += ", \(counted(result.copies, "copy", plural: "copies")) left out" }
    if result.otherFiles > 0 { text += ", \(result.otherFiles) other files left out" }
    if let commitment = result.commitment {
      text += "\n" + Finding(ProgramNote.commitment(commitment.note)).text
    }
    return try Outcome(text: text, content: Record(result), findings: findings(result, peer))
  }

  private func findings(_ result: SendResult, _ peer: Peer) -> [Finding] {
    var notes = result.warnings.sorted { $0.key < $1.key }.map {
      ProgramNote.storedWith(warning: $0.key, objects: $0.value)
    }
    if let commitment = result.commitment, !commitment.isConfirmed {
      notes.append(.commitment(commitment.note))
    }
    if commit, case .web = peer.way { notes.append(.withoutCommitment) }
    return notes.map { Finding($0) }
  }

  struct Committed: Encodable {
    var isConfirmed: Bool
    var committed, asked: Int
    var text: String

    init(_ outcome: Commitment.Outcome) {
      (isConfirmed, committed, asked) = (outcome.isConfirmed, outcome.committed, outcome.asked)
      text = Finding(ProgramNote.commitment(outcome.note)).text
    }
  }

  struct Record: Encodable {
    var hepatica = 1
    var sent, copies, otherFiles: Int
    var warnings: [String: Int]
    var seconds: Double
    var commitment: Committed?

    init(_ result: SendResult) {
      (sent, copies, otherFiles) = (result.sent, result.copies, result.otherFiles)
      (warnings, seconds) = (result.warnings, result.seconds)
      commitment = result.commitment.map(Committed.init)
    }
  }
}
