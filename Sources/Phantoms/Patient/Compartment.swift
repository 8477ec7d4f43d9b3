import Quantities
import Stages

/// A part of the patient with uniform tissue and activity. Later compartments lie over earlier ones.
public struct Compartment: Sendable {
  public var name: String
  public var solid: Solid
  /// Mean CT number, HU.
  public var hounsfield: Double
  /// Amplitude of the texture that moves with the tissue, HU.
  public var texture: Double
  /// Activity of the whole visible compartment.
  public var course: ActivityCourse

  public init(_ name: String, _ solid: Solid, hounsfield: Double, texture: Double = 0, course: ActivityCourse)
  {
    (self.name, self.solid, self.hounsfield) = (name, solid, hounsfield)
    (self.texture, self.course) = (texture, course)
  }

  /// Mass density, g/mL, by the published lines of Schneider et al. (Phys Med Biol 2000;45:459, doi:10.1088/0031-9155/45/2/314),
  /// so that the truth of a mass is what a perfect conversion of the CT numbers gives.
  public var density: Double {
    switch hounsfield {
    case ..<(-98): 0.00121 + (hounsfield + 1000) * (0.930486 - 0.00121) / 902
    case ..<15: 1.018 + 0.893e-3 * hounsfield
    case ..<24: 1.03
    case ...100: 1.003 + 1.169e-3 * hounsfield
    default: 1.017 + 0.592e-3 * hounsfield
    }
  }
}

/// A region as a physicist would contour it: all of a solid, whatever is painted over it.
public struct PatientStructure: Sendable {
  public var name: String
  public var role: StructureRole
  public var solid: Solid
  public var side: Lobe?
  public init(_ name: String, _ role: StructureRole, _ solid: Solid, side: Lobe? = nil) {
    (self.name, self.role, self.solid, self.side) = (name, role, solid, side)
  }
}
