import Diagnostics

extension Registry {
  /// Puts a locked protocol and its sealed lists in, once.
  /// - Throws: `Problem` if the trial is locked already, with this protocol or another one.
  package func lock(trial row: TrialRow, lists: [AllocationListRow], by author: Author) throws {
    try change(by: author) { change in
      if let known = try self.row(of: TrialColumn.self, row.id) {
        throw Problem(
          .dataRejected, what: "this trial was locked on \(known.text(.locked))", at: store.place,
          why: "a second list would allow a choice between two",
          remedy: known[.sha256] == row[.sha256]
            ? "it is the same protocol; continue with it" : "give an amended trial a new name")
      }
      var trial = row
      trial[.locked] = .text(change.time)
      try change.insert(trial)
      for list in lists { try change.insert(list) }
    }
  }

  /// Ends enrolment. No one can be allocated afterwards.
  ///
  /// - Throws: `Problem` if the trial is unknown or closed already.
  package func close(trial name: String, by author: Author) throws {
    try change(by: author) { change in
      guard try trial(name)[.closed].isNull else {
        throw Problem(.dataRejected, what: "enrolment of this trial is closed already", at: store.place)
      }
      try change.update(TrialColumn.self, name, [.closed: .text(change.time)])
    }
  }

  /// Marks that the lists are opened to all, once and only after enrolment has ended.
  /// - Returns: the production lists.
  /// - Throws: `Problem` if enrolment has not ended, or the lists were opened already.
  package func openLists(of name: String, by author: Author) throws -> [AllocationListRow] {
    try change(by: author) { change in
      let trial = try trial(name)
      guard !trial[.closed].isNull else {
        throw Problem(
          .dataRejected, what: "the lists stay sealed while the trial enrols", at: store.place,
          why: "who knows the next arm can choose the patient",
          remedy: "hepatica trial reveal --close ends enrolment")
      }
      guard trial[.opened].isNull else {
        throw Problem(
          .dataRejected, what: "the lists were opened already, on \(trial.text(.opened))", at: store.place,
          why: "a second opening would hide who saw them first",
          remedy: "hepatica trial report prints what the first opening showed")
      }
      try change.update(TrialColumn.self, name, [.opened: .text(change.time)])
      return try rows(
        of: AllocationListColumn.self, where: [.trial: .text(name), .purpose: "production"], order: [.stratum]
      )
    }
  }
}
