// Reads the embedded tables. Y-90 and Lu-177 have DDEP spectra of their own, the input of the reference codes.

extension Emissions {
  /// Nuclides whose emissions are known: those of which the tables hold ICRP 107 data.
  static let names = Set(HalfLife.table.filter { $0.halfLife.edition == .icrp107 }.map(\.nuclide))

  /// Those with evaluated lines of DDEP.
  private static let evaluated = Set(DataFile(PackageResources.emissions_ddep_csv).rows.map { $0[0] })

  /// - Returns: `nil` for a nuclide that is only imaged here. Without DDEP values, those of ICRP 107, as `edition` says.
  static func of(_ nuclide: String, edition: DecayDataEdition) -> Emissions? {
    guard names.contains(nuclide) else { return nil }
    switch (edition, nuclide) {
    case (.icrp107, _): return Emissions(nuclide, .icrp107)
    case (_, "Y-90"): return yttrium90
    case (_, "Lu-177"): return lutetium177
    default: return Emissions(nuclide, evaluated.contains(nuclide) ? .evaluated : .icrp107)
    }
  }

  private static let yttrium90 = Emissions(
    beta: BetaSpectrum(DataFile(PackageResources.Y90_beta_csv).numbers), positrons: .none,
    conversionElectrons: [], augerElectrons: [], photons: [], alphas: [], kernel: .yttrium90,
    electronUncertainty: uncertainty("Y-90", "electron"), photonUncertainty: 0, edition: .evaluated,
    source:
      "Y-90 beta spectrum: DDEP end point 2278.7 keV, first-forbidden unique shape with Fermi function and screening",
    assumptions: [neglected])

  private static let lutetium177: Emissions = {
    let electrons = lines(PackageResources.Lu177_CE_Auger_csv)
    return Emissions(
      beta: BetaSpectrum(DataFile(PackageResources.Lu177_beta_csv).numbers), positrons: .none,
      conversionElectrons: electrons.filter { $0.label.hasPrefix("CE") },
      augerElectrons: electrons.filter { !$0.label.hasPrefix("CE") },
      photons: lines(PackageResources.Lu177_photon_csv), alphas: [], kernel: .lutetium177,
      electronUncertainty: uncertainty("Lu-177", "electron"),
      photonUncertainty: uncertainty("Lu-177", "photon"), edition: .evaluated,
      source: "Lu-177 emissions: DDEP (four beta branches; 208 keV line 10.38 %)", assumptions: [neglected])
  }()

  /// From the tables that `Scripts/make-emissions` writes.
  private init(_ nuclide: String, _ edition: DecayDataEdition) {
    let isICRP = edition == .icrp107
    let rows = DataFile(
      isICRP ? PackageResources.emissions_icrp107_csv : PackageResources.emissions_ddep_csv, of: nuclide
    ).rows.map { (particle: $0[1], line: EmissionLine($0.dropFirst(2))) }
    let bins = DataFile(
      isICRP ? PackageResources.spectra_icrp107_csv : PackageResources.spectra_ddep_csv, of: nuclide
    ).rows.map { (particle: $0[1], numbers: $0.dropFirst(2).map { Double($0) ?? .nan }) }
    func lines(_ particle: String) -> [EmissionLine] { rows.filter { $0.particle == particle }.map(\.line) }
    func spectrum(_ particle: String) -> BetaSpectrum {
      BetaSpectrum(bins.filter { $0.particle == particle }.map(\.numbers))
    }
    (beta, positrons) = (spectrum("beta-"), spectrum("beta+"))
    (conversionElectrons, augerElectrons) = (lines("conversion"), lines("auger"))
    (photons, alphas, kernel) = (lines("photon"), lines("alpha"), nil)
    electronUncertainty = Emissions.uncertainty(nuclide, "electron")
    photonUncertainty = Emissions.uncertainty(nuclide, "photon")
    self.edition = edition
    source =
      isICRP
      ? "\(nuclide) emissions: ICRP Publication 107 (2008)"
      : "\(nuclide) emissions: DDEP, Monographie BIPM-5; beta shapes with Fermi function, finite nucleus and screening"
    assumptions = [Emissions.neglected] + (Emissions.remarks[nuclide].map { [$0] } ?? [])
  }

  static let neglected = "Internal bremsstrahlung and internal pair production are neglected."
  static let alphaRemark =
    "Alpha particles and recoils are deposited locally; absorbed dose is not weighted for biological effectiveness."
  private static let remarks = [
    "Ac-225":
      "Fr-221, At-217, Bi-213, Po-213 (97.9 %), Tl-209 (2.1 %) and Pb-209 decay in secular equilibrium where Ac-225 decays; "
      + "their migration is not modelled. \(Emissions.alphaRemark)",
    "At-211":
      "Po-211 (58.2 %, 0.5 s) decays where At-211 decays; Bi-207 (31.55 a) is left out. \(Emissions.alphaRemark)",
    "Pb-212":
      "Bi-212, Po-212 (64.1 %) and Tl-208 (35.9 %) decay in equilibrium where Pb-212 decays; Bi-212 that leaves the carrier is "
      + "not modelled. \(Emissions.alphaRemark)",
    "Ra-223":
      "Rn-219, Po-215, Pb-211, Bi-211, Tl-207 (99.7 %) and Po-211 (0.3 %) decay in secular equilibrium where Ra-223 decays; "
      + "their migration is not modelled. \(Emissions.alphaRemark)",
    "Lu-177m": "Lu-177, which remains in 21.7 % of cases, is left out: it counts as Lu-177.",
    "I-131": "Xe-131m (1.1 % of decays, 11.9 d) is left out: as a gas it leaves.",
    "Zr-89": "Y-89m (15.8 s) decays in equilibrium with Zr-89.",
    "Lu-177": "An impurity of Lu-177m is left out.",
  ]

  private static func lines(_ bytes: [UInt8]) -> [EmissionLine] {
    DataFile(bytes).rows.map { EmissionLine($0[...]) }
  }

  private static func uncertainty(_ nuclide: String, _ component: String) -> Double {
    let rows = DataFile(PackageResources.energy_uncertainties_csv).rows
    guard let value = rows.first(where: { $0[0] == nuclide && $0[1] == component }).flatMap({ Double($0[2]) })
    else { preconditionFailure("energy_uncertainties.csv lacks \(nuclide) \(component)") }
    return value
  }
}

extension EmissionLine {
  /// Energy, intensity, label.
  init(_ cells: ArraySlice<String>) {
    let cells = Array(cells)
    guard cells.count == 3, let energy = Double(cells[0]), let intensity = Double(cells[1]) else {
      preconditionFailure("emission line \(cells)")
    }
    self.init(energy: energy, intensity: intensity, label: cells[2])
  }
}

extension BetaSpectrum {
  /// Lower edge, upper edge, probability.
  init(_ rows: [[Double]]) {
    bins = rows.map { Bin(lower: $0[0], upper: $0[1], probability: $0[2]) }
  }
}
