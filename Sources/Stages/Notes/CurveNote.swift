/// What the fit of a time–activity curve noticed. Fractions are 0…1, times hours.
public enum CurveNote: Sendable, Hashable, Codable {
  // The points
  case someWithoutUncertainty
  case notPositive(count: Int, of: Int)
  case noUptakePhase
  case leftOut(timePoint: String, reason: String)

  // The fit
  case heldAtPhysicalDecay
  case notConverged
  case undetermined
  case heldAtAdministered
  case phaseHeld(halfLife: Double)
  case tooFewPoints(count: Int)
  case scatter(chiSquared: Double, freedom: Int, birge: Double)
  case cyclesScatter(chiSquared: Double, freedom: Int, factor: Double)
  case rivals(models: [String])

  // The population
  case population(name: String, halfLife: Double, spread: Double, source: String, edition: String)
  case populationDisagrees(alone: Double, together: Double)

  // The integral
  case extrapolated(fraction: Double)
  case integralHeldAtAdministered
  case integralUndetermined
  case noFreedom
  case trapezoidWithoutUncertainty
  case singleWithoutUncertainty
  case pointWithoutUncertainty
  case lastNotPositive
  case tailHeldAtPhysicalDecay
  case noHalfLife
  case outsideWindow(ratio: Double)

  // Voxels, as fractions of the active ones
  case voxelsByTrapezoid(fraction: Double)
  case voxelsMonoExponential(fraction: Double)
  case voxelsAtPhysicalDecay(fraction: Double)
}
