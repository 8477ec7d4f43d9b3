import Checks
import Criteria
import Diagnostics
import Files
import Foundation
import Stages

extension LaboratoryFile {
  /// Files that were opened, and what is known before the first result is read.
  package struct Opened: Sendable {
    package var files: [LaboratoryFile] = []
    package var patients: [FHIRPatient] = []
    package var procedures: [(resource: FHIRResource, patient: FHIRPatient)] = []
    /// Rows of a registry of ours in FHIR files.
    package var rows: [FHIRRow] = []
    /// Names of results that their source took back.
    package var retracted: [String] = []
    package var problems: [Problem] = []
    /// Names of the columns of all tables.
    fileprivate var headers: Set<String> = []
    package var account = InputAccount()
    /// What a human must look at.
    package var notes: [Finding] = []
  }

  /// By the end of its name.
  static func isFHIR(_ path: String) -> Bool {
    ["json", "ndjson"].contains(URL(filePath: path).pathExtension.lowercased())
  }

  /// Opens tables (CSV, REDCap exports, tables of the registry) and FHIR files (`.json`, or one resource per line as
  /// `.ndjson`), which are read together.
  ///
  /// - Parameters:
  ///   - known: pseudonyms that are expected; of several names of a FHIR patient the one among them is taken.
  ///   - headers: names of columns of other tables that the options are for, too.
  ///   - tables: those that were opened already, by path.
  /// - Throws: `Problems` naming every file that cannot be read at all.
  package static func open(
    _ paths: [String], measurands: RuleDocument, options: Options, known: Set<String> = [],
    headers: Set<String> = [], tables: [String: TableFile] = [:]
  ) throws -> Opened {
    var opened = Opened()
    opened.headers = headers
    var failures: [Problem] = []
    for path in paths where !isFHIR(path) {
      do { try opened.table(path, tables[path], measurands, options) } catch let problem as Problem {
        failures.append(problem)
      } catch let many as Problems { failures += many.all }
    }
    let bundles = paths.filter { isFHIR($0) }
    if !bundles.isEmpty {
      do { try opened.fhir(bundles, measurands, options, known) } catch let problem as Problem {
        failures.append(problem)
      } catch let many as Problems { failures += many.all }
    }
    if !failures.isEmpty { throw Problems(failures) }
    for file in opened.files { opened.account.rows += file.count }
    opened.unused(options)
    return opened
  }
}

extension LaboratoryFile.Opened {
  /// Names of a file of column names that no table has.
  fileprivate mutating func unused(_ options: LaboratoryFile.Options) { problems += options.unused(headers) }

  fileprivate mutating func table(
    _ path: String, _ known: TableFile?, _ measurands: RuleDocument, _ options: LaboratoryFile.Options
  ) throws {
    let name = URL(filePath: path).lastPathComponent
    let table = try known ?? TableFile(path)
    headers.formUnion(table.header)
    let header = table.header.map(options.name)
    do {
      let reader = try LaboratoryReader(
        header: header, measurands: measurands, options: options.reader("row"))
      let cells = options.dictionary.map { RedcapCells($0, header: table.header) }
      notes += cells?.beyond(table, name) ?? []
      files.append(LaboratoryFile(name: name, reader: reader, rows: .table(table, cells)))
      let unused = Set(reader.unusedColumns)
      let left = zip(header, table.header).filter { unused.contains($0.0.trimmed) }.map { $0.1 }
      if !left.isEmpty { account.unusedColumns.append((name, left)) }
    } catch let problems as Problems {
      throw Problems(problems.all.map { LaboratoryFile.located($0, name) })
    }
  }

  fileprivate mutating func fhir(
    _ paths: [String], _ measurands: RuleDocument, _ options: LaboratoryFile.Options, _ known: Set<String>
  ) throws {
    let record = try FHIRFiles(paths, knows: measurands.knowsLOINC)
    let reader = try LaboratoryReader(
      header: FHIRResult.header, measurands: measurands, options: options.reader("resource"))
    var pseudonyms: [String: String] = [:]
    for patient in record.patients {
      // The likeliest name comes first; the one that a table of patients has comes before it.
      pseudonyms[patient.pseudonym] = patient.names.first(where: known.contains) ?? patient.names.first
    }
    let results = record.results.map { result in
      var result = result
      result.patient = pseudonyms[result.patient] ?? result.patient
      return result
    }
    for (n, name) in record.names.enumerated() {
      files.append(
        LaboratoryFile(name: name, reader: reader, rows: .results(results.filter { $0.file == n })))
    }
    let named = { (patient: FHIRPatient) in
      var patient = patient
      patient.pseudonym = pseudonyms[patient.pseudonym] ?? patient.pseudonym
      return patient
    }
    patients += record.patients.map(named)
    procedures += record.procedures.map { ($0.resource, named($0.patient)) }
    retracted += record.retracted
    rows += record.rows
    problems += record.problems
    account.add(record.leftOut)
    account.rows += record.leftOut.values.reduce(0, +)
  }
}

extension RuleDocument {
  /// Whether some test has a LOINC code.
  func knowsLOINC(_ code: String) -> Bool { measurands.values.contains { $0.loinc[code] != nil } }
}
