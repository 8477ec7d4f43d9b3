import Foundation

extension Double {
  var exp: Double { Foundation.exp(self) }
  var log: Double { Foundation.log(self) }
  var log1p: Double { Foundation.log1p(self) }
  var arcsine: Double { Foundation.asin(self) }
}

/// The root of a function that changes sign on a bracket, to the last bit or so: bisection, with steps of the
/// secant where they help (Illinois). Answers the end where the function is zero or closest if there is no change.
func root(of f: (Double) -> Double, between a: Double, and b: Double) -> Double {
  var (low, high) = (a, b)
  var (fLow, fHigh) = (f(low), f(high))
  if fLow == 0 { return low }
  if fHigh == 0 { return high }
  guard (fLow < 0) != (fHigh < 0) else { return abs(fLow) < abs(fHigh) ? low : high }
  for n in 0..<400 {
    guard abs(high - low) > 4e-16 * max(abs(low), abs(high)) else { break }
    // Every third step bisects, so that the bracket always shrinks.
    let secant = low - fLow * (high - low) / (fHigh - fLow)
    let middle = (low + high) / 2
    let inside = secant > min(low, high) && secant < max(low, high)
    let x = n % 3 != 2 && inside ? secant : middle
    guard x != low, x != high else { break }
    let y = f(x)
    if y == 0 { return x }
    if (y < 0) == (fLow < 0) {
      (low, fLow) = (x, y)
      fHigh /= 2
    } else {
      (high, fHigh) = (x, y)
      fLow /= 2
    }
  }
  return (low + high) / 2
}
