import Checks
import Criteria
import Diagnostics
import Quantities

/// Every input that some protocol asks for, with the units in which it can be given.
package struct FactVocabulary {
  private var declarations: [String: [InputDeclaration]] = [:]
  private var names: [String: String] = [:]
  /// Names and labels as ``columnWord(_:)`` has them.
  private let folded: [String: String]
  private let measurands: [String: Measurand]
  private let decimalComma: Bool
  /// Facts that no protocol asks for and from which others are computed.
  private static let helpers: [String: Plausibility] = ["age": .age, "weight": .bodyWeight]

  package init(_ library: RuleLibrary, _ extra: RuleDocument, decimalComma: Bool = false) {
    self.decimalComma = decimalComma
    measurands = library.documents["measurands"]?.measurands ?? [:]
    for document in library.documents.values.sorted(by: { $0.source.name < $1.source.name }) + [extra]
    where !document.criteria.isEmpty {
      for (name, input) in document.inputs {
        declarations[name, default: []].append(input)
        names[name.lowercased()] = name
        if !input.label.isEmpty { names[input.label.lowercased()] = name }
      }
    }
    folded = Dictionary(
      names.map { (columnWord($0.key), $0.value) }, uniquingKeysWith: { first, second in min(first, second) })
  }

  /// - Returns: `nil` for facts that only help, such as the sex.
  package func fact(_ key: String, _ text: String, at place: String) throws(Problem) -> (String, Fact)? {
    let (word, unit) = Self.split(key)
    if word.lowercased() == "sex" { return (word.lowercased(), .choice(text.uppercased())) }
    guard let name = name(word) else { throw unknown(word, place) }
    guard let input = declarations[name]?.last else {
      return (name, try helper(Self.helpers[name]!, text, unit, name, place))
    }
    switch input.kind {
    case .number(let wanted): return (name, try number(text, unit, wanted, input.label, place))
    case .flag: return (name, try flag(text, place))
    case .choice(let choices):
      guard choices.contains(text) else {
        throw Problem(.dataRejected, what: "this is none of \(choices.joined(separator: ", "))", at: place)
      }
      return (name, .choice(text))
    }
  }

  /// Whether some protocol asks for a fact of this name.
  package func knows(_ key: String) -> Bool {
    let word = Self.split(key).0.lowercased()
    return word == "sex" || name(word) != nil
  }

  /// By name or label; blanks, hyphens and underscores between words say nothing.
  private func name(_ word: String) -> String? {
    let lower = word.lowercased()
    return names[lower] ?? (Self.helpers[lower] != nil ? lower : nil) ?? folded[columnWord(word)]
  }

  private static func split(_ key: String) -> (String, String?) {
    guard let match = key.wholeMatch(of: /\s*(.+?)\s*\[(.*)\]\s*/) else {
      return (key.trimmingCharacters(in: .whitespaces), nil)
    }
    return (String(match.1), String(match.2).trimmingCharacters(in: .whitespaces))
  }

  /// The fact that a misspelt name was most likely meant for.
  func likely(_ key: String) -> String? {
    nearMiss(Self.split(key).0.lowercased(), among: names.keys.sorted() + Self.helpers.keys.sorted())
  }

  private func unknown(_ word: String, _ place: String) -> Problem {
    let known = Array(declarations.keys) + Array(Self.helpers.keys) + ["sex"]
    return Problem(
      .dataRejected, what: "no protocol asks for “\(word)”", at: place,
      why: "a misspelt fact would be ignored silently",
      remedy: likelyMeaning(of: word, among: known).map { "did you mean “\($0)”?" }
        ?? "hepatica protocols NAME lists what a protocol asks for")
  }

  private func flag(_ text: String, _ place: String) throws(Problem) -> Fact {
    if let answer = YesOrNo(text) { return .flag(answer.isYes) }
    throw Problem(.dataRejected, what: "this is neither yes nor no", at: place)
  }

  /// The number in the unit that the rules declare. What laboratories print in several units needs its own.
  private func number(
    _ text: String, _ unit: String?, _ wanted: String, _ label: String, _ place: String
  ) throws(Problem) -> Fact {
    // A value may carry its unit: “1.4 mg/dL”.
    let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
    let unit = unit ?? (parts.count > 1 ? parts[1] : nil)
    guard let first = parts.first, let value = decimal(first) else {
      let isComma = parts.first.map(DecimalComma.isMeant) ?? false && !decimalComma
      throw Problem(
        .dataRejected, what: isComma ? DecimalComma.what : "this is not a number", at: place,
        remedy: isComma ? DecimalComma.remedy : "numbers have a decimal point")
    }
    if value.isNegative { throw Problem(.dataRejected, what: "this must not be negative", at: place) }
    if unit == nil, (measurand(label, wanted, wanted)?.units.count ?? 1) > 1 {
      throw Problem(
        .dataRejected, what: "the unit of \(label) is missing", at: place,
        why: "laboratories print it in several units",
        remedy: "write “\(label) [\(wanted)]”, or the unit after the number")
    }
    guard let unit, !isSameUnit(unit, wanted) else {
      return .number(try plausible(value, wanted, label, place))
    }
    guard let measurand = measurand(label, unit, wanted) else {
      throw Problem(
        .dataRejected,
        what: "“\(unit)” is not \(wanted.isEmpty ? "a pure number" : wanted), and does not convert to it",
        at: place,
        why: "a value in a wrong unit is wrong by a constant factor", remedy: "give \(label) in \(wanted)")
    }
    return .number(try plausible(try measurand.convert(value, from: unit, to: wanted), wanted, label, place))
  }

  private func helper(
    _ row: Plausibility, _ text: String, _ unit: String?, _ name: String, _ place: String
  ) throws(Problem) -> Fact {
    let fact = try number(text, unit, row.unit, name, place)
    guard case .number(let value) = fact, let beyond = BeyondRange(row, value.doubleValue) else {
      return fact
    }
    throw Problem(
      .dataRejected, what: beyond.text, at: place, why: "a wrong unit leads to a wrong verdict",
      remedy: "check value and unit: \(row.crossCheck)")
  }

  private func decimal(_ text: String) -> ExactDecimal? {
    guard decimalComma else { return ExactDecimal(text) }
    return text.contains(".") ? nil : ExactDecimal(text.replacing(",", with: "."))
  }

  private func plausible(
    _ value: ExactDecimal, _ unit: String, _ label: String, _ place: String
  ) throws(Problem) -> ExactDecimal {
    guard let measurand = measurand(label, unit, unit), let range = measurand.plausible,
      let amount = try? measurand.amount(value, unit), !range.contains(amount.canonical)
    else { return value }
    throw Problem(
      .dataRejected, what: "this value of \(label) is not possible in \(unit)", at: place,
      why: "a wrong unit leads to a wrong verdict", remedy: "check value and unit")
  }

  /// The measurand that a label means and that has both units.
  private func measurand(_ label: String, _ a: String, _ b: String) -> Measurand? {
    let word = label.lowercased().replacing("upper limit of normal of ", with: "")
    return measurands.values.first { measurand in
      (measurand.name == word || measurand.aliases.contains(word) || measurand.code.lowercased() == word)
        && (try? measurand.unit(a)) != nil && (try? measurand.unit(b)) != nil
    }
  }
}
