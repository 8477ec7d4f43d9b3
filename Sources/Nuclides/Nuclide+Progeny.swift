import Diagnostics
import Quantities

extension Nuclide {
  /// The nuclide, where a part of its progeny does not decay where it was formed: their energy is then in no dose.
  ///
  /// Whatever carries the nuclide does not hold an atom that an alpha decay or its recoil has set free. Where the progeny go is not
  /// modelled.
  /// - Parameter fraction: of the progeny that leaves, 0…1.
  /// - Throws: `Problem` (data rejected) for a nuclide whose progeny cannot leave.
  func releasing(_ fraction: Double) throws -> Nuclide {
    guard fraction > 0 else { return self }
    guard let emissions, let chain = Emissions.chains[name] else {
      throw Problem(
        .dataRejected, what: "\(name) has no progeny that could leave", at: "options.alpha.progenyLeaving",
        why: "only progeny that live for seconds or longer move before they decay",
        remedy: "remove the key; it serves \(Emissions.chains.keys.sorted().joined(separator: ", "))")
    }
    return Nuclide(
      name: name, halfLife: halfLife, emissions: emissions.releasing(min(1, fraction), of: name, chain))
  }
}

extension Emissions {
  /// What is known of the progeny of one nuclide.
  struct Chain: Sendable {
    /// Which of them can leave.
    let progeny: String
    /// Whether all beta particles are theirs; otherwise all count as the nuclide's own and stay.
    let emitsAllBeta: Bool
  }

  static let chains = [
    "Ac-225": Chain(progeny: "Fr-221 (4.8 min) and what follows it", emitsAllBeta: true),
    "Ra-223": Chain(progeny: "Rn-219 (4.0 s) and what follows it", emitsAllBeta: true),
    "Pb-212": Chain(progeny: "Bi-212 (60.6 min) and what follows it", emitsAllBeta: false),
  ]

  fileprivate func releasing(_ fraction: Double, of name: String, _ chain: Chain) -> Emissions {
    func kept(_ lines: [EmissionLine]) -> [EmissionLine] {
      lines.map { line in
        let isOwn = line.isLocal || line.label.hasSuffix(" " + name)
        return EmissionLine(
          energy: line.energy, intensity: line.intensity * (isOwn ? 1 : 1 - fraction), label: line.label)
      }
    }
    let part = chain.emitsAllBeta ? 1 - fraction : 1
    let said =
      "\(fraction.printedPercent()) of \(chain.progeny) leave before they decay; where they decay is not modelled, and their energy is in no dose."
      + (chain.emitsAllBeta ? "" : " Beta particles of all members are counted as if they stayed.")
    return Emissions(
      beta: beta.scaled(part), positrons: positrons.scaled(part),
      conversionElectrons: kept(conversionElectrons), augerElectrons: kept(augerElectrons),
      photons: kept(photons), alphas: kept(alphas), kernel: nil, electronUncertainty: electronUncertainty,
      photonUncertainty: photonUncertainty, edition: edition,
      source: source + "; \(fraction.printedPercent()) of the progeny released",
      assumptions: [Emissions.neglected, said, Emissions.alphaRemark])
  }
}

extension BetaSpectrum {
  fileprivate func scaled(_ part: Double) -> BetaSpectrum {
    BetaSpectrum(
      bins: bins.map { Bin(lower: $0.lower, upper: $0.upper, probability: $0.probability * part) })
  }
}
