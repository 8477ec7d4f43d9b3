import Criteria
import Diagnostics
import Files
import Foundation

/// A file of laboratory values, whatever its form, as rows that can be read in any order.
package struct LaboratoryFile: Sendable {
  package let name: String
  fileprivate let reader: LaboratoryReader
  fileprivate let rows: Rows

  fileprivate enum Rows: Sendable {
    case table(TableFile, RedcapCells?)
    /// Results of FHIR resources.
    case results([FHIRResult])
    /// Rows that a registry keeps.
    case recorded([RecordedResult])
  }

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

  fileprivate static func located(_ problem: Problem, _ name: String) -> Problem {
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

  package struct Options: Sendable {
    package var decimalComma = false
    /// New names of columns by the names in the file.
    var renamed: [String: String] = [:]
    /// Where a person states each new name: one that no file has is a misspelt one.
    var stated: [String: String] = [:]
    /// Texts that stand for a missing value.
    package var missing: Set<String> = []
    /// Tests and columns that may be left out, in lower case.
    package var ignored: Set<String> = []
    /// The order of day and month; `nil` for days as `2026-03-02` only.
    package var dates: DateForm?
    /// Of the REDCap project that tables come from.
    package var dictionary: RedcapDictionary?

    package init(decimalComma: Bool = false, renamed: [String: String] = [:]) {
      self.decimalComma = decimalComma
      self.renamed = renamed
    }

    /// Names of a file of column names that no table has: one of them is a misspelt one.
    /// - Parameter headers: names of the columns of all tables.
    package func unused(_ headers: Set<String>) -> [Problem] {
      guard !headers.isEmpty else { return [] }
      return stated.sorted { $0.key < $1.key }.filter { !headers.contains($0.key) }.map { name, place in
        Problem(
          .dataRejected, what: "no table has the column “\(name)”", at: place,
          why: "a misspelt name would be ignored silently",
          remedy: likelyMeaning(of: name, among: headers.sorted()).map { "did you mean “\($0)”?" } ?? "")
      }
    }

    /// With the day of the form that holds most of some fields of the data dictionary.
    func dated(byFormOf isAsked: (RedcapDictionary.Field) -> Bool) -> Self {
      guard let dated = dictionary?.dated(byFormOf: isAsked) else { return self }
      var options = self
      options.dictionary = dated
      options.renamed = dated.names.merging(renamed.filter { stated[$0.key] != nil }) { _, stated in stated }
      return options
    }

    /// What a column is called here: by a name that is stated, by the data dictionary, or by the choice of a box.
    package func name(_ title: String) -> String {
      if let name = renamed[title] { return name }
      guard let box = RedcapBox(title), Self.marks.contains(columnWord(box.choice)) else { return title }
      return box.choice
    }
    private static let marks: Set = ["baseline", "anticoagulated", "confirmed"]

    fileprivate func reader(_ rowName: String) -> LaboratoryReader.Options {
      var reader = LaboratoryReader.Options()
      (reader.decimalComma, reader.rowName) = (decimalComma && rowName == "row", rowName)
      (reader.missing, reader.ignored) = (missing, ignored)
      reader.dates = rowName == "row" ? dates : nil
      return reader
    }
  }

  /// Files that were opened, and what is known before the first result is read.
  package struct Opened: Sendable {
    package var files: [LaboratoryFile] = []
    package var patients: [FHIRPatient] = []
    package var procedures: [(resource: FHIRResource, patient: FHIRPatient)] = []
    /// Names of results that their source took back.
    package var retracted: [String] = []
    package var problems: [Problem] = []
    /// Names of the columns of all tables.
    fileprivate var headers: Set<String> = []
    package var account = InputAccount()
    /// What a human must look at.
    package var notes: [String] = []
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
    problems += record.problems
    account.add(record.leftOut)
    account.rows += record.leftOut.values.reduce(0, +)
  }
}

extension RuleDocument {
  /// Whether some test has a LOINC code.
  func knowsLOINC(_ code: String) -> Bool { measurands.values.contains { $0.loinc[code] != nil } }
}
