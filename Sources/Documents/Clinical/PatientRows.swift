/// Which rows of which files belong to each patient, in order of first appearance.
package struct PatientRows: Sendable {
  package struct Reference: Sendable {
    package var file: UInt32
    package var row: UInt32
  }
  package struct Patient: Sendable {
    package var name: String
    package var rows: [Reference]

    package init(name: String, rows: [Reference]) {
      self.name = name
      self.rows = rows
    }

  }
  package private(set) var patients: [Patient] = []

  package init(_ files: [LaboratoryFile]) {
    var index: [String: Int] = [:]
    for (f, file) in files.enumerated() {
      // Most files hold the rows of a patient together.
      var (last, bytes): (Int?, [UInt8]) = (nil, [])
      for row in 0..<file.count {
        let isSame = file.isOfSamePatient(row, as: &bytes)
        let place = last.flatMap { isSame ? $0 : nil } ?? number(of: file.patient(row), &index)
        patients[place].rows.append(Reference(file: UInt32(f), row: UInt32(row)))
        last = place
      }
    }
  }

  private mutating func number(of name: String, _ index: inout [String: Int]) -> Int {
    if let known = index[name] { return known }
    index[name] = patients.count
    patients.append(Patient(name: name, rows: []))
    return patients.count - 1
  }
}
