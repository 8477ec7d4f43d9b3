extension PointKernel {
  static let yttrium90 = PointKernel(
    shortRange: RadialKernel("beta particles", PackageResources.dpk_Y90_near_csv, energy: 2, uncertainty: 3),
    longRange: [
      RadialKernel(
        "bremsstrahlung", PackageResources.dpk_Y90_far_csv, energy: 2, uncertainty: 3, beyond: 12)
    ],
    electronRange: 11, source: source)

  static let lutetium177 = PointKernel(
    shortRange: RadialKernel(
      "beta, conversion and Auger electrons", PackageResources.dpk_Lu177_electrons_near_csv, energy: 6,
      uncertainty: 3),
    longRange: [
      RadialKernel("photons", PackageResources.dpk_Lu177_photons_near_csv, energy: 2, uncertainty: 3)
        .continued(
          by: RadialKernel(
            "photons", PackageResources.dpk_Lu177_photons_far_csv, energy: 2, uncertainty: 3, beyond: 12)),
      RadialKernel(
        "bremsstrahlung", PackageResources.dpk_Lu177_bremsstrahlung_csv, energy: 2, uncertainty: nil),
    ],
    electronRange: 2, source: source)

  private static let source =
    "point kernels in water 1.0 g/mL: PENELOPE 2018 physics (PenRed 1.14), DDEP spectra, edition 1"
}

extension RadialKernel {
  /// Reads shells from a table with radii in the first two columns; keeps those that start at `beyond` or farther.
  init(_ name: String, _ bytes: [UInt8], energy: Int, uncertainty: Int?, beyond: Double = 0) {
    self.name = name
    shells = DataFile(bytes).numbers.filter { $0[0] >= beyond }.map { row in
      Shell(inner: row[0], outer: row[1], energy: row[energy], uncertainty: uncertainty.map { row[$0] } ?? 0)
    }
  }

  func continued(by far: RadialKernel) -> RadialKernel {
    RadialKernel(name: name, shells: shells + far.shells)
  }
}
