import Quantities

/// Doses per activity where microspheres stay for ever and their energy stays where they are.
///
/// A compartment i of concentration ratio rᵢ to perfused normal liver and mass mᵢ takes the part rᵢ mᵢ/Σ rⱼ mⱼ of what is
/// neither shunted nor left in the vial, so Dᵢ/A = k (1 − LSF)(1 − R) rᵢ/Σ rⱼ mⱼ, lungs k (1 − R) LSF/m_L. With all rᵢ = 1
/// it is the MIRD one-compartment method, with one tumour the partition model (Kao 2013,
/// doi:10.1186/2191-219X-3-57), with several the multi-compartment form.
public struct TrappingModel: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// One compartment: everything perfused takes up alike.
    case uniform = "one compartment"
    /// Tumours as one compartment, in addition to normal liver.
    case partition
    /// Each tumour by its own ratio.
    case multiCompartment = "multi-compartment"
  }

  public let lungs: Lungs
  public let k: EnergyConstant
  /// Fraction of the vial activity that stays in vial and tubing, 0 ..< 1.
  public let residual: Double

  /// Shunt and mass of the lungs, with their uncertainties.
  public struct Lungs: Sendable, Hashable {
    public var shunt: Uncertain<One>
    public var mass: Uncertain<Gram>
    public init(shunt: Uncertain<One>, mass: Uncertain<Gram>) { (self.shunt, self.mass) = (shunt, mass) }
  }

  /// - Precondition: `residual` lies in 0 ..< 1: with nothing delivered no activity would be enough.
  public init(lungs: Lungs, k: EnergyConstant, residual: Double = 0) {
    precondition(residual >= 0 && residual < 1, "a residual fraction of \(residual)")
    (self.lungs, self.k, self.residual) = (lungs, k, residual)
  }

  /// k (1 − R) LSF/m, which no model of the liver changes.
  public var lungRate: Uncertain<GrayPerGigabecquerel> {
    let delivered = k.joulesPerGigabecquerel * (1 - residual)
    let result = Propagation.evaluate([.init(lungs.shunt), .init(lungs.mass)]) {
      [delivered * $0[0] / ($0[1] / 1000)]
    }
    return Uncertain(
      Quantity(result[0].value), standardUncertainty: result[0].uncertainty.map { Quantity($0) })
  }

  /// `nil` where the model needs ratios that the volume has not.
  func dosePerActivity(_ kind: Kind, in volume: PerfusedVolume) -> DosePerActivity? {
    guard kind == .uniform || volume.hasRatios else { return nil }
    if kind == .multiCompartment, volume.compartments.count < 2 { return nil }
    let regions = regions(kind, volume)
    let results = Propagation.evaluate(inputs(volume)) { inputs in
      let state = State(inputs, volume, kind)
      return regions.map { self.rate($0, state, volume) }
    }
    let values = zip(regions, results).map { region, result in
      let u = result.uncertainty.map { Quantity<GrayPerGigabecquerel>($0) }
      return (region, Uncertain(Quantity<GrayPerGigabecquerel>(result.value), standardUncertainty: u))
    }
    return DosePerActivity(
      model: kind.rawValue, values: Dictionary(values, uniquingKeysWith: { first, _ in first }))
  }

  private func regions(_ kind: Kind, _ volume: PerfusedVolume) -> [PlannedRegion] {
    let tumours: [PlannedRegion] = volume.tumours.isEmpty ? [] : [.allTumours]
    let single: [PlannedRegion] = kind == .multiCompartment ? volume.tumours.map { .tumour($0.name) } : []
    let perfused: [PlannedRegion] = volume.normal.value.value > 0 ? [.perfusedNormalLiver] : []
    return tumours + single + perfused + [.normalLiver, .perfusedVolume, .lungs]
  }

  /// Lung shunt, lung mass, normal volumes, then volume and ratio of each compartment.
  private func inputs(_ volume: PerfusedVolume) -> [Propagation.Input] {
    [.init(lungs.shunt), .init(lungs.mass), .init(volume.normal), .init(volume.wholeNormal)]
      + volume.compartments.flatMap { [.init($0.volume), $0.toNormal.map { .init($0) } ?? .init(1, nil)] }
  }

  /// Kilograms and ratios of one set of inputs.
  private struct State {
    var shunt, lungMass, normal, wholeNormal: Double
    var masses: [Double] = []
    var ratios: [Double] = []

    init(_ inputs: [Double], _ volume: PerfusedVolume, _ kind: Kind) {
      let kilogramsPerMillilitre = volume.density.value / 1000
      (shunt, lungMass) = (inputs[0], inputs[1] / 1000)
      (normal, wholeNormal) = (inputs[2] * kilogramsPerMillilitre, inputs[3] * kilogramsPerMillilitre)
      for n in volume.compartments.indices {
        masses.append(inputs[4 + 2 * n] * kilogramsPerMillilitre)
        ratios.append(kind == .uniform ? 1 : inputs[5 + 2 * n])
      }
    }

    var effectiveMass: Double { zip(masses, ratios).reduce(normal) { $0 + $1.0 * $1.1 } }
  }

  private func rate(_ region: PlannedRegion, _ s: State, _ volume: PerfusedVolume) -> Double {
    let delivered = k.joulesPerGigabecquerel * (1 - residual)
    let normalRate = delivered * (1 - s.shunt) / s.effectiveMass
    func mean(_ chosen: [Int]) -> Double {
      let mass = chosen.reduce(0) { $0 + s.masses[$1] }
      return normalRate * chosen.reduce(0) { $0 + s.masses[$1] * s.ratios[$1] } / mass
    }
    let parts = volume.compartments.indices
    switch region {
    case .tumour(let name): return mean(parts.filter { volume.compartments[$0].name == name })
    case .allTumours: return mean(parts.filter { volume.compartments[$0].isTumour })
    case .perfusedNormalLiver: return normalRate
    case .normalLiver: return s.wholeNormal > 0 ? normalRate * s.normal / s.wholeNormal : 0
    case .perfusedVolume: return delivered * (1 - s.shunt) / s.masses.reduce(s.normal, +)
    case .lungs: return delivered * s.shunt / s.lungMass
    }
  }
}
