internal import CDICOMNetwork
import Diagnostics
import Foundation

/// Whether an archive answers.
package enum Echo {
  /// Asks for an answer, and does nothing else: C-ECHO, a QIDO-RS query for one study, or the capabilities of a FHIR service.
  ///
  /// - Returns: seconds from the first packet to the answer.
  /// - Throws: `Problem` that states why there was none.
  package static func ask(_ peer: Peer, of archives: Archives) throws(Problem) -> Double {
    let start = ContinuousClock.now
    switch peer.way {
    case .dicom(let peer): try ask(peer, as: archives.title)
    case .web(let peer): try WebArchive(peer).ask()
    case .fhir(let peer): try FHIRServer(peer).ask()
    }
    return (ContinuousClock.now - start) / .seconds(1)
  }

  private static func ask(_ peer: DICOMPeer, as title: String) throws(Problem) {
    let link = try Link(peer, as: title, for: [ProposedContext(abstractSyntax: "1.2.840.10008.1.1")])
    do throws(Trouble) {
      try link.perform { hn_echo($0, $1) }
    } catch {
      throw error.problem(peer, calling: title, during: "the echo")
    }
    link.close()
  }
}
