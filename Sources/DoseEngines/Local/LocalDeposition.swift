import Diagnostics
import Quantities
import Stages

/// Local energy deposition: each voxel keeps the energy of the charged particles of its own decays.
///
/// Right where the voxel is large against the electron range, or where the image's own blur already spreads
/// the activity by as much. Not for photons: their share is 0 unless the user states one.
public struct LocalDeposition: DoseEngineModel, Sendable, Hashable {
  static let word = "local"
  static let name = "local deposition"

  /// The part of the photon energy that is deposited in the voxel too, 0…1; default 0.
  var photonShare = 0.0

  public init(photonShare: Double = 0) { self.photonShare = photonShare }

  static func make(_ means: EngineMeans) -> LocalDeposition { LocalDeposition() }

  func run(_ task: DoseTask, materials: MaterialMap?) throws -> DoseCalculation {
    guard photonShare >= 0, photonShare <= 1 else {
      throw Problem.option("photon share \(photonShare) is not between 0 and 1", "photonShare")
    }
    try task.step(0, "depositing energy")
    let charged = task.emissions.electronEnergy.value + task.emissions.alphaEnergy
    let perDecay = (charged.value + photonShare * task.emissions.photonEnergy.value.value) * 1000
    let energy = DepositedEnergy(
      values: task.decays.relative.map { $0 * Float(perDecay) },
      sigma: task.decays.sigma.map { $0.map { $0 * Float(perDecay) } })
    var balance = task.balance(energy.values, reach: perDecay)
    // Nothing crosses a voxel's border here; the difference is rounding.
    balance.outsideGrid = .zero
    let dose = try task.dose(
      energy, engine: Self.name, assumptions: assumptions(balance),
      parameters: ["photon share": "\(photonShare)"])
    try task.step(1, "depositing energy")
    return DoseCalculation(dose: dose, balance: balance)
  }

  private func assumptions(_ balance: EnergyBalance) -> [String] {
    var all = ["All energy of charged particles is deposited in the voxel of the decay."]
    all.append(
      photonShare > 0
        ? "\(percent(photonShare)) of the photon energy is deposited in the voxel of the decay."
        : "Photon energy is left out.")
    if balance.inAir.value > 0 {
      all.append("\(percent(balance.inAir / balance.emitted)) of the emitted energy was deposited in air.")
    }
    return all
  }
}
