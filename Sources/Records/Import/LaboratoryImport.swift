import Checks
import Criteria
import Diagnostics
import Documents
import Foundation
import Quantities
import Registry
import Stages

/// Laboratory results of files in any form as rows of the registry.
package struct LaboratoryImport {
  package private(set) var rows: [Registry.Incoming] = []
  package private(set) var problems: [Problem] = []
  /// Results of tests for which the registry has no word, by name or LOINC code.
  package private(set) var unknown: [String: Int] = [:]
  package private(set) var leftOut: [String: Int] = [:]
  package private(set) var results = InputAccount.Results()
  private let table: Table
  private let measurands: [String: Measurand]
  /// The registry's word by code.
  private let words: [String: String]

  package init(_ files: [LaboratoryFile], measurands: RuleDocument, into table: Table) {
    self.table = table
    self.measurands = measurands.measurands
    words = Self.words(table, measurands)
    for patient in PatientRows(files).patients { take(patient, files) }
  }

  private static func words(_ table: Table, _ measurands: RuleDocument) -> [String: String] {
    let known = table.column("test")?.values ?? []
    let pairs = measurands.measurands.values.compactMap { measurand -> (String, String)? in
      let names = [measurand.code.lowercased(), measurand.name.lowercased()] + measurand.aliases
      return known.first { names.contains($0.lowercased()) }.map { (measurand.code, $0) }
    }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  /// One patient, so that a result that was amended is settled as everywhere.
  private mutating func take(_ patient: PatientRows.Patient, _ files: [LaboratoryFile]) {
    var laboratory = PatientLaboratory(patient: patient.name, cycles: [], values: [])
    for reference in patient.rows {
      let (file, row) = (reference.file, reference.row)
      let reading = files[file].read(row, file: file)
      problems += reading.problems
      for name in reading.unknownTests { unknown[name, default: 0] += 1 }
      for reason in reading.leftOut { leftOut[reason.rawValue, default: 0] += 1 }
      results.found += reading.results
      results.explained += reading.explained
      laboratory.values += reading.values.map { value in
        var value = value
        value.row = row
        return value
      }
    }
    var settled: PatientLaboratory.LeftOut = [:]
    problems += laboratory.removeConflicts(latest: nil, leftOut: &settled) { files[$0.file].place($0.row) }
    for (reason, count) in settled {
      leftOut[reason.rawValue, default: 0] += count
      results.explained += count
    }
    results.read += laboratory.values.count
    for value in laboratory.values { add(value, files[value.file]) }
  }

  private mutating func add(_ value: LaboratoryValue, _ file: LaboratoryFile) {
    guard let word = words[value.code], let measurand = measurands[value.code] else {
      unknown[value.code, default: 0] += 1
      return
    }
    let result = file.result(value.row)
    let place = file.place(value.row)
    var texts = [
      "patient": value.patient, "sampled": Self.sampled(value, result), "test": word,
      "value": Self.printed(value, result), "unit": Self.unit(value, result, measurand),
      "laboratory": value.laboratory, "sample": value.sample, "method": value.method,
      "status": value.status?.rawValue ?? "", "source": result?.isOwn == true ? "" : place,
    ]
    texts["comparator"] = value.bound == .below ? "<" : value.bound == .above ? ">" : ""
    if let anticoagulated = value.onAnticoagulation { texts["anticoagulated"] = anticoagulated ? "1" : "0" }
    var given = result?.note ?? ""
    texts["range_kind"] = value.range?.kind ?? ""
    let (lower, upper) = value.range.map { ($0.lower, $0.upper) } ?? (value.lower, value.upper)
    for (column, limit) in [("lower", lower), ("upper", upper)] {
      guard let limit else { continue }
      if limit.unit.factor == value.amount.unit.factor {
        texts[column] = limit.value.description
      } else {
        let converted = try? measurand.convert(
          limit.value, from: limit.unit.symbol, to: value.amount.unit.symbol)
        texts[column] = converted?.description ?? ""
        given += (given.isEmpty ? "" : "; ") + "\(column) limit \(limit)"
      }
    }
    if !value.unitAsGiven.isEmpty, value.unitAsGiven != texts["unit"] {
      given += (given.isEmpty ? "" : "; ") + "unit \(value.unitAsGiven)"
    }
    if value.isConfirmed { given += (given.isEmpty ? "" : "; ") + "confirmed" }
    texts["given"] = given
    if let result { texts.merge(result.ownColumns) { $1 } }
    texts["id"] = result?.id ?? Self.identity(texts)
    rows.append(
      Registry.Incoming(table: table, place: place, texts: texts.filter { table.column($0.key) != nil }))
  }

  private static func identity(_ texts: [String: String]) -> String {
    ["patient", "test", "sampled", "laboratory", "sample"].compactMap { texts[$0] }.filter { !$0.isEmpty }
      .joined(separator: "/")
  }

  private static func sampled(_ value: LaboratoryValue, _ result: FHIRResult?) -> String {
    if let result { return result.date }
    return value.time.map(\.description) ?? value.day.description
  }

  /// As printed where the text is at hand: a decimal keeps no zeros at its end.
  private static func printed(_ value: LaboratoryValue, _ result: FHIRResult?) -> String {
    result.map { String($0.value.drop { "<>=".contains($0) }) } ?? value.amount.value.description
  }

  /// A unit that everybody writes stays as it is; another spelling becomes the usual one.
  private static func unit(_ value: LaboratoryValue, _ result: FHIRResult?, _ measurand: Measurand) -> String
  {
    let given = result?.unit ?? value.unitAsGiven
    return !given.isEmpty && measurand.unitsBySymbol[given] != nil ? given : value.amount.unit.symbol
  }
}

extension Registry {
  /// Laboratory tables in any form (long, wide, REDCap export), read as `hepatica toxicity` reads them.
  ///
  /// - Parameters:
  ///   - columns: names for columns, and texts that stand for a missing value.
  ///   - ignored: tests and columns that may be left out, in lower case.
  /// - Throws: `Problems` with every row that cannot be taken; then nothing is written.
  public func importLaboratory(
    _ urls: [URL], columns: URL? = nil, decimalComma: Bool = false, ignored: Set<String> = [],
    conflicts: ConflictRule = .refuse, by author: Author
  ) throws -> ImportCount {
    var options = LaboratoryFile.Options(decimalComma: decimalComma)
    options.ignored = ignored
    if let columns { try options.read(columns.path) }
    let measurands = try RuleLibrary().rules("measurands")
    let opened = try LaboratoryFile.open(urls.map(\.path), measurands: measurands, options: options)
    let found = LaboratoryImport(
      opened.files, measurands: measurands, into: try catalogue.table("laboratory"))
    let problems = opened.problems + found.problems
    if !problems.isEmpty { throw Problems(DecimalComma.summed(problems)) }
    var count = try judged().take(found.rows, byKey: true, conflicts: conflicts, by: author)
    var account = opened.account
    account.add(found.leftOut)
    account.results = found.results
    count.notes += account.findings + opened.notes + found.unknownNotes(ignored)
    count.notes += account.unusedColumns.map {
      Finding(TransferNote.columnsUnused(file: $0.file, columns: $0.columns, isOfMap: false))
    }
    count.leftOut = account.leftOut
    return count
  }
}

extension LaboratoryImport {
  /// Tests that the registry has no word for: a misspelt one would be left out silently.
  func unknownNotes(_ ignored: Set<String>) -> [Finding] {
    let names = unknown.filter { !ignored.contains($0.key.lowercased()) }
    return names.isEmpty ? [] : [Finding(TransferNote.unknownTests(names))]
  }
}
