import Quantities
import Stages

/// Quantities in addition to the absorbed dose, never in its place; each part is empty where the case states nothing of it.
public struct BesideDose: Sendable {
  public var microspheres: [MicrosphereRow] = []
  public var weighted: [WeightedDoseRow] = []
  /// The factor of alpha particles and its source.
  public var weighting: (factor: Double, source: String)?
  public var contaminant: [ContaminantRow] = []
  /// Name of the contaminant and its activity over that of the nuclide at the administration, 0…1.
  public var contaminated: (nuclide: String, fraction: Double)?

  public init() {}

  var isEmpty: Bool { microspheres.isEmpty && weighted.isEmpty && contaminant.isEmpty }
}

/// Microspheres in a region.
public struct MicrosphereRow: Sendable {
  public var region: Region
  /// Activity of one sphere at the administration.
  public var perSphere: Activity
  /// Number in the region, per mL, and per voxel of the dose, each at least 0.
  public var spheres, perMillilitre, perVoxel: Double
  /// At the scale of lobules; `nil` where no model is given.
  public var uniformity: Uniformity?

  /// Over the mean dose; parts 0…1.
  public struct Uniformity: Sendable, Hashable {
    /// Spheres in a lobule, at least 0; doses over the mean; part of the parenchyma, 0…1.
    public var perLobule, d98, d90, d50, belowHalf: Double
    public init(perLobule: Double, d98: Double, d90: Double, d50: Double, belowHalf: Double) {
      (self.perLobule, self.d98, self.d90) = (perLobule, d98, d90)
      (self.d50, self.belowHalf) = (d50, belowHalf)
    }
  }

  public init(
    region: Region, perSphere: Activity, spheres: Double, perMillilitre: Double, perVoxel: Double,
    uniformity: Uniformity?
  ) {
    (self.region, self.perSphere, self.spheres) = (region, perSphere, spheres)
    (self.perMillilitre, self.perVoxel, self.uniformity) = (perMillilitre, perVoxel, uniformity)
  }
}

/// A mean dose with that of alphas weighted.
public struct WeightedDoseRow: Sendable {
  public var region: Region
  public var absorbed: Uncertain<Gray>
  public var alpha: AbsorbedDose
  public var weighted: Uncertain<Gray>
  public init(region: Region, absorbed: Uncertain<Gray>, alpha: AbsorbedDose, weighted: Uncertain<Gray>) {
    (self.region, self.absorbed, self.alpha, self.weighted) = (region, absorbed, alpha, weighted)
  }
}

/// What a contaminant adds to a mean dose.
public struct ContaminantRow: Sendable {
  public var region: Region
  public var decays: Quantity<BecquerelSecond>
  public var dose: AbsorbedDose
  /// With that of the nuclide.
  public var together: Uncertain<Gray>
  public init(
    region: Region, decays: Quantity<BecquerelSecond>, dose: AbsorbedDose, together: Uncertain<Gray>
  ) {
    (self.region, self.decays, self.dose, self.together) = (region, decays, dose, together)
  }
}
