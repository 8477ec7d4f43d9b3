import Foundation
import Quantities

/// A number as it is printed, in the parts by which a column aligns it.
public struct NumberText: Sendable, Hashable {
  /// Sign and digits before the point, or a word such as `not available`.
  public var whole: String
  /// Point and the digits after it; empty for whole numbers.
  public var fraction: String
  /// Digits of the standard uncertainty; `nil` where none is shown.
  public var uncertainty: String?
  /// Power of ten common to value and uncertainty.
  public var exponent: Int?

  /// `12.3 ± 1.4`, `(1.23 ± 0.14) × 10⁹`; without uncertainty the value alone.
  public var text: String {
    let value = whole + fraction
    let inner = uncertainty.map { "\(value) ± \($0)" } ?? value
    guard let exponent else { return inner }
    return (uncertainty == nil ? inner : "(\(inner))") + " × 10" + Format.superscript(exponent)
  }
}

/// How numbers, times and units are printed, in one place.
///
/// A value follows its standard uncertainty (k = 1): the uncertainty gets two significant digits and the value as
/// many decimals (JCGM 100:2008, 7.2.6). Without an uncertainty three significant digits are shown, never fewer
/// than the digits before the point. A number that is not finite prints as `not available`.
public enum Format {
  public static let notEvaluated = "not evaluated"
  public static let notAvailable = "not available"

  /// - Parameter significant: digits of a value that has no uncertainty.
  public static func number(_ value: Double, uncertainty: Double? = nil, significant: Int = 3) -> NumberText {
    guard value.isFinite else { return NumberText(whole: notAvailable, fraction: "") }
    let u = uncertainty.flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
    if let exponent = commonExponent(value, u) {
      let scale = pow(10, Double(exponent))
      var inner = number(value / scale, uncertainty: u.map { $0 / scale }, significant: significant)
      inner.exponent = exponent
      return inner
    }
    let places = u.map { decimals(ofUncertainty: $0) } ?? decimals(ofValue: value, significant: significant)
    var text = split(fixed(value, places))
    if uncertainty == 0 { text.uncertainty = "0" }
    if let u { text.uncertainty = fixed(u, places) }
    return text
  }

  /// A round number such as a level or a tick: up to four significant digits, no zeros at the end.
  static func compact(_ value: Double) -> String {
    let text = number(value, significant: 4)
    var fraction = text.fraction
    while fraction.hasSuffix("0") { fraction.removeLast() }
    return NumberText(
      whole: text.whole, fraction: fraction == "." ? "" : fraction, exponent: text.exponent
    ).text
  }

  /// Scientific notation is for what no reader can count: 10⁶ and more, or less than 10⁻⁴.
  static func commonExponent(_ value: Double, _ u: Double?) -> Int? {
    let size = max(abs(value), u ?? 0)
    guard size > 0, size >= 1e6 || size < 1e-4 else { return nil }
    return Int(log10(size).rounded(.down))
  }

  static func decimals(ofUncertainty u: Double) -> Int {
    let places = 1 - Int(log10(u).rounded(.down))
    // 0.0996 rounds up to 0.10: one place fewer.
    let rounded = (u * pow(10, Double(places))).rounded()
    return rounded >= 100 ? places - 1 : places
  }

  static func decimals(ofValue value: Double, significant: Int) -> Int {
    guard value != 0 else { return 0 }
    let places = significant - 1 - Int(log10(abs(value)).rounded(.down))
    let rounded = (abs(value) * pow(10, Double(places))).rounded()
    return max(0, rounded >= pow(10, Double(significant)) ? places - 1 : places)
  }

  /// Fixed decimals; negative places round to tens, hundreds, … A tie goes to the even digit (ISO 80000-1, rule A).
  static func fixed(_ value: Double, _ places: Int) -> String {
    let scale = pow(10, Double(-min(0, places)))
    let rounded = places < 0 ? (value / scale).rounded(.toNearestOrEven) * scale : value
    let text = String(format: "%.\(max(0, places))f", rounded)
    let isZero = !text.contains { "123456789".contains($0) }
    return text.hasPrefix("-") ? (isZero ? "" : "−") + text.dropFirst() : text
  }

  static func split(_ text: String) -> NumberText {
    guard let point = text.firstIndex(of: ".") else { return NumberText(whole: text, fraction: "") }
    return NumberText(whole: String(text[..<point]), fraction: String(text[point...]))
  }

