import Foundation

/// Polarisation of the medium by a fast charge: Fano's density effect by Sternheimer's oscillators.
///
/// Each subshell is an oscillator at its binding energy times one factor that reproduces the mean excitation energy
/// (Sternheimer 1952, doi:10.1103/PhysRev.88.851; as ESTAR does for any composition). All media here are insulators.
struct DensityEffect {
  /// Share of all electrons and square of the oscillator energy in plasma energies.
  private let oscillators: [(share: Double, square: Double)]

  init(_ medium: Medium) {
    var shells: [(share: Double, binding: Double)] = []
    for part in medium.parts {
      let element = Element(part.atomicNumber)
      let weight = part.fraction / element.atomicWeight
      shells += element.shells.map { ($0.electrons * weight, $0.binding) }
    }
    let all = shells.reduce(0) { $0 + $1.share }
    // ħω_p = 28.816 √(ρ Z/A) eV.
    let plasma = 28.816 * (medium.density * medium.electronsPerMass).squareRoot()
    let relative = shells.map { (share: $0.share / all, square: pow($0.binding / plasma, 2)) }
    let target = 2 * log(medium.meanExcitation / plasma)
    let factor = bisect(0.01, 1000) { s in
      relative.reduce(-target) { $0 + $1.share * log(s * $1.square + 2 / 3.0 * $1.share) }
    }
    oscillators = relative.map { ($0.share, factor * $0.square) }
  }

  /// δ at the square of the velocity, 0…1.
  func callAsFunction(beta2: Double) -> Double {
    let goal = 1 / beta2 - 1
    func sum(_ l: Double) -> Double { oscillators.reduce(-goal) { $0 + $1.share / ($1.square + l) } }
    guard sum(0) > 0 else { return 0 }
    let l = bisect(0, 1e6) { -sum($0) }
    return oscillators.reduce(-l * (1 - beta2)) { total, o in
      let bound = o.square + 2 / 3.0 * o.share
      return total + o.share * log((bound + l) / bound)
    }
  }
}

/// Root of a rising function.
func bisect(_ low: Double, _ high: Double, _ f: (Double) -> Double) -> Double {
  var (a, b) = (low, high)
  for _ in 0..<200 where b - a > 1e-13 * b {
    let middle = (a + b) / 2
    if f(middle) < 0 { a = middle } else { b = middle }
  }
  return (a + b) / 2
}
