import Foundation

extension Emissions {
  /// Largest kinetic energy of an electron or positron, keV; 0 without any.
  var highestElectron: Double {
    ([beta.endpoint, positrons.endpoint] + (conversionElectrons + augerElectrons).map(\.energy)).max() ?? 0
  }

  /// Extrapolated range of its fastest electrons, g/cm² (Katz and Penfold 1952, doi:10.1103/RevModPhys.24.28).
  package var extrapolatedRange: Double {
    let e = max(0.02, highestElectron / 1000)
    return e > 2.5 ? 0.530 * e - 0.106 : 0.412 * pow(e, 1.265 - 0.0954 * log(e))
  }
}

extension RadialKernel {
  /// Radii as in a medium of 1 g/mL.
  package func scaled(toUnitDensityFrom density: Double) -> RadialKernel {
    RadialKernel(
      name: name,
      shells: shells.map {
        Shell(
          inner: $0.inner * density, outer: $0.outer * density, energy: $0.energy, uncertainty: $0.uncertainty
        )
      })
  }

  /// Outer radius of the shell in which a part of the energy is reached, mm.
  package func radius(holding part: Double) -> Double {
    var sum = 0.0
    return shells.first { shell in
      sum += shell.energy
      return sum >= part * total
    }?.outer ?? reach
  }
}
