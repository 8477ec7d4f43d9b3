import Diagnostics
import Files
import Quantities

extension Measurand {
  /// Reads `TBIL: { name, aliases, units, loinc, plausible }`.
  init(_ member: JSON5Member, _ problems: inout [Problem]) throws(Problem) {
    let object = try member.value.object()
    problems += object.unknown(except: [
      "name", "aliases", "units", "loinc", "plausible", "usualLower", "usualUpper",
    ])
    name = try object.required("name", "the quantity in words").string()
    code = member.name
    (units, unitsBySymbol) = ([], [:])
    for entry in try object.required("units", "factor to the canonical unit by unit").object().members {
      let (unit, symbols) = try Self.unit(entry)
      units.append(unit)
      for symbol in symbols { unitsBySymbol[symbol] = unit }
    }
    guard let canonical = units.first(where: { $0.factor == 1 }) else {
      throw member.value.rejected(
        "no unit of \(name) has the factor 1", remedy: "give the canonical unit the factor 1")
    }
    canonicalUnit = canonical.symbol
    aliases = try object["aliases"]?.strings().map { $0.lowercased() } ?? []
    loinc = [:]
    for entry in try object["loinc"]?.object().members ?? [] { loinc[entry.name] = try entry.value.string() }
    (plausible, usualLower, usualUpper) = (nil, nil, nil)
    try check(object)
    if let value = object["plausible"] { plausible = try range(value) }
    if let value = object["usualLower"] { usualLower = try range(value) }
    if let value = object["usualUpper"] { usualUpper = try range(value) }
  }

  /// A LOINC code must belong to a unit by its main symbol.
  private func check(_ object: JSON5Object) throws(Problem) {
    for entry in try object["loinc"]?.object().members ?? [] {
      guard let symbol = loinc[entry.name], units.contains(where: { $0.symbol == symbol }) else {
        throw entry.value.rejected("this is none of the units of \(name)")
      }
    }
  }

  /// A factor, or a factor with other symbols of the same unit.
  private static func unit(_ member: JSON5Member) throws(Problem) -> (MeasurandUnit, symbols: [String]) {
    if case .number = member.value.content {
      return (MeasurandUnit(symbol: member.name, factor: try factor(member.value)), [member.name])
    }
    let object = try member.value.object()
    let factor = try factor(try object.required("factor", "factor to the canonical unit"))
    let aliases = try object["aliases"]?.strings() ?? []
    return (MeasurandUnit(symbol: member.name, factor: factor), [member.name] + aliases)
  }

  private static func factor(_ value: JSON5Value) throws(Problem) -> ExactDecimal {
    let factor = try value.decimal()
    guard factor > .zero else { throw value.rejected("a conversion factor is positive") }
    return factor
  }

  private func range(_ value: JSON5Value) throws(Problem) -> ClosedRange<ExactDecimal> {
    let object = try value.object()
    let symbol = try object.required("unit", "unit of both ends").string()
    let from = try object.required("from", "a number").decimal()
    let to = try object.required("to", "a number").decimal()
    guard let unit = unitsBySymbol[symbol], from <= to else {
      throw value.rejected("a range needs one of the units and “from” not above “to”")
    }
    return from * unit.factor...to * unit.factor
  }
}
