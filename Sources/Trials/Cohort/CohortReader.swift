import Diagnostics
import Files
import Foundation
import Quantities

/// A table in memory: header and rows of text.
public struct TextTable: Sendable {
  public var name: String
  /// Where it came from, for messages.
  public var place: String
  public var header: [String]
  public var rows: [[String]]
  /// Number of each row as a spreadsheet shows it.
  public var numbers: [Int]

  public init(name: String, place: String, header: [String], rows: [[String]], numbers: [Int]? = nil) {
    (self.name, self.place, self.header, self.rows) = (name, place, header, rows)
    self.numbers = numbers ?? rows.indices.map { $0 + 2 }
  }

  init(_ file: TableFile, name: String, _ reading: TableReading = TableReading()) {
    self.init(
      name: name, place: file.path, header: file.header.map { reading.name($0).lowercased() },
      rows: (0..<file.count).map { file.fields($0).map(reading.cell) },
      numbers: (0..<file.count).map(file.number))
  }
}

extension TextTable {
  /// A column that no table knows and that was most likely meant for an absent one: it is read as a factor of its own, and
  /// the absent one is missing everywhere.
  fileprivate func doubtful(wide: Bool) -> [(column: String, likely: String)] {
    guard let known = CohortDictionary.standard.table(name) else { return [] }
    let absent = known.columns.map(\.name).filter { !header.contains($0) }
    return header.compactMap { column in
      guard known.column(column) == nil, !(wide && WideColumns.isWide(column)), column.count >= 4,
        let likely = nearMiss(column, among: absent)
      else { return nil }
      return (name == "patients" ? column : "\(name).\(column)", likely)
    }
  }
}

/// What columns and cells of somebody's own tables mean.
public struct TableReading: Sendable {
  /// Our name of a column.
  public var name: @Sendable (String) -> String = { $0 }
  /// Cells that stand for nothing.
  public var missing: Set<String> = []
  public var decimalComma = false
  /// A day as `2026-03-02`; `nil` for a text that is none.
  public var iso: @Sendable (String) -> String? = { _ in nil }

  public init() {}

  func cell(_ text: String) -> String {
    if missing.contains(text.trimmingBlanks) { return "" }
    if let day = iso(text.trimmingBlanks) { return day }
    guard decimalComma, text.trimmingBlanks.wholeMatch(of: /[-+]?\d+,\d+/) != nil else { return text }
    return text.replacingOccurrences(of: ",", with: ".")
  }
}

/// Reads flat cohort tables by their dictionary; all faults are reported at once.
public struct CohortReader {
  /// What was read, and what was left out.
  public struct Reading: Sendable {
    public var cohort: Cohort
    /// Columns that the dictionary does not know and that were not numbers.
    public var ignored: [String]
    /// Rows of each table; all of them were read, else nothing is.
    public var rows: [(table: String, rows: Int)] = []
    /// Columns that no table knows, with the absent one that each nearly is.
    public var doubtful: [(column: String, likely: String)] = []
  }

  private var problems: [Problem] = []
  private var ignored: [String] = []
  private var places: [String: Int] = [:]
  private var patients: [Cohort.Patient] = []

  /// A folder with `patients.csv` and any of `courses`, `toxicity`, `responses`, `survival`, `doses`, `organ_doses`; or one file
  /// with a row per patient, whose columns `os_months` and `os_event` (and so on for other endpoints),
  /// `best_response`, `best_change_percent`, `ALT_baseline` and `ALT_worst`, `tumour_dose_gy` and `tumour_response`,
  /// `liver_dose_gy` and `liver_complication` stand for the other tables.
  ///
  /// - Parameter reading: what columns and cells of somebody's own tables mean.
  /// - Throws: `Problems` with every fault of every table.
  public static func read(_ path: String, _ reading: TableReading = TableReading()) throws -> Reading {
    guard let isFolder = isFolder(path) else {
      throw Problem(
        .inputMissing, what: "there is no such file or folder", at: path, remedy: "check the path")
    }
    let name = URL(filePath: path).deletingPathExtension().lastPathComponent
    guard isFolder else {
      return try read([TextTable(try TableFile(path), name: "patients", reading)], name: name, wide: true)
    }
    var tables: [TextTable] = []
    for table in CohortDictionary.standard.tables {
      let file = URL(filePath: path).appending(path: table.name + ".csv").path
      guard FileManager.default.fileExists(atPath: file) else { continue }
      tables.append(TextTable(try TableFile(file), name: table.name, reading))
    }
    guard tables.contains(where: { $0.name == "patients" }) else {
      throw Problem(
        .inputMissing, what: "the folder has no patients.csv", at: path,
        remedy: "hepatica cohort --dictionary lists the tables and their columns")
    }
    return try read(tables, name: name)
  }

