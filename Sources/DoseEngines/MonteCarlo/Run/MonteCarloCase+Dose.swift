import Diagnostics
import Quantities
import Stages
import Volumes

extension MonteCarloCase {
  /// Dose, its statistical uncertainty and the account of the energy.
  func dose(_ tally: MonteCarloTally) throws -> DoseCalculation {
    guard tally.fingerprint == fingerprint, tally.entries == entries else { throw Problem.foreignTally }
    guard tally.batchCount >= 2 else {
      throw Problem(
        .dataRejected, what: "\(tally.batchCount) batches were simulated; at least 2 are needed",
        at: "Monte Carlo state", why: "the statistical uncertainty comes from their spread",
        remedy: "simulate longer or merge more shards")
    }
    let energy = DepositedEnergy(
      values: (0..<voxels).map { Float(tally.mean($0)) + (known?.energy[$0] ?? 0) },
      sigma: try sigma(tally))
    let balance = balance(energy.values, outside: tally.mean(voxels) + (known?.outside ?? 0))
    var dose = try task.dose(
      energy, engine: "Monte Carlo", assumptions: assumptions(tally, balance), parameters: parameters(tally))
    dose.map.correlation = correlation(tally, energy.sigma ?? [])
    var calculation = DoseCalculation(dose: seeded(dose), balance: balance)
    calculation.activityNearCut = task.activityNearCut
    return calculation
  }

  /// With Student's t for this number of batches, first term of its expansion: 68.3 % are within one σ although σ is itself an estimate.
  private func variance(_ tally: MonteCarloTally, _ entry: Int) -> Double {
    let student = 1 + 0.5 / Double(tally.batchCount - 1)
    return student * student * tally.variance(entry)
  }

  /// Of the simulation's noise; that of the activity, the rest of `sigma`, counts as independent.
  private func correlation(_ tally: MonteCarloTally, _ sigma: [Float]) -> [Double] {
    let own = (0..<voxels).reduce(0) { $0 + variance(tally, $1) }
    let all = sigma.reduce(0) { $0 + Double($1) * Double($1) }
    return blocks.inflation(
      voxels: own, cubes: { variance(tally, voxels + 1 + $0) }, independent: max(0, all - own))
  }

  /// That of the simulation and, where it is given, that of the activity, which is carried through the kernel of the
  /// reference medium: Σ K² σ² for independent voxels.
  private func sigma(_ tally: MonteCarloTally) throws -> [Float] {
    let own = (0..<voxels).map { Float(variance(tally, $0).squareRoot()) }
    guard let activity = task.decays.sigma else { return own }
    let carried = try KnownDose.variance(of: activity, task, map)
    return zip(own, carried).map { ($0 * $0 + $1).squareRoot() }
  }

  private func balance(_ energy: [Float], outside: Double) -> EnergyBalance {
    var balance = task.balance(energy, reach: task.emissions.totalEnergy.value * 1000)
    balance.outsideGrid = Quantity<MegaElectronVolt>(outside * task.decays.scale / 1000).inJoules
    balance.notFollowed = .zero
    return balance
  }

  private func seeded(_ dose: DoseVolume) -> DoseVolume {
    var copy = dose
    if let known, let common = copy.map.common {
      copy.map.common = (common * common + known.kernelUncertainty * known.kernelUncertainty).squareRoot()
    }
    if let known { copy.provenance.tables["electron kernel"] = known.kernel }
    copy.provenance.seed = engine.seed
    for medium in map.media { copy.provenance.tables["medium \(medium.name)"] = medium.source }
    copy.provenance.tables["photon cross sections"] = "xraylib 4.0"
    copy.provenance.tables["bremsstrahlung"] = "NIST ESTAR (water), scaled by Z(Z + 1)/A"
    return copy
  }

  private func parameters(_ tally: MonteCarloTally) -> [String: String] {
    let s = tables.settings
    return [
      "mode": engine.mode.rawValue, "histories": "\(tally.histories)", "batches": "\(tally.batchCount)",
      "electron cut-off": "\(decimal(s.cutOff, 1)) keV",
      "photon cut-off": "\(decimal(engine.cutOffs.photon, 1)) keV",
      "delta-ray cut-off": "\(decimal(s.collision, 1)) keV",
      "bremsstrahlung cut-off": "\(decimal(s.radiation, 1)) keV",
    ]
  }

  private func assumptions(_ tally: MonteCarloTally, _ balance: EnergyBalance) -> [String] {
    let s = tables.settings
    // Photons above 2 MeV make more pairs than those of the usual nuclides.
    let pairs = NeglectedEnergy.pairs(task.emissions)
    var all = [
      "Electrons and photons were transported through the density and composition of each voxel "
        + "(\(map.media.map(\.name).joined(separator: ", "))): \(tally.histories) decays in \(tally.batchCount) "
        + "independent batches.",
      "Electrons below \(decimal(s.cutOff, 0)) keV, or with a range that ends inside the voxel, and photons below "
        + "\(decimal(engine.cutOffs.photon, 0)) keV deposit their energy locally.",
      "Nothing scatters back from beyond the grid: \(percent(max(0, balance.outsideGrid / balance.emitted))) of the emitted "
        + "energy escapes the dose grid.",
      "Internal bremsstrahlung (about 0.1 % of the energy of beta particles), pair production by photons (at most "
        + "\(pairs < 5.5e-5 ? "0.005 %" : percent(pairs))), "
        + "fluorescence and the motion of bound electrons are neglected.",
    ]
    if balance.inAir.value > 0 {
      all.append("\(percent(balance.inAir / balance.emitted)) of the emitted energy was deposited in air.")
    }
    if task.decays.sigma != nil {
      all.append(
        "The statistical uncertainty of the activity is propagated for voxels that are independent; image noise is "
          + "correlated.")
    }
    if let known { all += fastSentences(known) }
    if let noise = noise(tally).sentence { all.append(noise) }
    return all
  }

  private func noise(_ tally: MonteCarloTally) -> DoseNoise {
    DoseNoise(self) {
      tally.mean($0) + Double(known?.energy[$0] ?? 0)
    } sigma: {
      tally.variance($0).squareRoot()
    }
  }

  private func fastSentences(_ known: KnownDose) -> [String] {
    [
      "Fast mode: electrons in uniform \(map.media[known.medium].name) of \(decimal(known.density, 3)) g/mL are known from a "
        + "kernel (uncertainty \(percent(known.kernelUncertainty)), common to all voxels); the difference to the real "
        + "medium was simulated with the same random numbers in both. Expectation as in analogue mode.",
      "Fast mode: photons are scored by track length, their electrons deposit locally.",
    ]
  }
}
