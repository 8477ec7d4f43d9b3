import DoseEngines
import Quantities
import Stages
import Summaries
import Volumes

/// The dose of one therapy, and what other engines make of the same decays.
package struct EngineResults: Sendable {
  /// The dose that everything further down rests on.
  package var calculation: DoseEngines.DoseCalculation
  package var others: [DoseEngines.DoseCalculation] = []
  /// One per other engine.
  package var disagreements: [EngineDisagreement] = []

  package init(_ calculation: DoseEngines.DoseCalculation) { self.calculation = calculation }
}

extension Journey {
  /// Where and why each dose parts from the reference.
  package func disagreements(
    _ doses: [DoseVolume], against reference: DoseVolume, in materials: MaterialMap?
  ) throws -> [EngineDisagreement] {
    let places = places(materials)
    return try doses.map {
      try EngineDisagreement($0, against: reference, density: materials?.density, places: places)
    }
  }

  /// Tissue in which a kernel made in water cannot be right, with its surroundings of one electron range.
  private func places(_ materials: MaterialMap?) -> [DisagreementPlace] {
    guard let materials else { return [] }
    let range = pointKernel?.electronRange ?? Journey.farElectrons
    let near = "within \(rounded(range)) mm of"
    let kinds: [(String, String, (Float) -> Bool)] = [
      (
        "in and \(near) lung or air (below 0.5 g/mL)",
        "electrons travel farther in lung than in water and few scatter back: energy that a kernel keeps in the "
          + "tissue next to it is carried into the lung, and voxels of little mass turn small energies into large doses",
        { $0 < 0.5 }
      ),
      (
        "in and \(near) bone (above 1.2 g/mL)",
        "bone stops electrons in less depth and absorbs low-energy photons more strongly than water",
        { $0 > 1.2 }
      ),
    ]
    return kinds.compactMap { name, reason, condition in
      materials.voxels(within: range, of: condition).map {
        DisagreementPlace(name: name, reason: reason, voxels: $0)
      }
    }
  }

  /// Where no kernel says how far electrons go: the range of Y-90 in water, mm.
  private static let farElectrons = 11.0
}
