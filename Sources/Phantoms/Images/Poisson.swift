import Foundation

extension CounterRandom {
  /// A Poisson number. Inversion below a mean of 10, above it Hörmann's transformed rejection (PTRS,
  /// Insurance Math Econ 1993;12:39, doi:10.1016/0167-6687(93)90997-4).
  mutating func poisson(mean: Double) -> Int {
    mean <= 0 ? 0 : mean < 10 ? smallPoisson(mean) : largePoisson(mean)
  }

  private mutating func smallPoisson(_ mean: Double) -> Int {
    var (n, probability, rest) = (0, exp(-mean), uniform())
    while rest > probability && n < 200 {
      rest -= probability
      n += 1
      probability *= mean / Double(n)
    }
    return n
  }

  private mutating func largePoisson(_ mean: Double) -> Int {
    let b = 0.931 + 2.53 * mean.squareRoot()
    let a = -0.059 + 0.02483 * b
    let inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
    let v0 = 0.9277 - 3.6224 / (b - 2)
    while true {
      let (u, v) = (uniform() - 0.5, uniform())
      let us = 0.5 - abs(u)
      let k = ((2 * a / us + b) * u + mean + 0.43).rounded(.down)
      if us >= 0.07 && v <= v0 { return Int(k) }
      if k < 0 || (us < 0.013 && v > us) { continue }
      let bound = k * log(mean) - mean - lgamma(k + 1)
      if log(v * inverseAlpha / (a / (us * us) + b)) <= bound { return Int(k) }
    }
  }
}
