import DoseEngines
import Foundation
import Quantities

/// What is asked of organ doses by S coefficients: time-integrated activities, masses and how to take them.
public struct OrganRequest: Sendable {
  public typealias Phantom = ReferencePhantom
  /// A lesion as a sphere.
  public struct Lesion: Sendable {
    public var name: String
    /// Time-integrated activity, MBq·h.
    public var activity: Double
    /// Mass, g.
    public var mass: Double
    public init(name: String, activity: Double, mass: Double) {
      (self.name, self.activity, self.mass) = (name, activity, mass)
    }
  }

  /// Entered where no case gives it.
  public var nuclide: String?
  public var phantom = Phantom.male
  /// Time-integrated activities, MBq·h, by source organ as the user calls it.
  public var activities: [(organ: String, value: Double)] = []
  /// Masses, g, by organ as the user calls it.
  public var masses: [(organ: String, value: Double)] = []
  /// What regions of the case are, where their role does not say it.
  public var regions: [(region: String, organ: String)] = []
  public var lesions: [Lesion] = []
  /// Decays of the remainder, or of the whole body, MBq·h.
  public var remainder, wholeBody: Double?
  public var remainderHasSkeleton = true
  /// Mass of the body, kg.
  public var bodyMass: Double?
  /// Integral of the blood concentration, MBq·h/mL.
  public var blood: Double?
  /// Red marrow over blood concentration; or the hematocrit for agents that stay in the plasma.
  public var marrowRatio, hematocrit: Double?
  /// Decays in vertebrae, MBq·h, and the fraction of the active marrow in them.
  public var vertebrae, marrowFraction: Double?
  public var table: URL?
  public var unit: String?

  public init() {}
}
