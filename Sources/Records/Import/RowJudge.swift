import Criteria
import Diagnostics
import Documents
import Quantities
import Registry

/// What must hold of a row of the registry in addition to its types: the same rules by which `hepatica toxicity` takes a
/// laboratory value or refuses it, the terms and grades of CTCAE, the words that belong to a criterion of response, the
/// units of measured quantities, and pseudonyms that are none.
package struct RowJudge: Sendable {
  private let reader: LaboratoryReader
  /// Terms of the two editions.
  private let five, six: FindingVocabulary

  package init() throws {
    let library = try RuleLibrary()
    let measurands = try library.rules("measurands")
    var options = LaboratoryReader.Options()
    options.confirmation = .given
    reader = try LaboratoryReader(
      header: LaboratoryRow.readingHeader, measurands: measurands, options: options)
    five = try FindingVocabulary(ToxicityScale(library.rules("CTCAE"), measurands: measurands))
    six = try FindingVocabulary(ToxicityScale(library.rules("CTCAE-6.0"), measurands: measurands))
  }

  /// What is wrong with a row, without repeating what it holds.
  package var problems: @Sendable (Row, Table) -> [Problem] {
    { row, table in
      let own: [Problem] =
        switch table.name {
        case PatientColumn.table: pseudonym(row.id, PatientColumn.id.rawValue, table)
        case LaboratoryColumn.table: laboratory(LaboratoryRow(row))
        case MeasurementColumn.table: MeasuredQuantity.problems(MeasurementRow(row))
        case AdverseEventColumn.table: event(AdverseEventRow(row))
        case ResponseColumn.table: response(ResponseRow(row))
        case FindingColumn.table: finding(TableRow<FindingColumn>(row))
        case ScoreColumn.table: score(TableRow<ScoreColumn>(row))
        default: []
        }
      return own + persons(row, table)
    }
  }

  /// Readers and operators are numbers and roles.
  private func persons(_ row: Row, _ table: Table) -> [Problem] {
    guard let reader = row.values["reader"]?.text else { return [] }
    return pseudonym(reader, "reader", table)
  }

  private func pseudonym(_ text: String, _ column: String, _ table: Table) -> [Problem] {
    guard let fault = PseudonymRule.fault(text) else { return [] }
    return [
      Problem(
        .dataRejected, what: "\(column) \(fault)", at: table.name,
        why: "the registry holds pseudonyms only",
        remedy: "give a number, such as P017; who it is belongs into a key file (hepatica registry key)")
    ]
  }

  /// A term of CTCAE, “… - Other, specify: …” among them, in the edition that the row names; a grade that the term has.
  private func event(_ row: AdverseEventRow) -> [Problem] {
    let vocabulary = AdverseEventTerms.edition(row.text(.edition)).edition == six.events.edition ? six : five
    let term = row.text(.term)
    guard vocabulary[term] != nil else { return [Self.unknown(term, vocabulary)] }
    guard let grade = row[.grade].integer, let fault = vocabulary.fault(ofGrade: grade, of: term) else {
      return []
    }
    return [
      Problem(
        .dataRejected, what: fault.what, at: "adverse_events, column grade",
        why: "the grade belongs to another term, or is wrong", remedy: fault.remedy)
    ]
  }

  /// A term of the criteria or a sign of damage of the liver, and a grade that goes with it and with what was found.
  private func finding(_ row: TableRow<FindingColumn>) -> [Problem] {
    let term = row.text(.term)
    guard let meaning = five[term] ?? six[term] else {
      return [Problem.unknown(term: term, five, at: "findings, column term")]
    }
    guard let grade = row[.grade].integer else { return [] }
    let isPresent = row[.present].integer == 1
    let fault =
      isPresent == (grade > 0)
      ? five.fault(ofStatedGrade: grade, meaning, term: term)
      : ("the grade contradicts “present”", "grade 0 is for what was not there")
    return fault.map {
      [
        Problem(
          .dataRejected, what: $0.what, at: "findings, column grade",
          why: "the grade belongs to another term, or is wrong", remedy: $0.remedy)
      ]
    } ?? []
  }

  /// Each scale has its own span.
  private func score(_ row: TableRow<ScoreColumn>) -> [Problem] {
    guard let value = row[.value].number, let scale = Self.scales[row.text(.scale)] else { return [] }
    let isStep = (value / scale.step).rounded() * scale.step == value
    guard !scale.span.contains(value) || !isStep else { return [] }
    return [
      Problem(
        .dataRejected, what: "\(row.text(.scale)) has no such value", at: "scores, column value",
        why: "the score is of another scale, or is wrong",
        remedy:
          "\(Int(scale.span.lowerBound)) to \(Int(scale.span.upperBound)) in steps of \(Int(scale.step))")
    ]
  }

  private static let scales: [String: (span: ClosedRange<Double>, step: Double)] = [
    "ECOG": (0...5, 1), "Karnofsky": (0...100, 10), "pain NRS": (0...10, 1),
    "bowel movements per day": (0...50, 1), "flushes per day": (0...100, 1),
  ]

  private static func unknown(_ term: String, _ vocabulary: FindingVocabulary) -> Problem {
    Problem(
      .dataRejected, what: "the term is none of CTCAE \(vocabulary.events.edition)",
      at: "adverse_events, column term",
      why: "an event under a misspelt term is missing from the rates of the term that was meant",
      remedy: vocabulary.likely(term).map { "did you mean “\($0)”?" }
        ?? "write the title in CTCAE, or “… - Other, specify: …” with the system organ class before it")
  }

  private func laboratory(_ row: LaboratoryRow) -> [Problem] {
    reader.read(row.readingFields, row: 0).problems.map { problem in
      var problem = problem
      let column = problem.location.split(separator: " ").last.map(String.init) ?? ""
      problem.location = "laboratory, column \(column == "date" ? "sampled" : column)"
      return problem
    }
  }

  /// Metabolic criteria have words of their own.
  private func response(_ row: ResponseRow) -> [Problem] {
    let criterion = ResponseCriterion(rawValue: row.text(.criterion))
    let isMetabolic = criterion?.isMetabolic ?? false
    let result = row.text(.result)
    guard result != "NE", !result.isEmpty, ["CMR", "PMR", "SMD", "PMD"].contains(result) != isMetabolic else {
      return []
    }
    return [
      Problem(
        .dataRejected, what: "\(row.text(.criterion)) has no result “\(result)”", at: "responses",
        why: "two criteria would be mixed in one table",
        remedy: isMetabolic
          ? "CMR, PMR, SMD, PMD or NE" : "the words of the criterion, such as CR, PR, SD, PD")
    ]
  }
}
