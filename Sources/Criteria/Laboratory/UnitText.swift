/// A unit as laboratories write it, reduced to powers of its parts and of ten, so that two spellings of one unit are
/// equal: `10*9/L`, `10⁹/l`, `x10E9/L`, `/nL`, `G/L`, `Gpt/l` and `K/µL` × 1.
///
/// It reads UCUM (ucum.org, case-sensitive form, in which `l` and `L` are one unit and braces hold remarks) and the
/// spellings that laboratory sheets have instead of it. It converts nothing between kinds of quantity: mass and amount
/// of substance, units of activity and katal, keep parts of their own.
struct UnitText: Sendable, Hashable {
  /// Exponents of the parts: `g`, `L`, `mol`, `U`, `kat`, `min`, …
  private(set) var parts: [String: Int] = [:]
  /// Power of ten.
  private(set) var tens = 0

  /// `nil` for what is not a unit of a laboratory.
  init?(_ text: String) {
    var sign = 1
    var factor = ""
    let letters = Array(Self.plain(text).unicodeScalars)
    for (n, letter) in letters.enumerated() {
      let isPoint = letter == "." && !Self.isDecimalPoint(n, letters)
      guard letter == "/" || isPoint else {
        factor.unicodeScalars.append(letter)
        continue
      }
      guard n == 0 || !factor.isEmpty, take(factor, sign) else { return nil }
      (factor, sign) = ("", letter == "/" ? -1 : 1)
    }
    guard letters.isEmpty || !factor.isEmpty, take(factor, sign) else { return nil }
    parts = parts.filter { $0.value != 0 }
  }

  private static func isDecimalPoint(_ n: Int, _ letters: [Unicode.Scalar]) -> Bool {
    let isDigit = { (n: Int) in letters.indices.contains(n) && ("0"..."9").contains(letters[n]) }
    return isDigit(n - 1) && isDigit(n + 1)
  }

  /// One factor such as `umol`, `10^9`, `100mL`, `m^2`; an empty one is 1.
  private mutating func take(_ factor: String, _ sign: Int) -> Bool {
    var rest = factor[...]
    if rest.hasPrefix("10^") {
      guard let power = Int(rest.dropFirst(3)) else { return false }
      tens += sign * power
      return true
    }
    if rest.hasPrefix("1.73m") {
      guard ["1.73m2", "1.73m^2"].contains(rest) else { return false }
      parts["1.73m2", default: 0] += sign
      return true
    }
    let digits = rest.prefix { ("0"..."9").contains($0) }
    if !digits.isEmpty {
      guard digits.first == "1", digits.dropFirst().allSatisfy({ $0 == "0" }) else { return false }
      tens += sign * (digits.count - 1)
      rest = rest.dropFirst(digits.count)
    }
    return rest.isEmpty || unit(String(rest), sign)
  }

  private mutating func unit(_ text: String, _ sign: Int) -> Bool {
    if let power = Self.counts[text] {
      tens += sign * power
      return true
    }
    let (name, exponent) = Self.power(text)
    guard let (atom, prefix) = Self.split(name) else { return false }
    if atom == "m" {
      // Nothing that is printed here has a length but a volume: 1 mm³ = 10⁻⁶ L.
      guard exponent == 3 else { return false }
      parts["L", default: 0] += sign
      tens += sign * (prefix * 3 + 3)
      return true
    }
    parts[atom, default: 0] += sign * exponent
    tens += sign * prefix * exponent
    return true
  }

  private static func power(_ text: String) -> (name: String, exponent: Int) {
    let digits = text.reversed().prefix { ("0"..."9").contains($0) }
    guard !digits.isEmpty, let exponent = Int(String(digits.reversed())) else { return (text, 1) }
    let name = text.dropLast(digits.count)
    return (String(name.last == "^" ? name.dropLast() : name), exponent)
  }

  /// An atom with its prefix. Prefixes that no laboratory uses are not read: `Mmol` is a misspelt `mmol`.
  private static func split(_ name: String) -> (atom: String, prefix: Int)? {
    if atoms[name] != nil { return (name, 0) }
    for (atom, allowed) in atoms where name.hasSuffix(atom) {
      let prefix = String(name.dropLast(atom.count))
      if allowed.contains(prefix), let power = prefixes[prefix] { return (atom, power) }
    }
    return nil
  }

  private static let prefixes = [
    "T": 12, "G": 9, "M": 6, "k": 3, "d": -1, "c": -2, "m": -3, "u": -6, "n": -9, "p": -12, "f": -15,
  ]
  private static let small: Set<String> = ["m", "u", "n", "p", "f"]
  /// Atoms with the prefixes that go with them.
  private static let atoms: [String: Set<String>] = [
    "g": small.union(["k"]), "L": small.union(["d", "c"]), "mol": small, "U": ["k", "m", "u"], "kat": small,
    "m": ["d", "c", "m", "u"], "min": [], "s": [], "h": [], "Bq": ["k", "M", "G", "T"],
    "Ci": ["m", "u"], "Gy": ["m", "c"], "%": [],
  ]
  /// Numbers that stand where a unit does.
  private static let counts = [
    "T": 12, "Tpt": 12, "G": 9, "Gpt": 9, "Mrd": 9, "M": 6, "Mio": 6, "mill": 6, "million": 6,
    "K": 3, "k": 3, "Th": 3, "th": 3, "Tsd": 3, "tsd": 3, "thou": 3, "thousand": 3, "E9": 9, "E3": 3,
    "E6": 6, "E12": 12,
  ]
}

