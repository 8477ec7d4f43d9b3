import DICOM
import Files

/// Whose object it is, without saying who: digests of what identifies a person, for comparison alone. They are never written.
package struct PatientMark: Sendable, Hashable {
  /// Of the Patient ID; of name and date of birth together.
  private var keys: Set<String>

  init(_ set: DataSet) {
    func text(_ tag: Tag) -> String {
      (set.string(tag) ?? "").uppercased().split { $0 == " " || $0 == "^" || $0 == "," }.joined(
        separator: " ")
    }
    let (id, name, birth) = (text(.patientID), text(.patientName), text(.patientBirthDate))
    keys = []
    if !id.isEmpty { keys.insert(sha256("id \(id)".utf8)) }
    if !name.isEmpty, !birth.isEmpty { keys.insert(sha256("person \(name) \(birth)".utf8)) }
  }

  /// Nothing that identifies is in the object.
  package var isEmpty: Bool { keys.isEmpty }

  /// One of both identifies nobody, or both have something in common: another hospital gives another number.
  package func canBe(_ other: PatientMark) -> Bool {
    isEmpty || other.isEmpty || !keys.isDisjoint(with: other.keys)
  }

  /// Marks by person, in the order in which they appear; those that identify nobody are in none.
  package static func persons(_ marks: [PatientMark]) -> [PatientMark] {
    var all: [PatientMark] = []
    for mark in marks where !mark.isEmpty {
      let (same, others) = all.parted { $0.canBe(mark) }
      var joined = mark
      for one in same { joined.keys.formUnion(one.keys) }
      all = others + [joined]
    }
    return all
  }
}

extension Array {
  fileprivate func parted(by condition: (Element) -> Bool) -> (matching: [Element], others: [Element]) {
    (filter(condition), filter { !condition($0) })
  }
}
