import Foundation
import Nuclides
import Quantities

/// A quantity of the transport compared with its reference, point by point.
public struct PhysicsComparison: Sendable {
  public struct Point: Sendable {
    /// Where, in the unit of the axis; and how a table names it.
    public var at: Double
    public var label: String
    /// Value and its reference, in the unit of the vertical axis.
    public var value, reference: Double
    /// Combined relative standard uncertainty of both from counting; `nil` where nothing is random.
    public var uncertainty: Double?
    /// False where the comparison says nothing (too little energy); shown, not assessed.
    public var isJudged = true
    /// Where this point has to be closer than the others.
    public var tolerance: Double?

    /// Relative deviation from the reference: value / reference − 1.
    public var deviation: Double { value / reference - 1 }
  }
  public struct Axis: Sendable {
    public var name, unit: String
    public var isLogarithmic: Bool
  }
  public var title: String
  /// Reference with citation.
  public var source: String
  public var x, y: Axis
  /// Accepted relative deviation, beyond `sigmas` times the statistical uncertainty.
  public var tolerance: Double
  /// Default three: one false alarm in 370 points.
  public var sigmas = 3.0
  /// Part of the judged points that has to lie within, 0…1.
  public var share = 1.0
  /// Why this tolerance, and which points are judged.
  public var reason: String
  public var points: [Point]

  /// Points that are judged and lie outside.
  public var failures: [Point] {
    points.filter {
      $0.isJudged && abs($0.deviation) > ($0.tolerance ?? tolerance) + sigmas * ($0.uncertainty ?? 0)
    }
  }
  /// Enough of the judged points lie within, and there are some.
  public var isWithin: Bool {
    let judged = points.filter(\.isJudged).count
    return judged > 0 && Double(failures.count) <= (1 - share) * Double(judged)
  }
  /// Largest absolute relative deviation among the judged points.
  public var largestDeviation: Double { points.filter(\.isJudged).map { abs($0.deviation) }.max() ?? 0 }
}

extension PhysicsComparison {
  /// Stopping powers, ranges and attenuation in water: no transport, only data and formulas.
  public static func data(_ reference: ReferenceNumbers) -> [PhysicsComparison] {
    let (collision, radiation) = (CollisionStopping(.water), Bremsstrahlung(.water))
    let total = { (keV: Double) in collision.total(keV) + radiation.stopping(keV) }
    let energy = Axis(name: "kinetic energy", unit: "keV", isLogarithmic: true)
    func stopping(
      _ title: String, _ y: Axis, tolerance: Double, reason: String,
      _ pick: KeyPath<ReferenceNumbers.Stopping, Double>, _ value: (Double) -> Double
    ) -> PhysicsComparison {
      PhysicsComparison(
        title: title, source: "NIST ESTAR, liquid water, I = 75 eV", x: energy, y: y, tolerance: tolerance,
        reason: reason,
        points: reference.stopping.map {
          Point(
            at: $0.energy, label: "\(number($0.energy)) keV", value: value($0.energy),
            reference: $0[keyPath: pick])
        })
    }
    let power = Axis(name: "mass stopping power", unit: "MeV cm²/g", isLogarithmic: true)
    return [
      stopping(
        "Collision stopping power of electrons in water", power, tolerance: 0.01, reason: "stated goal",
        \.collision
      ) { collision.total($0) / 1000 },
      stopping(
        "Radiative stopping power of electrons in water", power, tolerance: 0.02,
        reason: "the table is read between its nodes; at most 2 % of the whole", \.radiative
      ) { radiation.stopping($0) / 1000 },
      stopping(
        "Range of electrons in water (CSDA)",
        Axis(name: "CSDA range", unit: "g/cm²", isLogarithmic: true), tolerance: 0.01, reason: "stated goal",
        \.range
      ) { range($0, total) },
      attenuation(reference),
    ]
  }

  private static func attenuation(_ reference: ReferenceNumbers) -> PhysicsComparison {
    let water = PhotonInteraction(.water)
    return PhysicsComparison(
      title: "Attenuation of photons in water", source: "NIST XCOM, with coherent scattering",
      x: Axis(name: "photon energy", unit: "keV", isLogarithmic: true),
      y: Axis(name: "mass attenuation", unit: "cm²/g", isLogarithmic: true), tolerance: 0.01,
      reason: "stated goal",
      points: reference.attenuation.map {
        Point(
          at: $0.energy, label: "\(number($0.energy)) keV", value: water.attenuation($0.energy),
          reference: $0.attenuation)
      })
  }

  /// ∫ dE / S from 1 keV, where ESTAR's tables begin at 10 keV; below, E / 2S(1 keV), 10⁻⁵ g/cm². g/cm²; energies in keV.
  private static func range(_ energy: Double, _ stopping: (Double) -> Double) -> Double {
    let steps = 400, low = 1.0
    let step = log(energy / low) / Double(steps)
    let inner = (0..<steps).reduce(0.0) { sum, n in
      let e = low * exp((Double(n) + 0.5) * step)
      return sum + e * step / stopping(e)
    }
    return inner + low / stopping(low) / 2
  }

  static func number(_ x: Double) -> String { x.printedShort(decimals: 3) }
}
