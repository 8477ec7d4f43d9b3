import Foundation
import Nuclides
import Quantities
import Stages
import Volumes

// Conservation of energy in a body with lung, bone and air.

extension PhysicsComparison {
  /// Two comparisons: energy found against energy sent out, for the same decays; and the mean energy sent out against the
  /// decay data.
  ///
  /// - Throws: `Problem` if the simulation refuses its input or is interrupted.
  public static func energy(histories: Int, seed: UInt64 = 1) throws -> [PhysicsComparison] {
    let nuclides = ["Y-90", "Lu-177", "Ga-68", "I-131"]
    let ledgers = try nuclides.map { try ledger($0, histories: histories, seed: seed) }
    let table = try nuclides.map { try Nuclide.named($0).requireEmissions().totalEnergy.value * 1000 }
    let axis = Axis(name: "nuclide number", unit: "", isLogarithmic: false)
    let energy = Axis(name: "energy", unit: "keV per decay", isLogarithmic: true)
    let found = zip(nuclides, ledgers).enumerated().map { n, pair in
      Point(
        at: Double(n + 1), label: "\(pair.0), worst decay \(parts(pair.1.worst))",
        value: pair.1.found / Double(pair.1.decays), reference: pair.1.mean)
    }
    let sent = zip(nuclides, zip(ledgers, table)).enumerated().map { n, pair in
      Point(
        at: Double(n + 1), label: pair.0, value: pair.1.0.mean, reference: pair.1.1,
        uncertainty: pair.1.0.uncertainty)
    }
    return [
      PhysicsComparison(
        title: "Energy balance of single decays",
        source: "energy that the same \(histories) decays sent out, in a body with lung, bone and air",
        x: axis, y: energy, tolerance: 0.0005,
        reason: "stated goal; nothing here is random, what is left is rounding", points: found),
      PhysicsComparison(
        title: "Energy sent out", source: "mean energies of the decay data, \(histories) decays", x: axis,
        y: energy, tolerance: 0.0005, reason: "stated goal, beyond what counting leaves open", points: sent),
    ]
  }

  private static func parts(_ x: Double) -> String { (1e6 * x).printedShort(decimals: 2) + " ppm" }

  private static func ledger(_ nuclide: String, histories: Int, seed: UInt64) throws -> EnergyLedger {
    let (values, materials) = try body()
    let activity = TimeIntegratedActivityVolume(map: try QuantityMap(values: values), nuclide: nuclide)
    let task = try DoseTask(activity, materials: materials, options: DoseOptions(), progress: nil)
    let engine = MonteCarlo(mode: .analogue, stop: .init(histories: histories), seed: seed)
    return EnergyLedger(try MonteCarloCase(task, materials: materials, engine: engine), decays: histories)
  }

  /// Layers of 4 mm: 6 of lung, 12 of soft tissue with activity in 10 of them, 3 of bone, 3 of air.
  private static func body() throws -> (activity: Volume<Float>, materials: MaterialMap) {
    let n = 24
    let grid = try Grid(size: GridSize(n, n, n), spacing: Vector3(repeating: 4))
    func layers<Element>(_ value: (Int) -> Element) -> Volume<Element> {
      var volume = Volume(grid: grid, repeating: value(0))
      for offset in volume.voxels.indices { volume.voxels[offset] = value(offset / (n * n)) }
      return volume
    }
    let materials = try MaterialMap(
      density: layers { (k: Int) -> Float in k < 6 ? 0.26 : k < 18 ? 1.06 : k < 21 ? 1.92 : 0.0012 },
      tissue: layers { (k: Int) -> UInt8 in k < 6 ? 1 : k < 18 ? 3 : k < 21 ? 4 : 0 },
      tissues: Tissue.allCases.map(\.rawValue), conversion: "layers")
    return (layers { (k: Int) -> Float in (7..<17).contains(k) ? 1000 : 0 }, materials)
  }
}
