import Quantities

/// Tumour dose per activity by the artery, expected from that by the vein and the gain of paired lesions.
///
/// Both uncertainties count, as of independent quantities; one that was not stated counts as none.
public struct ExpectedGain: Sendable, Hashable {
  /// Expected value, Gy/GBq.
  public let mean: Double
  /// Standard uncertainty (k = 1), Gy/GBq; `nil` if neither states one.
  public let uncertainty: Double?
  /// At the confidence of the gain, Gy/GBq, never below zero; `nil` if neither states an uncertainty.
  public let interval: ClosedRange<Double>?

  public init(_ rate: Uncertain<GrayPerGigabecquerel>, _ gain: IntraArterialGain) {
    let (r, g) = (rate.value.value, gain.gain)
    mean = r * g
    let own = (rate.standardUncertainty?.value).map { $0 * g }
    // Of the geometric mean: half of the interval, on the logarithm, over the quantile.
    let ofGain = gain.standardUncertaintyOfLog.map { $0 * r * g }
    let parts = [own, ofGain].compactMap(\.self)
    uncertainty = parts.isEmpty ? nil : parts.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard !parts.isEmpty else {
      interval = nil
      return
    }
    let normal = 1.959963984540054 * (own ?? 0)
    let below = gain.interval.map { r * (g - $0.lowerBound) } ?? 0,
      above = gain.interval.map { r * ($0.upperBound - g) } ?? 0
    let low = mean - (normal * normal + below * below).squareRoot()
    interval = max(0, low)...(mean + (normal * normal + above * above).squareRoot())
  }
}