extension UnitText {
  /// One way to write what is written in several: letters of other alphabets, raised numbers, words.
  private static func plain(_ text: String) -> String {
    var text = withoutRemarks(letters(text))
    for (written, meant) in phrases { text = text.replacing(written, with: meant) }
    text = powersOfTen(text.filter { !$0.isWhitespace })
    if text.hasPrefix("x") || text.hasPrefix("*") { text.removeFirst() }
    return text.split(separator: "/", omittingEmptySubsequences: false).map(word).joined(separator: "/")
  }

  private static func letters(_ text: String) -> String {
    var plain = ""
    for letter in text.unicodeScalars {
      switch letter {
      case "µ", "μ": plain += "u"
      case "×", "✕", "·", "∙", "⋅": plain += letter == "×" || letter == "✕" ? "x" : "."
      case "∕", "⁄": plain += "/"
      case "−", "–": plain += "-"
      case "²": plain += "^2"
      case "³": plain += "^3"
      case "¹": plain += raised(plain, "1")
      case "⁰": plain += raised(plain, "0")
      case "⁴"..."⁹": plain += raised(plain, String(letter.value - 0x2070))
      case "⁻": plain += "^-"
      default: plain.unicodeScalars.append(letter)
      }
    }
    return plain.trimmed
  }

  /// The first raised digit needs the sign of a power, the next ones follow it.
  private static func raised(_ before: String, _ digit: String) -> String {
    guard let sign = before.lastIndex(of: "^") else { return "^" + digit }
    let between = before[sign...].dropFirst()
    return between.allSatisfy { $0.isNumber || $0 == "-" } ? digit : "^" + digit
  }

  /// Braces hold remarks, but for the body surface that everybody writes in them.
  private static func withoutRemarks(_ text: String) -> String {
    var text = text
    for surface in ["{1.73_m2}", "{1.73m2}", "{1.73 m2}", "(173.10*-2.m2)", "1.73{m2}"] {
      text = text.replacing(surface, with: "1.73m2")
    }
    while let open = text.firstIndex(of: "{"), let close = text[open...].firstIndex(of: "}") {
      text.removeSubrange(open...close)
    }
    return text
  }

  private static let phrases = [
    (" per ", "/"), ("per_", "/"), ("1,73", "1.73"), ("sqm", "m2"), ("sq m", "m2"), ("qm", "m2"),
    ("cu mm", "mm3"), ("cu.mm", "mm3"), ("cumm", "mm3"), ("cmm", "mm3"), ("[IU]", "U"), ("[iU]", "U"),
    ("I.U.", "U"), ("U.I.", "U"), ("i.u.", "U"), ("mg%", "mg/dL"), ("g%", "g/dL"),
  ]

  /// `10*9`, `10**9`, `10E9`, `10e9`, `1e9`, and `109` and `10 9` where a raised number was lost: `10^9`.
  private static func powersOfTen(_ text: String) -> String {
    var text = text.replacing("10**", with: "10^").replacing("10*", with: "10^")
    for sign in ["10E+", "10e+", "10E", "10e", "1E+", "1e+", "1E", "1e", "10exp", "10EXP"]
    where text.contains(sign) {
      text = text.replacing(sign, with: "10^")
    }
    for power in ["12", "9", "6", "3"] where text.hasPrefix("10" + power + "/") {
      text = "10^" + text.dropFirst(2)
    }
    if text.hasPrefix("x10") || text.hasPrefix("*10") { text.removeFirst() }
    for power in ["12", "9", "6", "3"] where text.hasPrefix("10" + power + "/") {
      text = "10^" + text.dropFirst(2)
    }
    return text
  }

  private static func word(_ text: Substring) -> String {
    if let known = words[String(text)] { return known }
    // The letter for the litre and its prefixes.
    if text.hasSuffix("l"), !text.hasSuffix("mol"), !text.hasSuffix("mill"), text.count <= 5 {
      return text.dropLast() + "L"
    }
    return String(text)
  }

  private static let words = [
    "INR": "", "ratio": "", "Ratio": "", "IU": "U", "iU": "U", "UI": "U", "u": "U", "units": "U",
    "Units": "U", "unit": "U", "cells": "", "cell": "", "Zellen": "", "gm": "g", "gr": "g", "mcg": "ug",
    "mcmol": "umol", "micromol": "umol", "mcL": "uL", "mcl": "uL", "lt": "L", "ltr": "L", "litre": "L",
    "liter": "L",
    "Liter": "L", "cc": "mL", "mins": "min", "minute": "min", "thou.": "thou", "Tsd.": "Tsd",
    "Mio.": "Mio", "mill.": "mill", "#": "",
  ]
}