  static func superscript(_ n: Int) -> String {
    let digits: [Character: Character] = [
      "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸",
      "9": "⁹",
    ]
    return String(String(n).map { digits[$0] ?? $0 })
  }

  /// A fraction as percentage: whole numbers from 10 %, one decimal below.
  public static func percent(_ fraction: Double, signed: Bool = false) -> String {
    guard fraction.isFinite else { return notAvailable }
    let value = fraction * 100
    let text = fixed(value, abs(value) < 9.95 ? 1 : 0)
    return (signed && value > 0 ? "+" : "") + text + " %"
  }
}

/// A display unit: its name and how many base units it holds.
public struct DisplayUnit<Unit: PhysicalUnit>: Sendable {
  public let name: String
  /// Base units per display unit, a factor: 1e9 for GBq.
  public let size: Double

  public func text(_ v: Uncertain<Unit>, significant: Int = 3) -> NumberText {
    Format.number(
      v.value.value / size, uncertainty: v.standardUncertainty.map { $0.value / size },
      significant: significant)
  }
  public func text(_ v: Quantity<Unit>, significant: Int = 3) -> NumberText {
    Format.number(v.value / size, significant: significant)
  }
  /// Value, uncertainty or the words that it was not evaluated, and unit.
  public func sentence(_ v: Uncertain<Unit>) -> String {
    let number = text(v).text
    return v.standardUncertainty == nil
      ? "\(number) \(name) (u \(Format.notEvaluated))"
      : number.contains("±") ? "(\(number)) \(name)" : "\(number) \(name)"
  }
  public func sentence(_ v: Quantity<Unit>) -> String { text(v).text + " " + name }
}

extension DisplayUnit where Unit == Becquerel {
  public static let gigabecquerel = DisplayUnit(name: "GBq", size: 1e9)
  public static let megabecquerel = DisplayUnit(name: "MBq", size: 1e6)
  /// GBq from 1 GBq, else MBq.
  public static func suited(to a: Activity) -> DisplayUnit {
    abs(a.value) >= 1e9 ? gigabecquerel : megabecquerel
  }
}
extension DisplayUnit where Unit == BecquerelSecond {
  public static let megabecquerelHour = DisplayUnit(name: "MBq·h", size: 3.6e9)
}
extension DisplayUnit where Unit == Second {
  public static let hour = DisplayUnit(name: "h", size: 3600)
  public static let minute = DisplayUnit(name: "min", size: 60)
  public static let day = DisplayUnit(name: "d", size: 86400)
}
extension DisplayUnit where Unit == Gray { public static let gray = DisplayUnit(name: "Gy", size: 1) }
extension DisplayUnit where Unit == Millilitre {
  public static let millilitre = DisplayUnit(name: "mL", size: 1)
}
extension DisplayUnit where Unit == Gram { public static let gram = DisplayUnit(name: "g", size: 1) }
extension DisplayUnit where Unit == Millimetre {
  public static let millimetre = DisplayUnit(name: "mm", size: 1)
}
extension DisplayUnit where Unit == GramPerMillilitre {
  public static let gramPerMillilitre = DisplayUnit(name: "g/mL", size: 1)
}
extension DisplayUnit where Unit == One {
  public static let one = DisplayUnit(name: "", size: 1)
  public static let percent = DisplayUnit(name: "%", size: 0.01)
}

extension Format {
  public static func activity(_ a: Uncertain<Becquerel>) -> String {
    DisplayUnit.suited(to: a.value).sentence(a)
  }
  public static func activity(_ a: Activity) -> String { DisplayUnit.suited(to: a).sentence(a) }

  /// Date and time to the minute, with the offset, or the word that the clock was local.
  public static func time(_ t: DateTime) -> String {
    let text = t.description
    let minute = text.prefix(16).replacing("T", with: " ")
    guard let offset = t.utcOffset else { return minute + " local time" }
    return minute + (offset == 0 ? " UTC" : " " + text.suffix(6))
  }

  /// Minutes below 90 min, hours below 72 h, else days.
  public static func duration(_ d: TimeSpan) -> String {
    if abs(d.value) < 5400 { return DisplayUnit.minute.sentence(d) }
    return abs(d.value) < 259_200 ? DisplayUnit.hour.sentence(d) : DisplayUnit.day.sentence(d)
  }
}
