import Checks
import Documents
import DoseEngines
import Quantification
import Quantities
import Stages
import Summaries
import Volumes

// What was administered binds images, curves, maps and doses.

extension Journey {
  /// All administrations of the case; `nil` where it states none.
  /// - Throws: `Problem` for residuals that leave nothing.
  package var administered: AdministeredActivity? {
    get throws {
      guard !therapy.administrations.isEmpty else { return nil }
      return try AdministeredActivity(checking: netActivity(), halfLife: halfLife)
    }
  }

  /// Particles stay where they lodge; a calibration by the patient says nothing about the total.
  private var isTrapped: Bool {
    if case .administered = therapy.calibration { return false }
    return therapy.therapy.kind == .tare
  }

  /// What a human must look at in an image on its own grid.
  func lawfulness(of activity: ActivityVolume, header: Activity?) throws -> [Note] {
    guard let administered = try administered else { return [] }
    let parts = therapy.administrations.flatMap { [$0.activity, $0.netActivity(halfLife: halfLife)] }
    return try administered.check(activity, isTrapped: isTrapped)
      + administered.check(header: header, others: parts, at: activity.id)
  }

  /// An integration whose decays there can be.
  func lawful(_ integration: Integration) throws -> Integration {
    guard let administered = try administered, !isDoseEntered else { return integration }
    var copy = integration
    let place = isEntered ? "entered time-integrated activity" : "time-integrated activity of the voxels"
    copy.warnings += try administered.check(
      integration.decays, isTrapped: isTrapped, isEntered: isEntered, at: place
    ).findings()
    return copy
  }

  /// What a human must look at in a dose that was brought.
  func lawfulness(of dose: DoseVolume, in materials: MaterialMap?) throws -> [Note] {
    guard let administered = try administered, let emissions = nuclide.emissions else { return [] }
    let energy = dose.energy(density: materials?.density, uniform: try doseOptions(nil).uniformDensity)
    return try administered.check(
      energy: energy, perDecay: emissions.totalEnergy.inJoules, isTrapped: isTrapped, isEntered: true,
      at: "entered dose")
  }
}
