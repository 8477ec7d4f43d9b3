import Diagnostics

/// What is doubtful in a configuration of archives, or silent when it is tried.
package enum ArchiveNote: Sendable, Hashable {
  case keyReadable(file: String)
  /// An archive that is reached over http, unencrypted.
  case unencrypted(archive: String)
  case everySenderAccepted
  case noAnswer(Problem)
}

/// What came of a request for storage commitment. Numbers are of objects.
package enum CommitmentNote: Sendable, Hashable {
  case whole(Int)
  /// Reasons as DICOM names the failures.
  case part(Int, of: Int, reasons: [String])
  /// The request was taken, and no report came in time. A port that another program has, where that is known.
  case silent(seconds: Int, takenPort: Int?)
  case refused(Problem)
}

/// What a person has to decide of research copies.
package enum CopiesNote: Sendable, Hashable {
  /// Copies that may show text in their pixels.
  case pixels(Int)
  case namingNobody(Int)
  /// Objects left out, and why, as the list of them has it.
  case leftOut(Int, why: String)
}
