import Criteria
import Files
import Quantities

/// Which rows of which files belong to each patient, in order of first appearance. Letters' case of a pseudonym says
/// nothing; a patient is called as in the table of patients.
package struct PatientRows: Sendable {
  package struct Reference: Sendable {
    package var file, row: Int
  }
  package struct Patient: Sendable {
    package var name: String
    /// Rows that follow each other, in the order of the files.
    package var runs: [RowRun] = []

    package var count: Int { runs.reduce(0) { $0 + $1.rows.count } }
    package var rows: [Reference] {
      runs.flatMap { run in run.rows.map { Reference(file: run.file, row: $0) } }
    }
  }
  package private(set) var patients: [Patient] = []

  package init(_ files: [LaboratoryFile], of table: PatientTable? = nil) {
    var index: [String: Int] = [:]
    for (f, file) in files.enumerated() {
      file.eachRun { rows in
        patients[number(of: file.patient(rows.lowerBound), table, &index)].runs.append(
          RowRun(file: f, rows: rows))
      }
    }
  }

  private mutating func number(
    of name: String, _ table: PatientTable?, _ index: inout [String: Int]
  ) -> Int {
    let word = identityWord(name)
    if let known = index[word] { return known }
    index[word] = patients.count
    patients.append(Patient(name: table?.record(word)?.patient ?? name))
    return patients.count - 1
  }
}