  /// The columns of all flat tables as their files have them.
  /// - Throws: `Problem` for a file that cannot be read.
  public static func headers(_ path: String) throws -> Set<String> {
    guard isFolder(path) == true else { return Set(try TableFile(path).header) }
    return try CohortDictionary.standard.tables.reduce(into: []) { found, table in
      let file = URL(filePath: path).appending(path: table.name + ".csv").path
      guard FileManager.default.fileExists(atPath: file) else { return }
      found.formUnion(try TableFile(file).header)
    }
  }

  /// Reads tables in memory, by their names in the dictionary.
  ///
  /// - Throws: `Problems` with all faults of all tables.
  public static func read(_ tables: [TextTable], name: String, wide: Bool = false) throws -> Reading {
    var reader = CohortReader()
    return try reader.read(tables, name: name, wide: wide)
  }

  private mutating func read(_ tables: [TextTable], name: String, wide: Bool) throws -> Reading {
    let first = tables.first { $0.name == "patients" }!
    readPatients(first, wide: wide)
    var cohort = Cohort(name: name, patients: patients)
    if wide { WideColumns(first).fill(&cohort, &problems) }
    for table in tables where table.name != "patients" {
      switch table.name {
      case "courses": cohort.courses = rows(table) { $0.course($1) }
      case "toxicity": cohort.toxicities = rows(table) { $0.toxicity($1) }
      case "responses": cohort.responses = rows(table) { $0.response($1) }
      case "survival": cohort.followUps = rows(table) { $0.followUp($1) }
      case "doses": cohort.doses = rows(table) { $0.dose($1) }
      case "organ_doses": cohort.organDoses = rows(table) { $0.organDose($1) }
      default: continue
      }
    }
    guard problems.isEmpty else { throw Problems(problems) }
    guard !cohort.patients.isEmpty else {
      throw Problem(.dataRejected, what: "the table has no patients", at: first.place)
    }
    return Reading(
      cohort: cohort, ignored: ignored, rows: tables.map { ($0.name, $0.rows.count) },
      doubtful: tables.flatMap { $0.doubtful(wide: wide) })
  }

  private mutating func readPatients(_ table: TextTable, wide: Bool) {
    let known = CohortDictionary.standard.table("patients")!
    var columns = CohortColumns(table, known)
    problems += columns.missing
    let extra = table.header.indices.filter { n in
      known.column(table.header[n]) == nil && !(wide && WideColumns.isWide(table.header[n]))
    }
    let numeric = extra.filter { n in
      table.rows.contains { $0.indices.contains(n) && !$0[n].isEmpty }
        && table.rows.allSatisfy { !$0.indices.contains(n) || $0[n].isEmpty || Double($0[n]) != nil }
    }
    ignored += extra.filter { !numeric.contains($0) }.map { table.header[$0] }
    guard columns.missing.isEmpty else { return }
    for n in table.rows.indices {
      guard var patient = columns.patient(n) else { continue }
      for column in numeric where table.rows[n].indices.contains(column) {
        patient.covariates[table.header[column]] = Double(table.rows[n][column])
      }
      for column in extra where !numeric.contains(column) {
        patient.factors[table.header[column]] = columns.text(n, table.header[column])
      }
      if places.updateValue(patients.count, forKey: patient.id) != nil {
        columns.fault(n, "patient", "this patient is in the table already")
      }
      patients.append(patient)
    }
    problems += columns.faults
  }

  private mutating func rows<R>(
    _ table: TextTable, _ make: (inout CohortColumns, CohortColumns.Row) -> R?
  ) -> [R] {
    let known = CohortDictionary.standard.table(table.name)!
    var columns = CohortColumns(table, known)
    problems += columns.missing
    ignored += table.header.filter { known.column($0) == nil }.map { "\(table.name).\($0)" }
    guard columns.missing.isEmpty else { return [] }
    let all = table.rows.indices.compactMap { n -> R? in
      guard let id = columns.text(n, "patient") else {
        columns.fault(n, "patient", "the patient is missing")
        return nil
      }
      guard let patient = places[id] else {
        columns.fault(n, "patient", "this patient is not in patients.csv")
        return nil
      }
      return make(&columns, CohortColumns.Row(number: n, patient: patient))
    }
    problems += columns.faults
    return all
  }
}
