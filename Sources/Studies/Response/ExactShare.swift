import Quantities
import Statistics

/// A number of patients out of many, with the exact 95 % interval.
package struct ExactShare: Sendable, Encodable {
  package var count: Int
  package var of: Int
  /// Percent; `nil` without patients.
  package var percent: Double?
  /// Clopper and Pearson's 95 % limits, percent.
  package var lower, upper: Double?

  package init(_ count: Int, of total: Int) {
    (self.count, of) = (count, total)
    guard total > 0 else { return }
    let proportion = Proportion(count, of: total)
    let limits = proportion.clopperPearson()
    (percent, lower, upper) = (100 * proportion.value, 100 * limits.lower, 100 * limits.upper)
  }

  /// `1/15 (7 %, 0.2–32 %)`
  package var text: String {
    guard let percent, let lower, let upper else { return "0/0" }
    let digits = Self.digits
    return "\(count)/\(of) (\(digits(percent))\u{A0}%, \(digits(lower))–\(digits(upper))\u{A0}%)"
  }

  package static func digits(_ value: Double) -> String {
    NumberText(percentOf: value / 100).text
  }
}
