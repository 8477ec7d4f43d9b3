import Checks
import Files
import Foundation

/// The archives that Hepatica may talk to, as the configuration file names them, and what Hepatica is called there.
public struct Archives: Sendable {
  /// Own AE title: who calls, and where C-MOVE sends to.
  package var title: String
  package var listening: Listening
  package var peers: [Peer]
  /// Path of the configuration file, for messages.
  package var location: String
  /// What is allowed, and a human should think about.
  package var remarks: [ArchiveNote] = []

  /// How objects are received.
  package struct Listening: Sendable {
    package var port: UInt16 = 11112
    /// AE titles that may send; `nil`: any.
    package var senders: [String]?
    package var security: SecurityFiles?
    /// Associations at a time.
    package var associations = 16
    /// An association without a message for so long is ended.
    var idleSeconds = 60
  }
}

/// One archive, under the name that commands use.
package struct Peer: Sendable {
  package enum Way: Sendable {
    case dicom(DICOMPeer)
    case web(WebPeer)
    /// A FHIR R4 service, which has no images.
    case fhir(WebPeer)
  }
  package var name: String
  package var way: Way
}

package struct DICOMPeer: Sendable {
  package enum Retrieval: String, Sendable, CaseIterable { case move, get }
  package var name = ""
  package var title: String
  package var host: String
  package var port: UInt16
  package var security: SecurityFiles?
  /// Of queries, and of answers that do not state theirs.
  var characterSet = "ISO_IR 192"
  var maximumPDU = 131_072
  package var waiting = Waiting()
  package var retrieval = Retrieval.get
  /// Whether sent objects are to be committed without being asked.
  var commits = false
}

package struct WebPeer: Sendable {
  package enum Secret: Sendable {
    case none
    case token(String)
    /// `USER:PASSWORD`
    case password(String)
  }
  package var name = ""
  /// Without a slash at the end.
  package var address: String
  package var secret = Secret.none
  package var proxy: String?
  package var trust: String?
  package var own: (certificate: String, key: String)?
  package var waiting = Waiting()
}

/// PEM files of TLS. The own pair may be absent where the peer does not ask for it.
package struct SecurityFiles: Sendable, Equatable {
  package var certificate: String?
  package var key: String?
  package var trust: String
}

/// How long to wait, in seconds.
package struct Waiting: Sendable, Equatable {
  package var connect = 10
  package var answer = 60
  /// For the report of a storage commitment.
  package var commitment = 60
}
