import Diagnostics
import Quantities

/// A quantity that laboratories measure, with the units in which they print it.
///
/// Its canonical unit is chosen so that every conversion *to* it is an exact decimal multiplication: limits and
/// values are compared there, and no rounding can move a value across a limit.
public struct Measurand: Sendable, Hashable {
  /// Short code, for example `TBIL`.
  public var code: String
  public var name: String
  /// Names under which files list it, lower case.
  public var aliases: [String]
  var canonicalUnit: String
  public var units: [MeasurandUnit]
  /// Units by every symbol under which files print them.
  public var unitsBySymbol: [String: MeasurandUnit]
  /// LOINC codes with the unit symbol that belongs to their property.
  public var loinc: [String: String]
  /// Values outside are hardly possible in a living patient, in the canonical unit; `nil` where nothing is said. Wide
  /// on purpose: they find wrong units, not sick patients.
  public var plausible: ClosedRange<ExactDecimal>?
  /// Where the lower and the upper limit of normal lie in any laboratory, in the canonical unit; wide on purpose.
  var usualLower: ClosedRange<ExactDecimal>?
  var usualUpper: ClosedRange<ExactDecimal>?

  /// The unit that a text means: one of ``units`` in any of its spellings, or a decimal multiple of one of them
  /// (`mg/L` where `mg/dL` is known), which then has the exact factor.
  ///
  /// - Parameter location: where the symbol stands, for the message.
  /// - Throws: `Problem` with the units that are known.
  public func unit(_ symbol: String, at location: String = "") throws(Problem) -> MeasurandUnit {
    if let unit = unitsBySymbol[symbol] ?? spelled(symbol) { return unit }
    throw Problem(
      .dataRejected, what: "“\(symbol)” is not a unit of \(name)", at: location,
      why: "a value in a wrong unit is wrong by a constant factor, and no limit would notice",
      remedy: "known units: \(units.map(\.symbol).joined(separator: ", "))")
  }

  /// What UCUM writes comes first; then the usual misspellings, of which letters in the wrong case are the commonest.
  private func spelled(_ symbol: String) -> MeasurandUnit? {
    if let unit = multiple(symbol) { return unit }
    // What is a unit as it is written means what it says: g/L is not G/L. Other case is a misspelling.
    guard UnitText(symbol) == nil else { return nil }
    return unitsBySymbol.first { $0.key.lowercased() == symbol.trimmed.lowercased() }?.value
      ?? multiple(symbol.lowercased())
  }

  private func multiple(_ symbol: String) -> MeasurandUnit? {
    guard let written = UnitText(symbol) else { return nil }
    let known = units.compactMap { unit in UnitText(unit.symbol).map { (unit: unit, text: $0) } }
      .filter { $0.text.parts == written.parts }
    if let same = known.first(where: { $0.text.tens == written.tens }) { return same.unit }
    guard let other = known.first, !written.parts.isEmpty,
      let factor = other.unit.factor.scaled(byTens: written.tens - other.text.tens)
    else { return nil }
    return MeasurandUnit(symbol: symbol.trimmed, factor: factor)
  }

  /// An amount of this measurand in the unit with this symbol.
  ///
  /// - Throws: `Problem` for an unknown unit.
  public func amount(_ value: ExactDecimal, _ symbol: String) throws(Problem) -> Amount {
    Amount(value, try unit(symbol))
  }

  /// Converts for printing; rounded half to even at 12 decimals where the quotient has no end.
  ///
  /// Do not compare the result with a limit: compare ``Amount/canonical`` values, which are exact.
  ///
  /// - Throws: `Problem` for an unknown unit, or a value beyond the range of numbers.
  public func convert(_ value: ExactDecimal, from: String, to: String) throws(Problem) -> ExactDecimal {
    let (source, target) = (try unit(from), try unit(to))
    guard let scaled = value.multiplied(by: source.factor),
      let result = scaled.divided(by: target.factor, decimals: 12)
    else {
      throw Problem(
        .dataRejected, what: "\(value) \(from) is beyond the range of numbers",
        why: "its conversion to \(to) would not be exact", remedy: "check the value and its unit")
    }
    return result
  }
}

/// A unit in which a measurand is printed.
public struct MeasurandUnit: Sendable, Hashable {
  public var symbol: String
  /// Multiplies a value in this unit to give the canonical unit.
  public var factor: ExactDecimal
}

/// A measured value in the unit in which it was printed.
public struct Amount: Sendable, Hashable {
  public let value: ExactDecimal
  public let unit: MeasurandUnit
  /// The value in the measurand's canonical unit, exact.
  public let canonical: ExactDecimal

  public init(_ value: ExactDecimal, _ unit: MeasurandUnit) {
    (self.value, self.unit, canonical) = (value, unit, value * unit.factor)
  }
}

extension Amount: CustomStringConvertible {
  public var description: String { unit.symbol == "1" ? "\(value)" : "\(value) \(unit.symbol)" }
}

extension ExactDecimal {
  /// The exact value times a power of ten within a laboratory's range; `nil` beyond it.
  fileprivate func scaled(byTens power: Int) -> ExactDecimal? {
    guard abs(power) <= 11, let ten = ExactDecimal("1e\(power)") else { return nil }
    return multiplied(by: ten)
  }
}
