import Foundation

/// Σ aᵣ e^(−λᵣ t) with up to three terms, from slow to fast; unused lanes hold amplitude 0 and rate 1.
struct ExponentialSum: Sendable, Hashable {
  var amplitudes: SIMD4<Double>
  var rates: SIMD4<Double>

  func callAsFunction(_ t: Double) -> Double {
    var sum = 0.0
    for r in 0..<3 where amplitudes[r] != 0 { sum += amplitudes[r] * exp(-rates[r] * t) }
    return sum
  }

  /// The integral from `t` to infinity; from 0 it is the time-integrated activity.
  func integral(from t: Double = 0) -> Double {
    var sum = 0.0
    for r in 0..<3 where amplitudes[r] != 0 { sum += amplitudes[r] / rates[r] * exp(-rates[r] * t) }
    return sum
  }
}
