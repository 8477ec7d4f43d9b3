import Foundation

/// The two light charges that transport follows.
public enum ChargedParticle: String, Sendable, Hashable, Codable, CaseIterable {
  case electron, positron
}

/// Kinematics of an electron or positron.
struct Motion {
  /// Kinetic energy in rest masses.
  let tau: Double
  /// Rest energy, keV.
  static let rest = 510.99895

  init(keV: Double) { tau = keV / Motion.rest }

  var gamma: Double { tau + 1 }
  var beta2: Double { tau * (tau + 2) / (gamma * gamma) }
  /// Momentum in m c.
  var momentum: Double { (tau * (tau + 2)).squareRoot() }
}
