/// The sums of exponentials that are fitted to time–activity data, by their usual names.
///
/// Every rate is an effective one (physical plus biological) and every amplitude is positive.
public enum ExponentialShape: String, Sendable, Hashable, Codable, CaseIterable {
  /// A e^(−λt).
  case mono = "mono-exponential"
  /// A (e^(−λ₁t) − e^(−λ₂t)) with one common amplitude: nothing there at administration.
  case uptakeWashout = "uptake–washout"
  /// A₁ e^(−λ₁t) + A₂ e^(−λ₂t): two phases of washout.
  case bi = "bi-exponential"
  /// A₁ e^(−λ₁t) + A₂ e^(−λ₂t) − (A₁ + A₂) e^(−λ₃t): uptake, then two phases of washout.
  case uptakeBiWashout = "uptake–bi-exponential washout"
  /// A₁ e^(−λ₁t) + A₂ e^(−λ₂t) + A₃ e^(−λ₃t): three phases of washout.
  case tri = "tri-exponential"

  /// Number of free parameters, k.
  public var parameterCount: Int { rateCount + amplitudeCount }

  var rateCount: Int {
    switch self {
    case .mono: 1
    case .uptakeWashout, .bi: 2
    case .uptakeBiWashout, .tri: 3
    }
  }

  var amplitudeCount: Int {
    switch self {
    case .mono, .uptakeWashout: 1
    case .bi, .uptakeBiWashout: 2
    case .tri: 3
    }
  }

  /// How much of each exponential one unit of amplitude `p` makes; exponentials from slow to fast.
  func column(_ p: Int) -> SIMD4<Double> {
    switch self {
    case .mono, .bi, .tri: p == 0 ? [1, 0, 0, 0] : p == 1 ? [0, 1, 0, 0] : [0, 0, 1, 0]
    case .uptakeWashout: [1, -1, 0, 0]
    case .uptakeBiWashout: p == 0 ? [1, 0, -1, 0] : [0, 1, -1, 0]
    }
  }

  /// True if the fastest exponential describes uptake.
  var hasUptake: Bool { self == .uptakeWashout || self == .uptakeBiWashout }
}
