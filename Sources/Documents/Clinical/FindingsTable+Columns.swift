import Criteria
import Diagnostics
import Files
import Foundation
import Quantities

extension FindingsTable {
  /// A table with a column for each finding, such as an export of REDCap with its yes-no and checkbox fields. Rows of
  /// other forms, events and instances say nothing: a finding is of its patient and its day.
  init(
    _ file: TableFile, _ columns: FindingColumns, _ options: LaboratoryFile.Options, patients: PatientTable,
    vocabulary: FindingVocabulary
  ) {
    self.init()
    let name = URL(filePath: file.path).lastPathComponent
    let cells = options.dictionary.map { RedcapCells($0, header: file.header) }
    for problem in columns.problems { reject(problem.inFile(name)) }
    if !columns.unused.isEmpty { account.unusedColumns = [(name, columns.unused)] }
    var counted = InputAccount.Table(file: name, rows: file.count)
    defer { account.tables = [counted] }
    for n in 0..<file.count {
      let place = "\(name): row \(file.number(n))"
      let raw = file.fields(n)
      guard raw.count == file.header.count else {
        reject(
          Problem(
            .dataRejected, what: "the row has \(raw.count) fields, the header \(file.header.count)",
            at: place,
            remedy: "check quotes and separators of the row"))
        counted.faulty += 1
        continue
      }
      var row = FindingRow(
        cells: cells?.decoded(raw) ?? raw, place: place, header: file.header, columns: columns,
        options: options)
      if row.isEmpty {
        leave("rows without findings")
        counted.left += 1
      } else {
        let faults = problems.count
        take(&row, patients, vocabulary)
        if problems.count > faults { counted.faulty += 1 } else { counted.read += 1 }
      }
    }
  }

  private mutating func take(
    _ row: inout FindingRow, _ patients: PatientTable, _ vocabulary: FindingVocabulary
  ) {
    guard let (patient, day) = row.whose(patients) else {
      for problem in row.problems { reject(problem) }
      return
    }
    let found = row.findings(on: day, vocabulary)
    for problem in row.problems { reject(problem) }
    leave("boxes that are not ticked: they do not say no", row.unticked)
    leave("findings coded as missing", row.missing)
    for (finding, meaning) in found.map({ ($0.finding, $0.meaning) }) {
      if let other = of(patient, finding.term).first(where: { $0.day == day }) {
        if other != finding {
          reject(row.conflict(finding.term))
          remove(finding, of: patient)
        } else {
          leave("the same finding once more")
        }
      } else {
        take(finding, meaning, of: patient)
      }
    }
  }
}

/// One row of such a table.
private struct FindingRow {
  struct Found {
    var finding: FindingsTable.Finding
    var meaning: FindingVocabulary.Meaning
  }

  let cells: [String]
  let place: String
  let header: [String]
  let columns: FindingColumns
  let options: LaboratoryFile.Options
  private(set) var problems: [Problem] = []
  private(set) var unticked = 0, missing = 0

  init(
    cells: [String], place: String, header: [String], columns: FindingColumns, options: LaboratoryFile.Options
  ) {
    self.cells = cells
    self.place = place
    self.header = header
    self.columns = columns
    self.options = options
  }

  var isEmpty: Bool { columns.cells.allSatisfy { cells[$0.column].trimmed.isEmpty } }

  private mutating func reject(_ column: Int, _ what: String, why: String = "", remedy: String = "") {
    problems.append(
      Problem(.dataRejected, what: what, at: "\(place), column \(header[column])", why: why, remedy: remedy))
  }

  func conflict(_ term: String) -> Problem {
    Problem(
      .dataRejected, what: "another row of this day states something else of \(term)", at: place,
      why: "the results conflict", remedy: "keep one")
  }

  mutating func whose(_ patients: PatientTable) -> (String, CalendarDay)? {
    let patient = cells[columns.patient].trimmed
    let printed = cells[columns.date].trimmed
    let day = CalendarDay(iso8601: (options.dates?.iso(printed) ?? printed).prefix(10))
    let record = patients[patient]
    if record == nil { reject(columns.patient, "this patient is not in the table of patients") }
    if day == nil { reject(columns.date, "this is not a day", remedy: "write the day as 2026-03-02") }
    guard let record, let day else { return nil }
    if let birth = record.birth, day < birth { reject(columns.date, "the finding is older than the patient") }
    if let death = record.death, day > death {
      reject(columns.date, "the finding is later than the day of death")
    }
    return (record.patient, day)
  }

  /// Answer and grade of one term are one finding.
  mutating func findings(on day: CalendarDay, _ vocabulary: FindingVocabulary) -> [Found] {
    var found: [Found] = []
    for cell in columns.cells {
      guard let (present, grade) = statement(cell, vocabulary) else { continue }
      guard let n = found.firstIndex(where: { $0.meaning == cell.meaning }) else {
        let finding = FindingsTable.Finding(day: day, term: cell.meaning.name, present: present, grade: grade)
        found.append(Found(finding: finding, meaning: cell.meaning))
        continue
      }
      if found[n].finding.present != present {
        reject(cell.column, "another column of this row states something else", why: "the results conflict")
      }
      found[n].finding.grade = found[n].finding.grade ?? grade
    }
    return found
  }

  private mutating func statement(_ cell: FindingColumns.Cell, _ vocabulary: FindingVocabulary) -> (
    present: Bool, grade: Int?
  )? {
    let text = cells[cell.column].trimmed
    if text.isEmpty { return nil }
    if options.missing.contains(text) {
      missing += 1
      return nil
    }
    if cell.kind == .grade { return graded(text, cell, vocabulary) }
    guard let answer = YesOrNo(text) else {
      reject(
        cell.column, cell.kind == .box ? "this box is neither ticked nor not" : "this is neither yes nor no")
      return nil
    }
    if cell.kind == .box, !answer.isYes {
      unticked += 1
      return nil
    }
    return (answer.isYes, nil)
  }

  private mutating func graded(
    _ text: String, _ cell: FindingColumns.Cell, _ vocabulary: FindingVocabulary
  ) -> (present: Bool, grade: Int?)? {
    guard let grade = Int(text), (0...5).contains(grade) else {
      reject(cell.column, "this is not a grade", remedy: "0 to 5")
      return nil
    }
    if let fault = vocabulary.fault(ofStatedGrade: grade, cell.meaning, term: cell.term) {
      reject(
        cell.column, fault.what, why: "the grade belongs to another term, or is wrong", remedy: fault.remedy)
      return nil
    }
    return (grade > 0, grade)
  }
}

extension FindingVocabulary {
  /// West Haven has the grades 0 to 4 of an encephalopathy; of every other term CTCAE says which there are, and 0 is
  /// “none”.
  package func fault(ofStatedGrade grade: Int, _ meaning: Meaning, term: String) -> (
    what: String, remedy: String
  )? {
    if meaning == .finding("encephalopathy") {
      return grade > 4 ? ("West Haven has no grade \(grade)", "0 to 4") : nil
    }
    return grade > 0 ? fault(ofGrade: grade, of: term) : nil
  }
}

extension Problem {
  /// With the name of its file before its place.
  fileprivate func inFile(_ name: String) -> Problem {
    var problem = self
    problem.location = "\(name): \(location)"
    return problem
  }
}
