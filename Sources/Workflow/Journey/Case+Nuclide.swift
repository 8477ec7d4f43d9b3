import Diagnostics
import Documents
import DoseEngines
import Nuclides
import Quantities

extension Case {
  /// The nuclide with the decay data, and the progeny, that the case counts.
  /// - Throws: `Problem` for an unknown nuclide, and for what is stated of alphas or progeny that are none.
  func nuclide() throws -> Nuclide {
    let known = try Nuclide.named(
      therapy.nuclide, edition: options.decayData, progenyLeaving: options.alpha?.progenyLeaving ?? 0)
    guard let alpha = options.alpha else { return known }
    if alpha.weighting != nil, (known.emissions?.alphaEnergy.value ?? 0) <= 0 {
      throw Problem(
        .dataRejected, what: "\(known.name) emits no alpha particles that could be weighted",
        at: "options.alpha.rbe", remedy: "remove the key")
    }
    if alpha.progenyLeaving > 0, options.kernelFile != nil {
      throw Problem(
        .dataRejected, what: "a point kernel holds the energy of all progeny", at: "options.kernel",
        why: "a part of the progeny leaves, as options.alpha states",
        remedy: "choose the Monte Carlo or the local engine, or remove one of the keys")
    }
    return known
  }

  /// What came with the nuclide; `nil` where nothing is stated.
  /// - Throws: `Problem` for a contaminant that is not modelled.
  package func contaminant(in main: Nuclide) throws -> Contaminant? {
    guard let stated = therapy.contaminant else { return nil }
    let start = administrations.map(\.start).min()
    let lead = start.flatMap { start in stated.at.map { start.since($0) } }
    return try Contaminant(
      Nuclide.named(stated.nuclide, edition: options.decayData), in: main, fraction: stated.fraction,
      lead: lead ?? .zero)
  }
}
