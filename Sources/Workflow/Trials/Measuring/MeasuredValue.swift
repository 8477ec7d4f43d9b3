import Stages

/// One number that a trial measured, before it becomes a row of the registry.
struct MeasuredValue: Encodable {
  /// The quantities that a trial's analyses read.
  enum Quantity: String, Encodable {
    case concentration = "activity concentration"
    case tumourToNormal = "T/N"
    /// Of the administered activity, decay-corrected to its start.
    case uptake
    /// The same per volume, so that regions of unequal size compare.
    case uptakeConcentration = "uptake concentration"
    case standardisedUptake = "SUV"
    case coefficient = "time-integrated activity coefficient"
    case diameter = "longest diameter"

    var unit: String {
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
  var region: String
  var quantity: Quantity
  var value: Double
  /// Standard uncertainty; `nil` not evaluated.
  var u: Double?
  var unit: String
  var lobe: Lobe?
  /// `nil` for a lesion.
  var organ: String?
  /// Name of the lesion.
  var lesion: String?
  /// `IA` or `IV`.
  var arm: String?
  var definition: String

  init(
    _ region: String, _ quantity: Quantity, _ value: Double, u: Double?, lobe: Lobe? = nil,
    organ: String? = nil, lesion: String? = nil, arm: String? = nil, definition: String
  ) {
    (self.region, self.quantity, self.value, self.u) = (region, quantity, value, u)
    (unit, self.lobe, self.organ, self.lesion) = (quantity.unit, lobe, organ, lesion)
    (self.arm, self.definition) = (arm, definition)
  }
}
