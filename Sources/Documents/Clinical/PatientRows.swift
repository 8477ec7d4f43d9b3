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
      var last = (name: "", index: -1)
      for row in 0..<file.count {
        let name = file.patient(row)
        if name != last.name || last.index < 0 {
          let at = index[name] ?? patients.count
          if at == patients.count {
            index[name] = at
            patients.append(Patient(name: name, rows: []))
          }
          last = (name, at)
        }
        patients[last.index].rows.append(Reference(file: UInt32(f), row: UInt32(row)))
      }
    }
  }
}
