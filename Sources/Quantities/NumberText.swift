import Foundation

/// A number as it is printed, in the parts by which a column aligns it.
///
/// Terminal, page, paper and the headers of tables print by this one rule. A value follows its standard uncertainty
/// (k = 1): the uncertainty gets two significant digits and the value the same last place (JCGM 100:2008, 7.2.6).
/// Without an uncertainty three significant digits are printed, never fewer than the digits before the decimal point.
/// A tie goes to the even digit (ISO 80000-1:2009, B.3, rule A), and the minus sign is U+2212.
///
/// It is *not* for files that are read again: those keep every digit (`printedExactly`, JSON).
public struct NumberText: Sendable, Hashable {
  /// Sign and digits before the decimal point, or `not available`.
  public var whole: String
  /// Decimal point and digits after it; empty for whole numbers.
  public var fraction: String
  /// Digits of the standard uncertainty; `nil` where none is printed.
  public var uncertainty: String?
  /// Power of ten common to value and uncertainty.
  public var exponent: Int?

  /// Printed for a number that is not finite.
  static let notAvailable = "not available"

  public init(whole: String, fraction: String, uncertainty: String? = nil, exponent: Int? = nil) {
    (self.whole, self.fraction) = (whole, fraction)
    (self.uncertainty, self.exponent) = (uncertainty, exponent)
  }

  /// `12.3 ± 1.4`, `(1.23 ± 0.14) × 10⁹`; without uncertainty the value alone.
  public var text: String {
    let value = whole + fraction
    let inner = uncertainty.map { "\(value) ± \($0)" } ?? value
    guard let exponent else { return inner }
    return (uncertainty == nil ? inner : "(\(inner))") + " × 10" + Self.superscript(exponent)
  }

  /// Value and uncertainty for two columns of a table, each complete without the other.
  public var columns: (value: String, uncertainty: String?) {
    let power = exponent.map { " × 10" + Self.superscript($0) } ?? ""
    return (whole + fraction + power, uncertainty.map { $0 + power })
  }

  /// `⁻¹²`
  public static func superscript(_ n: Int) -> String {
    let digits: [Character: Character] = [
      "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸",
      "9": "⁹",
    ]
    return String(String(n).map { digits[$0] ?? $0 })
  }
}

// MARK: by uncertainty or significant digits

extension NumberText {
  /// - Parameters:
  ///   - uncertainty: standard uncertainty in the unit of the value; `nil`, negative or not finite prints none.
  ///   - significant: digits of a value that has no uncertainty, 1…17.
  public init(_ value: Double, uncertainty: Double? = nil, significant: Int = 3) {
    guard value.isFinite else {
      self.init(whole: Self.notAvailable, fraction: "")
      return
    }
    let u = uncertainty.flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
    if let exponent = Self.commonExponent(value, u) {
      let scale = pow(10, Double(exponent))
      self.init(value / scale, uncertainty: u.map { $0 / scale }, significant: significant)
      self.exponent = exponent
      return
    }
    let places =
      u.map(Self.decimals(ofUncertainty:)) ?? Self.decimals(ofValue: value, significant: significant)
    self.init(value, decimals: places)
    if uncertainty == 0 { self.uncertainty = "0" }
    if let u { self.uncertainty = NumberText(u, decimals: places).text }
  }

  /// Scientific notation is for what no reader can count: 10⁶ and more, or less than 10⁻⁴.
  private static func commonExponent(_ value: Double, _ u: Double?) -> Int? {
    let size = max(abs(value), u ?? 0)
    guard size > 0, size >= 1e6 || size < 1e-4 else { return nil }
    return Int(log10(size).rounded(.down))
  }

  private static func decimals(ofUncertainty u: Double) -> Int {
    let places = 1 - Int(log10(u).rounded(.down))
    // 0.0996 rounds up to 0.10: one place fewer.
    let rounded = (u * pow(10, Double(places))).rounded()
    return rounded >= 100 ? places - 1 : places
  }

  private static func decimals(ofValue value: Double, significant: Int) -> Int {
    guard value != 0 else { return 0 }
    let places = significant - 1 - Int(log10(abs(value)).rounded(.down))
    let rounded = (abs(value) * pow(10, Double(places))).rounded()
    return max(0, rounded >= pow(10, Double(significant)) ? places - 1 : places)
  }
}

// MARK: by decimals

extension NumberText {
  /// Fixed decimals; negative ones round to tens, hundreds, …
  public init(_ value: Double, decimals: Int) {
    guard value.isFinite else {
      self.init(whole: Self.notAvailable, fraction: "")
      return
    }
    let text = Self.digits(value, decimals)
    let point = text.firstIndex(of: ".") ?? text.endIndex
    self.init(whole: String(text[..<point]), fraction: String(text[point...]))
  }

  /// What rounds to zero has no sign.
  private static func digits(_ value: Double, _ decimals: Int) -> String {
    let scale = pow(10, Double(-min(0, decimals)))
    let rounded = decimals < 0 ? (value / scale).rounded(.toNearestOrEven) * scale : value
    let text = String(format: "%.\(max(0, decimals))f", rounded)
    let isZero = !text.contains { "123456789".contains($0) }
    return text.hasPrefix("-") ? (isZero ? "" : "−") + text.dropFirst() : text
  }

  /// A fraction of one in percent, without the sign %: whole numbers from 10 %, one decimal from 1 %, below that two.
  public init(percentOf fraction: Double) {
    let value = 100 * fraction, size = abs(value)
    self.init(value, decimals: size >= 9.95 || size == 0 ? 0 : size >= 0.995 ? 1 : 2)
  }

  /// Removes the zeros at the end of the decimals, and a decimal point that nothing follows.
  var withoutTrailingZeros: NumberText {
    guard uncertainty == nil, !fraction.isEmpty else { return self }
    var short = self
    while short.fraction.hasSuffix("0") { short.fraction.removeLast() }
    if short.fraction == "." { short.fraction = "" }
    return short
  }
}

// MARK: shorthands

extension Double {
  /// `12.3 ± 1.4`, or three significant digits: `NumberText`.
  public func printed(uncertainty: Double? = nil, significant: Int = 3) -> String {
    NumberText(self, uncertainty: uncertainty, significant: significant).text
  }

  /// Fixed decimals: `NumberText`.
  public func printed(decimals: Int) -> String { NumberText(self, decimals: decimals).text }

  /// A round number such as a level, a limit or a tick: up to `significant` digits, no zeros at the end.
  public func printedShort(significant: Int = 4) -> String {
    NumberText(self, significant: significant).withoutTrailingZeros.text
  }

  /// A fraction of one as `12 %`, `1.2 %` or `0.12 %`: `NumberText`.
  /// - Parameter signed: whether positive numbers get a plus sign.
  public func printedPercent(signed: Bool = false) -> String {
    guard isFinite else { return NumberText.notAvailable }
    return (signed && self > 0 ? "+" : "") + NumberText(percentOf: self).text + " %"
  }

  /// All digits of a number that somebody gave, whole numbers without a point: `30`, `0.61`. Reads back as itself.
  public var printedExactly: String {
    self == rounded() && abs(self) < 1e15 ? "\(Int(self))" : "\(self)"
  }
}

extension Uncertain {
  /// `12.3 ± 1.4`, without the unit: `NumberText`.
  /// - Parameter unit: how many base units the printed unit holds.
  public func printed(in unit: Double = 1, significant: Int = 3) -> String {
    (value.value / unit).printed(
      uncertainty: standardUncertainty.map { $0.value / unit }, significant: significant)
  }
}
