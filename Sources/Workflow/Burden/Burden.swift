import Foundation
import Intake
import Quantities
import Stages
import Volumes

/// What a burden measurement rests on. Paths are absolute; everything is checked.
public struct Burden: Sendable {
  public var pseudonym: String
  /// CT or MR on which the structures were drawn: the ground of the picture.
  var anatomy: ImageSource?
  var pet: PETInput?
  /// Drawn on the anatomy, or on the PET where there is none.
  var structures: [StructureFile]
  var readers: [Reader] = []
  var threshold: LesionThreshold?
  /// Lesions that belong to the liver although it was drawn around them, as in label images where each voxel has one
  /// label; the others count if at least half of them lies inside its contour.
  var around: Around = .none
  /// SUVmax of a lesion over that of normal liver decides whether it counts as tumour.
  var confirms = true
  var sphereDiameter = Length(30)
  /// mm LPS in the space of the structures; `nil` places the sphere automatically.
  var sphereCentre: Vector3?
  /// Krenning score that a reader saw, by lesion.
  var visual: [String: Int] = [:]
  /// Structure of the blood pool; spleen by its role.
  var bloodPool: String?
  /// Full width at half maximum of the images, mm, for the uncertainty of volumes.
  var resolution = Length(0)
  var sha256 = ""
  /// False where the command line names everything: then no file can state more.
  var isFromFile: Bool { !sha256.isEmpty }

  struct Reader: Sendable {
    var name: String
    var structures: [StructureFile]
  }

  enum Around: Sendable, Equatable {
    case none, all
    case named(Set<String>)

    func contains(_ name: String) -> Bool {
      switch self {
      case .none: false
      case .all: true
      case .named(let names): names.contains(name)
      }
    }
  }

  enum LesionThreshold: Sendable, Equatable {
    /// SUV.
    case absolute(Double)
    /// Times SUVmax of the sphere in normal liver.
    case timesNormal(Double)
  }

  var sources: [ImageSource] {
    [anatomy, pet?.image, pet?.ct].compactMap { $0 }
      + (structures + readers.flatMap(\.structures)).map(\.source)
  }
}

/// A PET with what its SUV needs beyond the file.
struct PETInput: Sendable {
  var image: ImageSource
  /// CT of the PET session, for the registration to the anatomy.
  var ct: ImageSource?
  var weightKilograms: Double?
  var injected: Activity?
  var injection: DateTime?
  /// Both lie on each other already: a person looked.
  var isRegistered: Bool
}
