import Diagnostics
import Foundation
import Quantities
import Stages

extension RegionKinetics {
  /// A₀ e^(−λt) with the physical λ: the only unknown is A₀, the weighted mean of what each point says of it.
  func permanentTrapping(_ region: Region, _ data: CurveData) throws -> TimeActivityFit {
    var (top, bottom) = (0.0, 0.0)
    for n in 0..<data.count {
      let e = exp(-physicalRate * data.times[n])
      let w = 1 / (data.sigmas[n] * data.sigmas[n])
      top += w * e * data.values[n]
      bottom += w * e * e
    }
    guard top > 0 else {
      throw Problem(
        .dataRejected, what: "the activity at administration comes out as not above zero",
        at: "time–activity data of \(region)", why: "negative activities outweigh positive ones",
        remedy: "check background and region")
    }
    let curve = ExponentialSum(amplitudes: [top / bottom, 0, 0, 0], rates: [physicalRate, 1, 1, 1])
    let u = amplitudeUncertainty(curve, data, information: bottom)
    let mega = data.scale / 1e6
    let missing: [Note] = u == nil ? [.curve(.pointWithoutUncertainty)] : []
    return TimeActivityFit(
      region: region, points: data.points, fitted: data.times.map { Activity(curve($0) * data.scale) },
      model: "permanent trapping",
      parameters: [
        TimeActivityFit.Parameter(
          name: "amplitude", unit: "MBq", value: curve.amplitudes[0] * mega,
          standardUncertainty: u.map { $0 * mega })
      ],
      covariance: u.map { [$0 * $0 * mega * mega] } ?? [],
      timeIntegratedActivity: Uncertain(
        Quantity(curve.integral() * data.integralScale),
        standardUncertainty: u.map { Quantity($0 / physicalRate * data.integralScale) }),
      extrapolatedFraction: exp(-physicalRate * data.lastTime), curve: self.curve(data) { curve($0) },
      terms: [.init(amplitude: Activity(curve.amplitudes[0] * data.scale), halfLife: physicalHalfLife)],
      warnings: data.warnings + missing)
  }

  /// From the stated uncertainties, or from the scatter where they are relative or none.
  private func amplitudeUncertainty(_ curve: ExponentialSum, _ data: CurveData, information: Double)
    -> Double?
  {
    let freedom = data.count - 1
    if data.weights == .absolute || (data.weights == .relative && freedom == 0) {
      return 1 / information.squareRoot()
    }
    guard freedom > 0 else { return nil }
    let misfit = (0..<data.count).reduce(0.0) { sum, n in
      let r = (data.values[n] - curve(data.times[n])) / data.sigmas[n]
      return sum + r * r
    }
    return (misfit / Double(freedom) / information).squareRoot()
  }
}
