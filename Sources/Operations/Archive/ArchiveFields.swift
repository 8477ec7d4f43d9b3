import Arguments
import Checks
import Diagnostics
import Foundation
import Network
import Stages

extension QueryLevel: ChoiceValue {}
extension DICOMPeer.Retrieval: ChoiceValue {}

/// The configuration file of archives.
struct ArchivesFields: SharedFields {
  var archives = FilePath("")

  static var fields: [Field<Self>] {
    Field.word(
      \.archives, "ARCHIVES", "configuration of archives (JSON5); hepatica archive init writes a first one",
      .input)
  }

  func read(_ context: Context) throws -> Archives { try Archives.read(context.path(archives)) }
}

/// One archive of the configuration.
struct ArchiveFields: SharedFields {
  var file = ArchivesFields()
  var peer = ""

  static var fields: [Field<Self>] {
    \.file
    Field.word(\.peer, "PEER", "name of an archive in it")
  }

  func read(_ context: Context) throws -> (archives: Archives, peer: Peer) {
    let archives = try file.read(context)
    return (archives, try archives.peer(peer))
  }
}

extension ObjectStore.Tally {
  /// One sentence for people.
  var text: String {
    var parts = ["\(new) new objects"]
    if duplicates > 0 { parts.append("\(duplicates) that were there already") }
    if refused > 0 { parts.append("\(refused) refused") }
    return parts.joined(separator: ", ")
  }

  /// What a person has to decide.
  var findings: [Finding] {
    conflicts.isEmpty ? [] : [Finding(ProgramNote.conflicting(conflicts))]
  }
}
