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

    /// Letters' case of a pseudonym says nothing.
    func isNamed(_ other: String) -> Bool { identityWord(name) == identityWord(other) }

    /// What a document asks for; the rest belongs to other documents.
    package func facts(for rules: RuleDocument) -> Facts {
      Facts(values.filter { rules.inputs[$0.key]?.accepts($0.value) ?? false })
    }
  }

  package private(set) var patients: [Patient] = []
  package var problems: [Problem] = []
  package internal(set) var account = InputAccount()
  /// Names of the columns as a table has them.
  package internal(set) var header: Set<String> = []
  private let vocabulary: FactVocabulary
  /// Places by ``identityWord(_:)``, and how many rows of a patient state different things.
  private var places: [String: Int] = [:]
  private var contradicted: [String: Int] = [:]

  package init(
    _ path: String, library: RuleLibrary, extra: RuleDocument, options: LaboratoryFile.Options = .init()
  ) throws {
    vocabulary = FactVocabulary(library, extra, decimalComma: options.decimalComma)
    let name = URL(filePath: path).lastPathComponent
    if ["json5", "json"].contains(URL(filePath: path).pathExtension.lowercased()) {
      try objects(JSON5.parse(ToxicityInputs.text(path), document: name), name)
    } else {
      take(try FactTable(path, vocabulary, options))
    }
    dropContradicted(at: path)
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
      guard let n = patients.firstIndex(where: { $0.isNamed(known.name) }) ?? (patients.count == 1 ? 0 : nil)
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
    guard patients.contains(where: { $0.isNamed(patient) }) else {
      throw Problem(
        .inputMissing, what: "the table has no patient of that name", at: "--patient",
        remedy: "the names are in the column “patient”")
    }
    patients.removeAll { !$0.isNamed(patient) }
  }

  /// `platelets [10^9/L]` with its value.
  mutating func take(_ key: String, _ text: String, at place: String, _ patient: inout Patient) {
    do throws(Problem) {
      guard let (name, fact) = try vocabulary.fact(key, text, at: place) else { return }
      if patient.values.updateValue(fact, forKey: name) != nil {
        throw Problem(.dataRejected, what: "“\(name)” is given twice", at: place, remedy: "keep one")
      }
    } catch {
      problems.append(error)
    }
  }

  /// One row, or one object. The same statement twice is one; of two that differ neither counts, unless they are of
  /// several forms that say different things of the patient.
  /// - Returns: whether it says something new, or contradicts.
  mutating func add(_ patient: Patient, joins: Bool) -> Bool {
    let word = identityWord(patient.name)
    guard let n = places[word] else {
      places[word] = patients.count
      patients.append(patient)
      return true
    }
    if patients[n].values == patient.values { return false }
    let isOther = patient.values.contains { name, fact in
      patients[n].values[name].map { $0 != fact } ?? !joins
    }
    if isOther || (!joins && patients[n].values.count != patient.values.count) {
      contradicted[word, default: 1] += 1
    } else {
      patients[n].values.merge(patient.values) { known, _ in known }
    }
    return true
  }

  private mutating func dropContradicted(at path: String) {
    for (_, count) in contradicted.sorted(by: { $0.key < $1.key }) {
      problems.append(
        Problem(
          .dataRejected, what: "one patient has \(counted(count, "row"))", at: path,
          why: "the results conflict", remedy: "one row per patient"))
    }
    patients.removeAll { contradicted[identityWord($0.name)] != nil }
    places = [:]
  }
}
