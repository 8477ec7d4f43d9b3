import DICOM

/// A measurement group as a lesion: the quantities of a table of lesions, in its units.
public struct LesionValues: Sendable, Equatable {
  public var name: String
  public var longMillimetres, shortMillimetres, volumeMillilitres, attenuationHU: Double?
  /// SUV by body weight, and by lean mass for the peak.
  public var suvMaximum, suvMean, sulPeak: Double?
  /// Quantities of which the group holds two different values: none of them is taken.
  public private(set) var ambiguous: [String] = []

  public init(_ group: MeasurementGroup) {
    name = group.tracking.isEmpty ? group.trackingUID : group.tracking
    longMillimetres =
      take(group, Self.longAxis, Self.lengths)
      ?? take(group, Self.diameter, Self.lengths, derivation: Concept.maximum)
    shortMillimetres = take(group, Self.shortAxis, Self.lengths)
    volumeMillilitres = take(group, Concept.volume, Self.volumes)
    attenuationHU = take(group, Self.attenuation, ["[hnsf'U]": 1], derivation: Concept.mean)
    suvMaximum = take(group, Self.suvBodyWeight, Self.uptakes, derivation: Concept.maximum)
    suvMean = take(group, Self.suvBodyWeight, Self.uptakes, derivation: Concept.mean)
    sulPeak =
      Self.suvLeanMass.lazy.compactMap { [group] in Self.only(group, $0, Self.uptakes, Self.peak).first }
      .first
  }

  /// True if none of the quantities of a table of lesions was measured.
  public var isEmpty: Bool {
    [longMillimetres, shortMillimetres, volumeMillilitres, attenuationHU, suvMaximum, suvMean, sulPeak]
      .allSatisfy {
        $0 == nil
      }
  }

  private mutating func take(
    _ group: MeasurementGroup, _ quantity: Code, _ units: [String: Double], derivation: Code? = nil
  )
    -> Double?
  {
    let found = Self.only(group, quantity, units, derivation)
    if found.count > 1 { ambiguous.append(quantity.meaning) }
    return found.count == 1 ? found[0] : nil
  }

  /// The different values of a quantity, in the unit of the table.
  private static func only(
    _ group: MeasurementGroup, _ quantity: Code, _ units: [String: Double], _ derivation: Code?
  ) -> [Double] {
    let fitting = group.measurements.filter { one in
      guard one.quantity.isSame(quantity) else { return false }
      // A mean of a length or volume over readers is another number than the length itself.
      return derivation == nil ? one.derivation == nil : one.derivation?.isSame(derivation!) == true
    }
    return Set(fitting.compactMap { one in units[one.unit.value].map { one.value * $0 } }).sorted()
  }

  private static let longAxis = Code("103339001", "SCT", "Long axis")
  private static let shortAxis = Code("103340004", "SCT", "Short axis")
  private static let diameter = Code("81827009", "SCT", "Diameter")
  private static let attenuation = Code("112031", "DCM", "Attenuation Coefficient")
  private static let suvBodyWeight = Code("126401", "DCM", "SUVbw")
  private static let suvLeanMass = ["126402", "126405", "126406"].map { Code($0, "DCM", "SUVlbm") }
  private static let peak = Code("126031", "DCM", "Peak Value Within ROI")
  private static let lengths = ["mm": 1.0, "cm": 10]
  private static let volumes = ["ml": 1.0, "mL": 1, "cm3": 1, "mm3": 0.001, "l": 1000, "dm3": 1000]
  private static let uptakes = [
    "g/ml": 1.0, "g/ml{SUVbw}": 1, "{SUVbw}g/ml": 1, "g/ml{SUVlbm}": 1, "{SUVlbm}g/ml": 1,
  ]
}
