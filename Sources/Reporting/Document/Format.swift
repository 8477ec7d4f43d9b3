import Quantities

/// How numbers, times and units are printed on pages; numbers by the rule of `NumberText`, in `Quantities`.
public enum Format {
  public static let notEvaluated = "not evaluated"

  /// - Parameter significant: digits of a value that has no uncertainty.
  public static func number(_ value: Double, uncertainty: Double? = nil, significant: Int = 3)
    -> NumberText
  {
    NumberText(value, uncertainty: uncertainty, significant: significant)
  }

  /// A round number such as a level or a tick: up to four significant digits, no zeros at the end.
  static func compact(_ value: Double) -> String { value.printedShort() }

  /// Fixed decimals; negative places round to tens, hundreds, …
  static func fixed(_ value: Double, _ places: Int) -> String { value.printed(decimals: places) }

  /// A printed number in its parts.
  static func split(_ text: String) -> NumberText {
    let point = text.firstIndex(of: ".") ?? text.endIndex
    return NumberText(whole: String(text[..<point]), fraction: String(text[point...]))
  }

  /// A fraction of one as percentage.
  public static func percent(_ fraction: Double, signed: Bool = false) -> String {
    fraction.printedPercent(signed: signed)
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
  static let gigabecquerel = DisplayUnit(name: "GBq", size: 1e9)
  static let megabecquerel = DisplayUnit(name: "MBq", size: 1e6)
  /// GBq from 1 GBq, else MBq.
  static func suited(to a: Activity) -> DisplayUnit {
    abs(a.value) >= 1e9 ? gigabecquerel : megabecquerel
  }
}
extension DisplayUnit where Unit == BecquerelSecond {
  static let megabecquerelHour = DisplayUnit(name: "MBq·h", size: 3.6e9)
}
extension DisplayUnit where Unit == Second {
  public static let hour = DisplayUnit(name: "h", size: 3600)
  public static let minute = DisplayUnit(name: "min", size: 60)
  public static let day = DisplayUnit(name: "d", size: 86400)
}
extension DisplayUnit where Unit == Gray {
  public static let gray = DisplayUnit(name: "Gy", size: 1)
}
extension DisplayUnit where Unit == Millilitre {
  static let millilitre = DisplayUnit(name: "mL", size: 1)
}
extension DisplayUnit where Unit == Gram {
  public static let gram = DisplayUnit(name: "g", size: 1)
}
extension DisplayUnit where Unit == Millimetre {
  static let millimetre = DisplayUnit(name: "mm", size: 1)
}
extension DisplayUnit where Unit == GramPerMillilitre {
  static let gramPerMillilitre = DisplayUnit(name: "g/mL", size: 1)
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
