import Quantities

/// What a quantity of a header can be in nature: a value beyond it comes from another unit, another object or damage.
///
/// A value beyond its range is reported with range and place, and is not used: what hangs on it then asks for it. Values
/// that are stated in a case file or as an option are held against the same table.
package struct Plausibility: Sendable, Hashable {
  /// In words that can begin a sentence: `the body weight`.
  package var quantity: String
  /// DICOM attribute, as it is shown as a place.
  package var attribute: String
  package var unit: String
  /// In `unit`; both ends are allowed.
  package var range: ClosedRange<Double>
  /// What else the value is held against.
  package var crossCheck: String
  /// Where the range comes from.
  package var source: String

  package func allows(_ value: Double) -> Bool { range.contains(value) }

  /// The fault of a value in words; `nil` for a plausible one.
  package func fault(_ value: Double) -> String? {
    guard !allows(value) else { return nil }
    return "\(quantity) is \(Plausibility.text(value)) \(unit), which cannot be: "
      + "\(Plausibility.text(range.lowerBound)) to \(Plausibility.text(range.upperBound)) \(unit) are possible"
  }

  /// Four significant digits.
  package static func text(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return "\(value)" }
    let magnitude = abs(value)
    let digits = magnitude.exponent > 40 || magnitude.exponent < -20 ? 0 : 4
    return digits == 0 ? "\(Float(value))" : shortest(value)
  }

  private static func shortest(_ value: Double) -> String {
    let scale = decade(abs(value))
    let rounded = (value / scale * 1000).rounded() / 1000 * scale
    let plain = Float(rounded)
    return plain == plain.rounded() && abs(plain) < 1e7 ? "\(Int(plain))" : "\(plain)"
  }

  private static func decade(_ magnitude: Double) -> Double {
    var scale = 1.0
    while magnitude >= 10 * scale { scale *= 10 }
    while magnitude < scale { scale /= 10 }
    return scale
  }
}

/// Half-life of a nuclide such as `Lu-177`; `nil` for one that is not known.
public typealias HalfLifeTable = @Sendable (_ nuclide: String) -> TimeSpan?
