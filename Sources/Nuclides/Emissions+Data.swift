extension Emissions {
  /// Nuclides with spectra and kernels.
  static let known: [String: Emissions] = ["Y-90": .yttrium90, "Lu-177": .lutetium177]

  private static let yttrium90 = Emissions(
    beta: BetaSpectrum(DataFile(PackageResources.Y90_beta_csv)), conversionElectrons: [], augerElectrons: [],
    photons: [], kernel: .yttrium90, electronUncertainty: uncertainty("Y-90", "electron"),
    photonUncertainty: 0,
    source:
      "Y-90 beta spectrum: DDEP end point 2278.7 keV, first-forbidden unique shape with Fermi function and screening"
  )

  private static let lutetium177: Emissions = {
    let electrons = lines(PackageResources.Lu177_CE_Auger_csv)
    return Emissions(
      beta: BetaSpectrum(DataFile(PackageResources.Lu177_beta_csv)),
      conversionElectrons: electrons.filter { $0.label.hasPrefix("CE") },
      augerElectrons: electrons.filter { !$0.label.hasPrefix("CE") },
      photons: lines(PackageResources.Lu177_photon_csv), kernel: .lutetium177,
      electronUncertainty: uncertainty("Lu-177", "electron"),
      photonUncertainty: uncertainty("Lu-177", "photon"),
      source: "Lu-177 emissions: DDEP (four beta branches; 208 keV line 10.38 %)")
  }()

  private static func lines(_ bytes: [UInt8]) -> [EmissionLine] {
    DataFile(bytes).rows.map { row in
      guard row.count == 3, let energy = Double(row[0]), let intensity = Double(row[1]) else {
        preconditionFailure("emission line \(row)")
      }
      return EmissionLine(energy: energy, intensity: intensity, label: row[2])
    }
  }

  private static func uncertainty(_ nuclide: String, _ component: String) -> Double {
    let rows = DataFile(PackageResources.energy_uncertainties_csv).rows
    guard let value = rows.first(where: { $0[0] == nuclide && $0[1] == component }).flatMap({ Double($0[2]) })
    else { preconditionFailure("energy_uncertainties.csv lacks \(nuclide) \(component)") }
    return value
  }
}

extension BetaSpectrum {
  init(_ file: DataFile) {
    bins = file.numbers.map { Bin(lower: $0[0], upper: $0[1], probability: $0[2]) }
  }
}
