/// What kind of object a file holds, and of what use it is.
package enum ObjectNote: Sendable, Hashable {
  case colours
  case classNotSupported
  /// Of a kind that does not say what it shows.
  case showsUnstated(kind: String)
  case projections
  case gated
  case dynamic
  case enhancedPET
  case withoutPixels
  case externalRadiotherapy
  case roleContradicted(kind: String, role: String)
  /// Of another patient than other series of the folder.
  case otherPatient
  /// Files of one series name several patients.
  case severalPatients

  package var code: ReadingCode {
    switch self {
    case .colours: .colours
    case .classNotSupported, .showsUnstated, .projections, .gated, .dynamic, .enhancedPET: .notSupported
    case .withoutPixels, .externalRadiotherapy: .notNeeded
    case .roleContradicted: .roleContradicted
    case .otherPatient, .severalPatients: .patientsDiffer
    }
  }
}
