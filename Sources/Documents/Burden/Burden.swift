import Checks
import Foundation
import Intake
import Quantities
import Stages
import Volumes

/// What a burden measurement rests on. Paths are absolute; everything is checked.
public struct Burden: Sendable {
  public var pseudonym: String
  /// CT or MR on which the structures were drawn: the ground of the picture.
  package var anatomy: ImageSource?
  package var pet: PETInput?
  /// Drawn on the anatomy, or on the PET where there is none.
  package var structures: [StructureFile]
  package var readers: [Reader] = []
  package var threshold: LesionThreshold?
  /// Liver that reaches this value on the anatomy is enhancing tumour: HU on CT, the image's own numbers on MR.
  package var enhancement: Double?
  /// Lesions that belong to the liver although it was drawn around them, as in label images where each voxel has one
  /// label; the others count if at least half of them lies inside its contour.
  package var around: Around = .none
  /// SUVmax of a lesion over that of normal liver decides whether it counts as tumour.
  package var confirms = true
  package var sphereDiameter = Length(30)
  /// mm LPS in the space of the structures; `nil` places the sphere automatically.
  package var sphereCentre: Vector3?
  /// Krenning score that a reader saw, by lesion.
  package var visual: [String: Int] = [:]
  /// Structure of the blood pool; spleen by its role.
  package var bloodPool: String?
  /// Full width at half maximum of the images, mm, for the uncertainty of volumes.
  package var resolution = Length(0)
  /// What people decided of findings.
  package var decided: [Decision] = []
  package var sha256 = ""
  /// False where the command line names everything: then no file can state more.
  package var isFromFile: Bool { !sha256.isEmpty }

  package init(
    pseudonym: String, anatomy: ImageSource? = nil, pet: PETInput? = nil, structures: [StructureFile],
    readers: [Reader] = [], threshold: LesionThreshold? = nil, around: Around = .none, confirms: Bool = true,
    sphereDiameter: Length = Length(30), sphereCentre: Vector3? = nil, visual: [String: Int] = [:],
    bloodPool: String? = nil, resolution: Length = Length(0), sha256: String = ""
  ) {
    self.pseudonym = pseudonym
    self.anatomy = anatomy
    self.pet = pet
    self.structures = structures
    self.readers = readers
    self.threshold = threshold
    self.around = around
    self.confirms = confirms
    self.sphereDiameter = sphereDiameter
    self.sphereCentre = sphereCentre
    self.visual = visual
    self.bloodPool = bloodPool
    self.resolution = resolution
    self.sha256 = sha256
  }

  package struct Reader: Sendable {
    package var name: String
    package var structures: [StructureFile]
  }

  package enum Around: Sendable, Equatable {
    case none, all
    case named(Set<String>)

    package func contains(_ name: String) -> Bool {
      switch self {
      case .none: false
      case .all: true
      case .named(let names): names.contains(name)
      }
    }
  }

  package enum LesionThreshold: Sendable, Equatable {
    /// SUV.
    case absolute(Double)
    /// Times SUVmax of the sphere in normal liver.
    case timesNormal(Double)
  }

  package var sources: [ImageSource] {
    [anatomy, pet?.image, pet?.ct].compactMap { $0 }
      + (structures + readers.flatMap(\.structures)).map(\.source)
  }
}

/// A PET with what its SUV needs beyond the file.
package struct PETInput: Sendable {
  package var image: ImageSource
  /// CT of the PET session, for the registration to the anatomy.
  package var ct: ImageSource?
  package var weightKilograms: Double?
  package var injected: Activity?
  package var injection: DateTime?
  /// The images are aligned: confirmed by a person.
  package var isRegistered: Bool
}
