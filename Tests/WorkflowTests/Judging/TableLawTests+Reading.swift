import Criteria
import Diagnostics
import Files
import Fixtures
import Foundation
import Testing

@testable import Documents
@testable import Records
@testable import Registry
@testable import Studies
/// What each kind of table says, however it is written.
extension TableLawTests {
  struct Answer: Equatable {
    /// What the table says, without the numbers of rows.
    var content: [String] = []
    var told: [String] = []
    var leftOut: [String: Int] = [:]
    var unused: [String] = []
    /// Rows that are neither read nor left out nor faulty.
    var unexplained = 0

    mutating func take(_ account: InputAccount) {
      leftOut = account.leftOut
      unused = account.unusedColumns.flatMap(\.columns)
      unexplained = account.tables.reduce(0) { $0 + $1.unexplained }
    }
  }

  func write(_ name: String, _ text: String) throws -> String {
    let url = folder.appending(path: UUID().uuidString + "-" + name)
    try Data(text.utf8).write(to: url)
    return url.path
  }

  func options(_ columns: String?, decimalComma: Bool) throws -> LaboratoryFile.Options {
    var options = LaboratoryFile.Options(decimalComma: decimalComma)
    if let columns { try options.read(write("columns.json5", columns)) }
    return options
  }

  func read(
    _ kind: Kind, _ text: String, columns: String? = nil, decimalComma: Bool = false
  ) throws -> Answer {
    let path = try write("table.csv", text)
    let options = try options(columns, decimalComma: decimalComma)
    do {
      return try kind.isRecorded ? recorded(kind, [path], options, columns) : answer(kind, path, options)
    } catch let problems as Problems { return Answer(told: problems.all.map(\.description)) } catch let
      problem as Problem
    { return Answer(told: [problem.description]) }
  }

  func answer(_ kind: Kind, _ path: String, _ options: LaboratoryFile.Options) throws -> Answer {
    var answer = Answer()
    switch kind {
    case .patients:
      let table = try PatientTable(path, options: options)
      answer.content = table.order.compactMap { table[$0] }.map {
        "\($0.patient) \($0.sex as Any) \($0.birth as Any) \($0.arm) \($0.cycles) \($0.onAnticoagulation as Any) \($0.end as Any) \($0.death as Any)"
      }
      answer.told = (table.problems + options.unused(table.header)).map(\.description)
      answer.take(table.account)
    case .findings:
      let library = try RuleLibrary()
      let scale = try ToxicityScale(
        library.rules("CTCAE"), measurands: library.rules("measurands"))
      let known = PatientTable(["A1", "A2"].map { PatientRecord(patient: $0) })
      let table = try FindingsTable(
        path, patients: known, vocabulary: FindingVocabulary(scale), options: options)
      answer.content = table.findings.flatMap { name, all in all.map { "\(name) \($0)" } }
      answer.told = (table.problems + options.unused(table.header)).map(\.description)
      answer.take(table.account)
    case .lesions:
      let table = try LesionTable(path, options: options) { _ in [] }
      answer.content = table.courses.flatMap { course in
        course.findings.map { finding in
          var finding = finding
          finding.row = 0
          return "\(course.patient) \(course.reader) \(finding)"
        }
      }
      answer.told = (table.problems + options.unused(table.header)).map(\.description)
      answer.take(table.account)
    default:
      let library = try RuleLibrary()
      let facts = try PatientFacts(path, library: library, extra: library.document("tare"), options: options)
      answer.content = facts.patients.map { patient in
        "\(patient.name) " + patient.values.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " ")
      }
      answer.told = (facts.problems + options.unused(facts.header)).map(\.description)
      answer.take(facts.account)
    }
    answer.content.sort()
    return answer
  }

  /// Rows that a registry has after the files were imported.
  func recorded(
    _ kind: Kind, _ paths: [String], _ options: LaboratoryFile.Options, _ columns: String?
  ) throws -> Answer {
    let place = folder.appending(path: UUID().uuidString + ".sqlite")
    let registry = try Registry.create(.file(place), anchors: folder)
    let author = try Author(who: "t", why: "t")
    try registry.change(by: author) { change in
      try change.insert(["id": "S", "name": "H"], into: "sites")
      for name in ["A1", "A2"] { try change.insert(["id": .text(name), "site": "S"], into: "patients") }
      try change.insert(
        ["id": "C1", "patient": "A1", "kind": "IA PRRT", "started": "2024-02-01"], into: "courses")
    }
    var answer = Answer()
    for path in paths {
      let names = try columns.map { URL(filePath: try write("columns.json5", $0)) }
      let count = try registry.importCSV(
        URL(filePath: path), into: kind.table, columns: names, decimalComma: options.decimalComma, by: author)
      answer.leftOut.merge(count.leftOut, uniquingKeysWith: +)
      if count.repeated > 0 { answer.leftOut["repeated"] = count.repeated }
      answer.unused += count.notes.map(\.text)
    }
    let table = try registry.catalogue.table(kind.table)
    answer.content = try registry.rows(kind.table).map { row in
      table.columns.map { row[$0.name].printed }.joined(separator: "|")
    }.sorted()
    return answer
  }

  func text(_ sheet: Sheet, separator: String = ",", ending: String = "\n") -> String {
    ([sheet.head] + sheet.rows).map { row in
      row.map { $0.contains(separator) ? "\"\($0)\"" : $0 }.joined(separator: separator) + ending
    }.joined()
  }

  func stays(
    _ kind: Kind, _ text: String, columns: String? = nil, decimalComma: Bool = false, _ what: String
  ) throws {
    let plain = try read(kind, self.text(Self.sheet(kind)))
    let other = try read(kind, text, columns: columns, decimalComma: decimalComma)
    #expect(plain.told == [] && plain.content.count >= 2, "\(kind): \(plain.told)")
    #expect(other.told == [] && other.content == plain.content, "\(kind), \(what): \(other)")
    #expect(other.unexplained == 0)
  }

  func permuted(_ sheet: Sheet, _ order: [Int]) -> Sheet {
    Sheet(head: order.map { sheet.head[$0] }, rows: sheet.rows.map { row in order.map { row[$0] } })
  }
}
