import Foundation

/// A number of patients out of many, with the exact 95 % interval.
struct ExactShare: Sendable, Encodable {
  var count: Int
  var of: Int
  /// Percent; `nil` without patients.
  var percent: Double?
  /// Clopper and Pearson's 95 % limits, percent.
  var lower, upper: Double?

  init(_ count: Int, of total: Int) {
    (self.count, of) = (count, total)
    guard total > 0 else { return }
    let limits = Self.clopperPearson(count, total)
    (percent, lower, upper) = (100 * Double(count) / Double(total), 100 * limits.lower, 100 * limits.upper)
  }

  /// Limits at which the tail of the binomial distribution is 2.5 % (doi:10.1093/biomet/26.4.404), by bisection.
  private static func clopperPearson(_ k: Int, _ n: Int) -> (lower: Double, upper: Double) {
    func atLeast(_ k: Int, _ p: Double) -> Double {
      (k...n).reduce(0) { sum, i in
        let choose = lgamma(Double(n + 1)) - lgamma(Double(i + 1)) - lgamma(Double(n - i + 1))
        return sum + exp(choose + Double(i) * log(p) + Double(n - i) * log1p(-p))
      }
    }
    func root(_ f: (Double) -> Bool) -> Double {
      var (low, high) = (0.0, 1.0)
      for _ in 0..<60 {
        let middle = (low + high) / 2
        if f(middle) { low = middle } else { high = middle }
      }
      return (low + high) / 2
    }
    return (
      k == 0 ? 0 : root { atLeast(k, $0) < 0.025 }, k == n ? 1 : root { 1 - atLeast(k + 1, $0) > 0.025 }
    )
  }

  /// `1/15 (7 %, 0.2–32 %)`
  var text: String {
    guard let percent, let lower, let upper else { return "0/0" }
    let digits = Self.digits
    return "\(count)/\(of) (\(digits(percent))\u{A0}%, \(digits(lower))–\(digits(upper))\u{A0}%)"
  }

  static func digits(_ value: Double) -> String {
    value == 0 || value == 100 || value >= 9.95
      ? String(format: "%.0f", value) : String(format: "%.1f", value)
  }
}
