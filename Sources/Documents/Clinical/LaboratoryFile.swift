import Criteria
import Diagnostics
import Files
import Foundation

/// A file of laboratory values, whatever its form, as rows that can be read in any order.
package struct LaboratoryFile: Sendable {
  package let name: String
  let reader: LaboratoryReader
  let rows: Rows

  enum Rows: Sendable {
    case table(TableFile, RedcapCells?)
    /// Results of FHIR resources.
    case results([FHIRResult])
    /// Rows that a registry keeps.
    case recorded([RecordedResult])
  }

  /// Whether each sample is asked for anticoagulation; a registry answers by its list of drugs.
  package var asksAnticoagulation: Bool { reader.asksAnticoagulation }

  /// Result of a row with the file's name in every place.
  package func read(_ row: Int, file: Int) -> LaboratoryReader.Reading {
    if case .recorded(let results) = rows { return recorded(results[row], row, file) }
    let (fields, number) =
      switch rows {
      case .table(let table, let cells):
        (cells?.decoded(table.fields(row)) ?? table.fields(row), table.number(row))
      case .results(let results): (results[row].fields, results[row].number)
      case .recorded: ([String](), 0)
      }
    var reading = reader.read(fields, row: number)
    for n in reading.values.indices { reading.values[n].file = file }
    reading.problems = reading.problems.map(located)
    return reading
  }

  private func recorded(_ result: RecordedResult, _ row: Int, _ file: Int) -> LaboratoryReader.Reading {
    var reading = reader.read(result.fields, row: row)
    for n in reading.values.indices {
      reading.values[n].file = file
      reading.values[n].onAnticoagulation = result.onAnticoagulation
    }
    reading.problems = reading.problems.map { problem in
      var problem = problem
      let column = problem.location.split(separator: ",").dropFirst().joined(separator: ",")
      problem.location = result.place + (column.isEmpty ? "" : "," + column)
      return problem
    }
    return reading
  }

  /// This file as a table of which rows need not be taken apart into texts; `nil` where they must be.
  package var plain: PlainTable? {
    if case .table(let table, nil) = rows { PlainTable(table, reader) } else { nil }
  }

  package var count: Int {
    switch rows {
    case .table(let table, _): table.count
    case .results(let results): results.count
    case .recorded(let results): results.count
    }
  }

  package func patient(_ row: Int) -> String {
    switch rows {
    case .table(let table, _): table.field(reader.patientColumn, of: row).trimmed
    case .results(let results): results[row].patient
    case .recorded(let results): results[row].patient
    }
  }

  /// Goes through the rows in runs of one patient: most files hold the rows of a patient together.
  func eachRun(_ body: (Range<Int>) -> Void) {
    if case .table(let table, _) = rows { return table.eachRun(of: reader.patientColumn, body) }
    for row in 0..<count { body(row..<row + 1) }
  }

  /// The FHIR result of a row; `nil` for a row of a table.
  package func result(_ row: Int) -> FHIRResult? {
    if case .results(let results) = rows { results[row] } else { nil }
  }

  /// Where a row stands.
  package func place(_ row: Int) -> String {
    switch rows {
    case .table(let table, _): "\(name): row \(table.number(row))"
    case .results(let results): "\(name): resource \(results[row].number)"
    case .recorded(let results): results[row].place
    }
  }

  /// Where a value that was read stands.
  package func place(of value: LaboratoryValue) -> String {
    if case .recorded(let results) = rows { return results[value.row].place }
    return "\(name): row \(value.row)"
  }

  private func located(_ problem: Problem) -> Problem { Self.located(problem, name) }

  static func located(_ problem: Problem, _ name: String) -> Problem {
    var problem = problem
    problem.location = "\(name): \(problem.location)"
    return problem
  }
}

/// A laboratory result as a registry keeps it.
package struct RecordedResult: Sendable {
  package var patient: String
  /// In the order of the header that it is read by.
  package var fields: [String]
  /// Table and row, for messages.
  package var place: String
  /// `nil`: not stated.
  package var onAnticoagulation: Bool?

  package init(patient: String, fields: [String], place: String, onAnticoagulation: Bool?) {
    (self.patient, self.fields, self.place) = (patient, fields, place)
    self.onAnticoagulation = onAnticoagulation
  }
}

extension LaboratoryFile {
  /// Results that a registry keeps, read as those of a file are.
  /// - Throws: `Problems` naming what the header lacks.
  package init(recorded results: [RecordedResult], header: [String], measurands: RuleDocument) throws {
    self.init(
      name: "registry", reader: try LaboratoryReader(header: header, measurands: measurands),
      rows: .recorded(results))
  }
}
