import Criteria
import Diagnostics
import Files
import Foundation
import Quantities

/// Facts about patients as a protocol asks for them, from an object, a list of objects or a table.
package struct PatientFacts {
  package struct Patient {
    package var name: String
    /// By name of the input, in the unit that the rules declare.
    package var values: [String: Fact] = [:]
    package var notes: [String] = []

    package init(name: String, values: [String: Fact] = [:], notes: [String] = []) {
      self.name = name
      self.values = values
      self.notes = notes
    }

    /// What a document asks for; the rest belongs to other documents.
    package func facts(for rules: RuleDocument) -> Facts {
      Facts(values.filter { rules.inputs[$0.key]?.accepts($0.value) ?? false })
    }
  }

  package private(set) var patients: [Patient] = []
  package private(set) var problems: [Problem] = []
  private let vocabulary: FactVocabulary

  package init(
    _ path: String, library: RuleLibrary, extra: RuleDocument, decimalComma: Bool = false
  ) throws {
    vocabulary = FactVocabulary(library, extra, decimalComma: decimalComma)
    let name = URL(filePath: path).lastPathComponent
    if ["json5", "json"].contains(URL(filePath: path).pathExtension.lowercased()) {
      try objects(JSON5.parse(ToxicityInputs.text(path), document: name), name)
    } else {
      try table(TableFile(path), name)
    }
    problems = DecimalComma.summed(problems)
    for n in patients.indices { vocabulary.complete(&patients[n]) }
  }

  /// Facts that a record gives: each by its name with its unit, its value and where it stands.
  package init(
    _ records: [(patient: String, facts: [(key: String, text: String, place: String)], notes: [String])],
    library: RuleLibrary, extra: RuleDocument
  ) {
    vocabulary = FactVocabulary(library, extra)
    for record in records {
      var patient = Patient(name: record.patient, notes: record.notes)
      for fact in record.facts where vocabulary.knows(fact.key) {
        take(fact.key, fact.text, at: fact.place, &patient)
      }
      vocabulary.complete(&patient)
      patients.append(patient)
    }
  }

  /// Adds what a record knows and the user did not state. Where both state something and not the same, neither is taken.
  package mutating func join(_ record: PatientFacts) {
    problems += record.problems
    for known in record.patients {
      guard let n = patients.firstIndex(where: { $0.name == known.name }) ?? (patients.count == 1 ? 0 : nil)
      else {
        patients.append(known)
        continue
      }
      for (name, fact) in known.values {
        if let stated = patients[n].values[name], stated != fact {
          problems.append(
            Problem(
              .dataRejected, what: "file and registry state different values of “\(name)”",
              at: "registry", why: "the verdict would depend on which of them is taken",
              remedy: "correct one of the two"))
        } else {
          patients[n].values[name] = fact
        }
      }
      patients[n].name = known.name
      patients[n].notes += known.notes
    }
  }

  package mutating func keep(only patient: String) throws {
    guard patients.contains(where: { $0.name == patient }) else {
      throw Problem(
        .inputMissing, what: "the table has no patient of that name", at: "--patient",
        remedy: "the names are in the column “patient”")
    }
    patients.removeAll { $0.name != patient }
  }

  private mutating func objects(_ root: JSON5Value, _ name: String) throws {
    if case .array(let all) = root.content {
      for (n, value) in all.enumerated() { try object(value, "patient \(n + 1)") }
    } else {
      try object(root, URL(filePath: name).deletingPathExtension().lastPathComponent)
    }
  }

  private mutating func object(_ value: JSON5Value, _ fallback: String) throws {
    let object = try value.object()
    var patient = Patient(name: object["patient"]?.text ?? fallback)
    for member in object.members where member.name != "patient" && member.name != "note" {
      if case .null = member.value.content { continue }
      take(member.name, Self.text(member.value), at: "\(member.value.document):\(member.line)", &patient)
    }
    patients.append(patient)
  }

  private static func text(_ value: JSON5Value) -> String {
    switch value.content {
    case .bool(let yes): yes ? "yes" : "no"
    case .number(_, let text): text
    case .string(let text): text
    default: "{"
    }
  }

  private mutating func table(_ table: TableFile, _ name: String) throws {
    let column = table.header.firstIndex {
      (ColumnWords.patient + ["id"]).contains(columnWord($0))
    }
    for n in 0..<table.count {
      let (fields, place) = (table.fields(n), "\(name): row \(table.number(n))")
      guard fields.count == table.header.count else {
        problems.append(
          Problem(
            .dataRejected, what: "the row has \(fields.count) fields, the header \(table.header.count)",
            at: place))
        continue
      }
      var patient = Patient(name: column.map { fields[$0] } ?? "row \(table.number(n))")
      for (c, field) in fields.enumerated() where c != column {
        let text = field.trimmingCharacters(in: .whitespaces)
        if !text.isEmpty { take(table.header[c], text, at: "\(place), column \(table.header[c])", &patient) }
      }
      patients.append(patient)
    }
    let names = patients.map(\.name)
    for name in Set(names.filter { name in names.count { $0 == name } > 1 }) {
      problems.append(
        Problem(
          .dataRejected, what: "one patient has \(names.count { $0 == name }) rows", at: table.path,
          why: "the results conflict", remedy: "one row per patient"))
    }
  }

  /// `platelets [10^9/L]` with its value.
  private mutating func take(_ key: String, _ text: String, at place: String, _ patient: inout Patient) {
    do throws(Problem) {
      guard let (name, fact) = try vocabulary.fact(key, text, at: place) else { return }
      if patient.values.updateValue(fact, forKey: name) != nil {
        throw Problem(.dataRejected, what: "“\(name)” is given twice", at: place, remedy: "keep one")
      }
    } catch {
      problems.append(error)
    }
  }
}

