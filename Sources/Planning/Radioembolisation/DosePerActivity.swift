import Quantities

/// Mean dose that one gigabecquerel gives: what any dose model or engine hands to planning.
public enum GrayPerGigabecquerel: PhysicalUnit { public static let symbol = "Gy/GBq" }

/// Where a plan counts dose.
public enum PlannedRegion: Sendable, Hashable {
  /// One tumour, or one group of tumours, of the perfused volume.
  case tumour(String)
  /// All tumours of the perfused volume together: the mean over their mass.
  case allTumours
  /// Liver without tumour inside the perfused volume.
  case perfusedNormalLiver
  /// Liver without tumour, perfused or not: the quantity that the EANM procedure of 2021 plans on, except for
  /// superselective treatment.
  case normalLiver
  /// Tumour and normal liver of the perfused volume together.
  case perfusedVolume
  case lungs
}

extension PlannedRegion: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tumour(let name): name
    case .allTumours: "tumour"
    case .perfusedNormalLiver: "perfused normal liver"
    case .normalLiver: "normal liver"
    case .perfusedVolume: "perfused volume"
    case .lungs: "lungs"
    }
  }
}

/// Doses per activity of one perfused volume by one model. Microspheres stay where they lodge, so every dose is
/// proportional to the activity, and limits can be solved exactly.
public struct DosePerActivity: Sendable, Hashable {
  /// `uniform`, `partition`, `multi-compartment`, `voxel, local deposition`, …
  public var model: String
  public var values: [PlannedRegion: Uncertain<GrayPerGigabecquerel>]
  /// Whether the doses are those of voxels, and not of compartments.
  public var isOfVoxels: Bool

  public init(
    model: String, values: [PlannedRegion: Uncertain<GrayPerGigabecquerel>], isOfVoxels: Bool = false
  ) {
    (self.model, self.values, self.isOfVoxels) = (model, values, isOfVoxels)
  }

  /// The dose of an activity; `nil` where the model does not include the region.
  public func dose(_ activity: Activity, to region: PlannedRegion) -> Uncertain<Gray>? {
    values[region].map { rate in
      let scale = activity.inGigabecquerels
      return Uncertain(
        AbsorbedDose(rate.value.value * scale),
        standardUncertainty: rate.standardUncertainty.map { AbsorbedDose($0.value * scale) })
    }
  }

  public func doses(_ activity: Activity) -> [PlannedRegion: Uncertain<Gray>] {
    var all: [PlannedRegion: Uncertain<Gray>] = [:]
    for region in values.keys { all[region] = dose(activity, to: region) }
    return all
  }

  /// The activity that gives a dose; `nil` where the model gives none to the region.
  public func activity(for dose: AbsorbedDose, to region: PlannedRegion) -> Activity? {
    guard let rate = values[region]?.value.value, rate > 0 else { return nil }
    return .gigabecquerels(dose.value / rate)
  }
}
