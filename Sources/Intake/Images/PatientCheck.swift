import Checks
import Stages

/// Reports series of another patient than most: an export of two.
enum PatientCheck {
  static func compare(_ entries: inout [SeriesEntry]) {
    let persons = PatientMark.persons(entries.flatMap(\.patients))
    guard persons.count > 1 else { return mixed(&entries) }
    func count(_ person: PatientMark) -> Int {
      entries.count { $0.patients.contains { !$0.isEmpty && person.canBe($0) } }
    }
    let most = persons.map(count).max() ?? 0
    let main = persons.filter { count($0) == most }
    for n in entries.indices {
      guard let own = entries[n].patients.first(where: { !$0.isEmpty }),
        main.count > 1 || !main[0].canBe(own)
      else { continue }
      entries[n].findings.append(
        .review(.object(.otherPatient), at: "\(entries[n].files[0]) (0010,0020)"))
    }
    mixed(&entries)
  }

  /// One series is of one patient.
  private static func mixed(_ entries: inout [SeriesEntry]) {
    for n in entries.indices where PatientMark.persons(entries[n].patients).count > 1 {
      entries[n].findings.append(
        .review(.object(.severalPatients), at: "\(entries[n].files[0]) (0010,0020)"))
    }
  }
}

extension SeriesEntry {
  /// Of whom its files are, each once.
  package var patients: [PatientMark] { stack.map { Set($0.files.map(\.patient)) }.map(Array.init) ?? [] }
}

extension Inventory {
  /// The series of whoever has the most here, and those that name nobody.
  package var ofMainPatient: [SeriesEntry] {
    let persons = PatientMark.persons(entries.flatMap(\.patients))
    guard persons.count > 1 else { return entries }
    func fits(_ entry: SeriesEntry, _ person: PatientMark) -> Bool {
      entry.patients.allSatisfy { person.canBe($0) }
    }
    // Of two with as many series, the one with more files.
    let main = persons.max { a, b in
      let (x, y) = (entries.filter { fits($0, a) }, entries.filter { fits($0, b) })
      return (x.count, x.reduce(0) { $0 + $1.files.count }) < (y.count, y.reduce(0) { $0 + $1.files.count })
    }!
    return entries.filter { fits($0, main) }
  }
}