/// Every input that some protocol asks for, with the units in which it can be given.
package struct FactVocabulary {
  private var declarations: [String: [InputDeclaration]] = [:]
  private var names: [String: String] = [:]
  private let measurands: [String: Measurand]
  private let decimalComma: Bool
  /// Facts that no protocol asks for and from which others are computed.
  private static let helpers: [String: (unit: String, range: ClosedRange<ExactDecimal>)] = [
    "age": ("years", 0...130), "weight": ("kg", 1...500),
  ]

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
  }

  /// - Returns: `nil` for facts that only help, such as the sex.
  package func fact(_ key: String, _ text: String, at place: String) throws(Problem) -> (String, Fact)? {
    let (word, unit) = Self.split(key)
    if word.lowercased() == "sex" { return (word.lowercased(), .choice(text.uppercased())) }
    let name = names[word.lowercased()] ?? (Self.helpers[word.lowercased()] != nil ? word.lowercased() : nil)
    guard let name else { throw unknown(word, place) }
    guard let input = declarations[name]?.last else {
      return (name, try number(text, unit, Self.helpers[name]!.unit, name, place))
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
    return word == "sex" || names[word] != nil || Self.helpers[word] != nil
  }

  private static func split(_ key: String) -> (String, String?) {
    guard let match = key.wholeMatch(of: /\s*(.+?)\s*\[(.*)\]\s*/) else {
      return (key.trimmingCharacters(in: .whitespaces), nil)
    }
    return (String(match.1), String(match.2).trimmingCharacters(in: .whitespaces))
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
    switch text.lowercased() {
    case "yes", "y", "true", "1": return .flag(true)
    case "no", "n", "false", "0": return .flag(false)
    default: throw Problem(.dataRejected, what: "this is neither yes nor no", at: place)
    }
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

  /// Computes a creatinine clearance that is missing and whose parts are known.
  package func complete(_ patient: inout PatientFacts.Patient) {
    guard patient.values["creatinineClearance"] == nil,
      case .number(let creatinine) = patient.values["creatinine"],
      case .number(let age) = patient.values["age"],
      case .number(let weight) = patient.values["weight"], case .choice(let text) = patient.values["sex"],
      let sex = Sex(rawValue: text),
      let kidney = RenalFunction(
        creatinineInMilligramsPerDecilitre: creatinine.doubleValue, age: age.doubleValue, sex: sex)
    else { return }
    let clearance = (kidney.cockcroftGault(weight: weight.doubleValue) * 100).rounded() / 100
    patient.values["creatinineClearance"] = ExactDecimal(shortest: clearance).map { .number($0) }
    patient.notes.append(
      "creatinine clearance \(clearance) mL/min computed from creatinine, age, weight and sex (Cockcroft and Gault 1976, doi:10.1159/000180580)"
    )
  }
}
