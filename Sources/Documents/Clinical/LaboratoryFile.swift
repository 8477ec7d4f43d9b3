import Criteria
import Diagnostics
import Files
import Foundation

/// A file of laboratory values, whatever its form, as rows that can be read in any order.
package struct LaboratoryFile: Sendable {
  package let name: String
  private let reader: LaboratoryReader
  private let rows: Rows

  private enum Rows: Sendable {
    case table(TableFile)
    /// Rows made from another form, with the number that messages name.
    case made([(fields: [String], number: Int)])
  }

  /// Result of a row with the file's name in every place.
  package func read(_ row: Int, file: Int) -> LaboratoryReader.Reading {
    let (fields, number) =
      switch rows {
      case .table(let table): (table.fields(row), table.number(row))
      case .made(let made): made[row]
      }
    var reading = reader.read(fields, row: number)
    for n in reading.values.indices { reading.values[n].file = file }
    reading.problems = reading.problems.map(located)
    return reading
  }

  package var count: Int {
    switch rows {
    case .table(let table): table.count
    case .made(let made): made.count
    }
  }

  package func patient(_ row: Int) -> String {
    switch rows {
    case .table(let table): table.field(reader.patientColumn, of: row).trimmingCharacters(in: .whitespaces)
    case .made(let made): made[row].fields[reader.patientColumn]
    }
  }

  /// Where a row stands.
  package func place(_ row: Int) -> String {
    switch rows {
    case .table(let table): "\(name): row \(table.number(row))"
    case .made(let made): "\(name): resource \(made[row].number)"
    }
  }

  private func located(_ problem: Problem) -> Problem {
    var problem = problem
    problem.location = "\(name): \(problem.location)"
    return problem
  }
}

extension LaboratoryFile {
  package struct Options: Sendable {
    package var decimalComma = false
    /// New names of columns by the names in the file.
    package var renamed: [String: String] = [:]

    package init(decimalComma: Bool = false, renamed: [String: String] = [:]) {
      self.decimalComma = decimalComma
      self.renamed = renamed
    }

  }

  /// Opens a table (CSV, REDCap export) or a FHIR bundle (JSON, or one resource per line as `.ndjson`).
  ///
  /// - Returns: the file, what FHIR tells of the patients, and the resources that could not be taken.
  package static func open(_ path: String, measurands: RuleDocument, options: Options) throws -> (
    file: LaboratoryFile, patients: [PatientRecord], problems: [Problem]
  ) {
    let name = URL(filePath: path).lastPathComponent
    if ["json", "ndjson"].contains(URL(filePath: path).pathExtension.lowercased()) {
      let bundle = try FHIRBundle(path: path)
      let reader = try LaboratoryReader(
        header: FHIRBundle.header, measurands: measurands, rowName: "resource")
      let file = LaboratoryFile(name: name, reader: reader, rows: .made(bundle.rows))
      return (file, bundle.patients, bundle.problems.map(file.located))
    }
    let table = try TableFile(path)
    let header = table.header.map { options.renamed[$0] ?? $0 }
    do {
      let reader = try LaboratoryReader(
        header: header, measurands: measurands, decimalComma: options.decimalComma)
      return (LaboratoryFile(name: name, reader: reader, rows: .table(table)), [], [])
    } catch let problems as Problems {
      throw Problems(
        problems.all.map {
          Problem($0.kind, what: $0.what, at: "\(name): \($0.location)", why: $0.why, remedy: $0.remedy)
        })
    }
  }
}
