import Quantities
import Stages

/// What a quantity can be in nature, or usually is: one row of the table that headers, structures, plans and records are
/// held against.
///
/// A header beyond a possible range is reported with value, range and place, and is not used: what hangs on it then asks for
/// it. A value beyond a usual range stays and is questioned.
package struct Plausibility: Sendable, Hashable {
  /// Whether a value beyond the range is impossible, or rare enough to be asked about.
  package enum Kind: String, Sendable, Hashable { case possible, usual }

  /// In words that can begin a sentence: `the body weight`.
  package var quantity: String
  /// DICOM attribute, as it is shown as a place; empty for what no header states.
  package var attribute: String
  package var unit: String
  /// In `unit`; both ends are allowed. An end may be infinite.
  package var range: ClosedRange<Double>
  /// What else the value is held against.
  package var crossCheck: String
  /// Where the range comes from.
  package var source: String
  package var kind: Kind
  /// Of the finding that a value beyond makes.
  package var code: Finding.Code
  package var rank: Finding.Rank
  /// What the value changes, or what to look at.
  package var advice: String

  /// A range beyond which no value can be.
  package init(
    quantity: String, attribute: String, unit: String, range: ClosedRange<Double>, crossCheck: String,
    source: String
  ) {
    (self.quantity, self.attribute, self.unit, self.range) = (quantity, attribute, unit, range)
    (self.crossCheck, self.source) = (crossCheck, source)
    (kind, code, rank, advice) = (.possible, .image, .stop, "")
  }

  /// A range that values usually keep.
  package init(
    _ code: String, _ quantity: String, _ range: ClosedRange<Double>, _ unit: String,
    rank: Finding.Rank = .decision, advice: String = "", source: String
  ) {
    (self.quantity, attribute, self.unit, self.range) = (quantity, "", unit, range)
    (crossCheck, self.source) = ("", source)
    (kind, self.code, self.rank, self.advice) = (.usual, Finding.Code(code), rank, advice)
  }

  package func allows(_ value: Double) -> Bool { range.contains(value) }

  /// A finding where the value is beyond the range.
  /// - Parameters:
  ///   - rank: instead of the row's own, where the same value matters less.
  ///   - also: the same in another quantity.
  package func finding(
    _ value: Double, at place: String, rank: Finding.Rank? = nil, also: BeyondRange.Also? = nil
  ) -> Finding? {
    BeyondRange(self, value, also: also).map {
      Finding(rank ?? self.rank, code, stating: $0, at: place)
    }
  }

  private var suffix: String { unit.isEmpty ? "" : " \(unit)" }

  /// The range in words: `500 to 4500 mL`, `at most 20 %`.
  package var span: String {
    switch (range.lowerBound.isFinite, range.upperBound.isFinite) {
    case (true, true): "\(Self.text(range.lowerBound)) to \(Self.text(range.upperBound))\(suffix)"
    case (true, false): "\(Self.text(range.lowerBound))\(suffix) and more"
    case (false, true): "up to \(Self.text(range.upperBound))\(suffix)"
    case (false, false): "all values"
    }
  }

  /// Four significant digits.
  package static func text(_ value: Double) -> String { value.isFinite ? rounded4(value) : "\(value)" }
}
