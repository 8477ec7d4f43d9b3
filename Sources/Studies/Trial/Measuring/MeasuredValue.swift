import Stages

/// One number that a trial measured, before it becomes a row of the registry.
package struct MeasuredValue: Encodable {
  /// The quantities that a trial's analyses read.
  package enum Quantity: String, Encodable {
    case concentration = "activity concentration"
    case tumourToNormal = "T/N"
    /// Of the administered activity, decay-corrected to its start.
    case uptake
    /// The same per volume, so that regions of unequal size compare.
    case uptakeConcentration = "uptake concentration"
    case standardisedUptake = "SUV"
    case coefficient = "time-integrated activity coefficient"
    case diameter = "longest diameter"

    package var unit: String {
      switch self {
      case .concentration: "MBq/mL"
      case .tumourToNormal: "1"
      case .uptake: "%"
      case .uptakeConcentration: "%/L"
      case .standardisedUptake: "g/mL"
      case .coefficient: "h"
      case .diameter: "mm"
      }
    }
  }
  /// The structure, or what was composed of structures.
  package var region: String
  package var quantity: Quantity
  package var value: Double
  /// Standard uncertainty; `nil` not evaluated.
  package var u: Double?
  package var unit: String
  package var lobe: Lobe?
  /// `nil` for a lesion.
  package var organ: String?
  /// Name of the lesion.
  package var lesion: String?
  /// `IA` or `IV`.
  package var arm: String?
  package var definition: String

  package init(
    _ region: String, _ quantity: Quantity, _ value: Double, u: Double?, lobe: Lobe? = nil,
    organ: String? = nil, lesion: String? = nil, arm: String? = nil, definition: String
  ) {
    (self.region, self.quantity, self.value, self.u) = (region, quantity, value, u)
    (unit, self.lobe, self.organ, self.lesion) = (quantity.unit, lobe, organ, lesion)
    (self.arm, self.definition) = (arm, definition)
  }
}
