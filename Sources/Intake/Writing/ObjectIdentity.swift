import DICOM
import Diagnostics
import Foundation
import Identity

/// Under whose identity objects are written. Nothing between these exists.
public enum ObjectIdentity: Sendable {
  /// The pseudonym of the context, where images name nobody (NIfTI, digital patients).
  case pseudonym
  /// Patient and study modules of the source exactly: results file under their patient.
  case clinical(PatientModules)
  /// Research objects by a key, of the patient of the source.
  case research(IdentityKey, PatientModules?)

  var isResearch: Bool { if case .research = self { true } else { false } }

  /// The object that is written in place of one that is otherwise complete.
  func applied(to object: DataSet) throws -> DataSet {
    switch self {
    case .pseudonym: return object
    case .clinical(let modules):
      try modules.write(into: object)
      return object
    case .research(let key, let modules):
      try modules?.write(into: object)
      return try Deidentifier(key, of: object).cleaned(object).0
    }
  }
}

/// What a user chose of the identity of objects.
public enum IdentityChoice: Sendable, Hashable {
  case clinical
  case research(key: URL)

  /// - Parameter image: a DICOM file of the study that the objects join; `nil` where the images are in another format.
  /// - Throws: `Problem` for a key file that others may read, or a file that cannot be read.
  public func identity(of image: String?) throws -> ObjectIdentity {
    let modules = try image.map { path throws(Problem) in try PatientModules(file: path) }
    switch self {
    case .clinical: return modules.map(ObjectIdentity.clinical) ?? .pseudonym
    case .research(let key): return .research(try IdentityKey.open(key), modules)
    }
  }
}
