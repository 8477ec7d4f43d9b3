import Quantities
import Stages

/// A dose with the account of its energy.
public struct DoseCalculation: Sendable {
  public var dose: DoseVolume
  public var balance: EnergyBalance
  /// Monte Carlo: the part of the activity within 30 mm of a face of the grid that cuts through the body, 0…1. From there
  /// scatter is missing, as beyond the grid there is nothing.
  public var activityNearCut = 0.0

  public init(dose: DoseVolume, balance: EnergyBalance) { (self.dose, self.balance) = (dose, balance) }
}

/// Where the emitted energy went, J. The four parts add up to `emitted`.
public struct EnergyBalance: Sendable, Hashable {
  /// Decays × mean energy of electrons and photons.
  public var emitted: Quantity<Joule>
  /// In voxels that received a dose.
  public var inTissue: Quantity<Joule>
  /// In voxels below the air limit; counted, but no dose is given there.
  public var inAir: Quantity<Joule>
  /// Beyond the edges of the grid.
  public var outsideGrid: Quantity<Joule>
  /// Not followed: photons beyond 200 mm (kernel) or all photons that the engine leaves out (local).
  var notFollowed: Quantity<Joule>
  /// Part of `inTissue` in voxels where a kernel made in water is unreliable, within one electron range of lung or
  /// air; 0…1.
  public var nearLungOrAir: Double

  /// Rounding error of the balance, relative: (sum of the terms − emitted) / emitted.
  public var closure: Double {
    (inTissue + inAir + outsideGrid + notFollowed - emitted) / emitted
  }
}
