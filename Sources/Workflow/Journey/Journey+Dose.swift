import Diagnostics
import DoseEngines
import Nuclides
import Quantities
import Stages
import Volumes

extension Journey {
  /// Decays and tissue become absorbed dose.
  func dose(_ decays: TimeIntegratedActivityVolume, in materials: MaterialMap?) throws -> DoseCalculation {
    var options = DoseOptions()
    if let density = therapy.options.uniformDensity { options.uniformDensity = Quantity(density) }
    options.allowedOutsideCT = therapy.options.allowOutside
    options.negativeActivity = try negativeActivity()
    options.decayData = therapy.options.decayData
    return try engine.dose(decays, materials: materials, options: options, progress: progress)
  }

  var engine: DoseEngine {
    switch therapy.options.engine {
    case .local: .local()
    case .kernel: .kernel()
    }
  }

  /// Tissue from the reference CT on the reference grid; `nil` without a CT.
  func materials(_ study: AlignedStudy) throws -> MaterialMap? {
    try study.hounsfield.map { try MaterialMap(hounsfield: $0, conversion: .schneider2000) }
  }

  private func negativeActivity() throws -> DoseOptions.NegativeActivity {
    guard let choice = DoseOptions.NegativeActivity(rawValue: therapy.options.negativeVoxels) else {
      throw Problem(
        .dataRejected, what: "“\(therapy.options.negativeVoxels)” is not keep or clip",
        at: "options.negativeVoxels")
    }
    return choice
  }
}

/// What a person must know about the energy balance of a dose.
func reviewNotes(_ calculation: DoseCalculation) -> [String] {
  let balance = calculation.balance
  var notes: [String] = []
  let share = { (part: Quantity<Joule>) in part / balance.emitted }
  if abs(balance.closure) > 0.003 {
    notes.append("the energy balance does not close: \(percent(balance.closure))")
  }
  if share(balance.outsideGrid) > 0.05 {
    notes.append("\(percent(share(balance.outsideGrid))) of the energy leaves the grid")
  }
  if share(balance.inAir) > 0.05 {
    notes.append(
      "\(percent(share(balance.inAir))) of the energy falls on air: photons that leave the body, and activity that was "
        + "blurred or lies beyond it; no region's dose holds it")
  }
  if balance.nearLungOrAir > 0.05 {
    notes.append(
      "\(percent(balance.nearLungOrAir)) of the energy lies within one electron range of lung or air, where a kernel made in water is unreliable"
    )
  }
  return notes
}

/// One decimal; what rounds to zero has no sign.
func percent(_ fraction: Double) -> String { "\((fraction * 1000).rounded() / 10 + 0.0) %" }
