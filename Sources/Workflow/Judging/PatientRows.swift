/// Which rows of which files belong to each patient, in order of first appearance.
struct PatientRows: Sendable {
  struct Reference: Sendable {
    var file: UInt32
    var row: UInt32
  }
  struct Patient: Sendable {
    var name: String
    var rows: [Reference]
  }
  private(set) var patients: [Patient] = []

  init(_ files: [LaboratoryFile]) {
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
