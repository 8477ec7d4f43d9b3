import Diagnostics
import Files
import Quantities

/// A subject of a trial, as an allocation asks for it.
public struct Enrolment: Sendable, Hashable {
  public var trial: String
  /// `production` or `test`; the rows of the two never meet.
  public var purpose: String
  public var subject: String
  /// Which list: levels of the strata.
  public var stratum: String
  /// All levels, also those that only minimisation looks at.
  public var levels: String

  public init(trial: String, purpose: String, subject: String, stratum: String, levels: String) {
    (self.trial, self.purpose, self.subject) = (trial, purpose, subject)
    (self.stratum, self.levels) = (stratum, levels)
  }
}

extension Registry {
  /// Opens a sealed list: the list's row, the place, and the levels of everybody up to that place, in their order.
  package typealias ArmReader = (_ list: AllocationListRow, _ place: Int, _ levels: [String]) throws -> String

  /// Gives a subject the next place on its list, once: the same subject again gets the same row.
  ///
  /// Requests from any number of processes are served one after another, so that no place is skipped or given twice.
  /// - Parameters:
  ///   - limit: subjects that the protocol plans; `nil` sets no limit. Trying out is not limited.
  ///   - arm: reveals the arm at once; `nil` only takes the place.
  /// - Throws: `Problem` if subject or stratum are unknown, the list is used up, or enrolment is closed.
  @discardableResult
  package func allocate(
    _ enrolment: Enrolment, by author: Author, limit: Int? = nil, arm: ArmReader? = nil
  ) throws -> AllocationRow {
    try change(by: author) { change in
      let trial = try trial(enrolment.trial)
      if let known = try allocation(enrolment.trial, enrolment.purpose, enrolment.subject) {
        return try again(known, enrolment, change, arm)
      }
      guard trial[.closed].isNull else { throw closed }
      if enrolment.purpose == "production" { _ = try patient(enrolment.subject) }
      try mustHaveRoom(enrolment, limit)
      let list = try list(enrolment)
      let place = try rows(of: AllocationColumn.self, where: [.list: list[.id]]).count + 1
      guard place <= list[.length].integer ?? 0 else { throw usedUp }
      let row: AllocationRow = [
        .id: .text("\(enrolment.trial)/\(enrolment.purpose)/\(enrolment.subject)"),
        .trial: .text(enrolment.trial),
        .purpose: .text(enrolment.purpose), .list: list[.id], .place: Value(place),
        .subject: .text(enrolment.subject), .levels: .text(enrolment.levels),
        .reserved: .text(change.time),
        .patient: enrolment.purpose == "production" ? .text(enrolment.subject) : .null,
      ]
      try change.insert(row)
      return try arm.map { try reveal(row, change, $0) } ?? row
    }
  }

  /// Reveals the arm of a subject that has a place.
  ///
  /// - Throws: `Problem` if trial or subject are unknown, or the list cannot be opened.
  package func reveal(
    trial name: String, purpose: String, subject: String, by author: Author, arm: ArmReader
  ) throws -> AllocationRow {
    try change(by: author) { change in
      _ = try trial(name)
      guard let row = try allocation(name, purpose, subject) else { throw unknownSubject }
      return try reveal(row, change, arm)
    }
  }

  /// Reveals an arm in an emergency; the reason stands in a row of its own, each time.
  ///
  /// - Throws: `Problem` if trial or subject are unknown, or the list cannot be opened.
  package func unblind(
    trial name: String, purpose: String, subject: String, reason: String, by author: Author, arm: ArmReader
  ) throws -> AllocationRow {
    try change(by: author) { change in
      _ = try trial(name)
      guard let row = try allocation(name, purpose, subject) else { throw unknownSubject }
      let event: UnblindingRow = [
        .id: .text("\(row.id)/\(hex(randomBytes(6)))"), .allocation: row[.id],
        .unblinded: .text(change.time),
        .reason: .text(reason),
      ]
      try change.insert(event)
      return try reveal(row, change, arm)
    }
  }

  /// The row of a trial.
  ///
  /// - Throws: `Problem` if the registry has no trial of this name.
  package func trial(_ name: String) throws(Problem) -> TrialRow {
    if let row = try row(of: TrialColumn.self, name) { return row }
    throw Problem(
      .inputMissing, what: "the registry has no trial of this name", at: store.place,
      remedy: "hepatica trial lock puts one in")
  }

  /// The allocation of a subject; `nil` if it has none.
  ///
  /// - Throws: `Problem` if the database fails.
  package func allocation(_ trial: String, _ purpose: String, _ subject: String) throws(Problem)
    -> AllocationRow?
  {
    try rows(
      of: AllocationColumn.self,
      where: [.trial: .text(trial), .purpose: .text(purpose), .subject: .text(subject)]
    ).first
  }

  private func mustHaveRoom(_ e: Enrolment, _ limit: Int?) throws(Problem) {
    guard let limit, e.purpose == "production" else { return }
    let taken = try rows(
      of: AllocationColumn.self, where: [.trial: .text(e.trial), .purpose: .text(e.purpose)]
    ).count
    guard taken >= limit else { return }
    throw Problem(
      .dataRejected, what: "all \(limit) planned subjects of the trial are allocated", at: store.place,
      why: "the number of subjects is part of the locked protocol",
      remedy:
        "close enrolment (hepatica trial close); more subjects need an amended protocol under a new name")
  }

  private func list(_ e: Enrolment) throws(Problem) -> AllocationListRow {
    let conditions: [AllocationListColumn: Value] = [
      .trial: .text(e.trial), .purpose: .text(e.purpose), .stratum: .text(e.stratum),
    ]
    if let row = try rows(of: AllocationListColumn.self, where: conditions).first { return row }
    throw Problem(
      .dataRejected, what: "the trial has no \(e.purpose) list of this stratum", at: store.place,
      remedy: "hepatica trial lock draws the lists of all strata of the protocol")
  }

  private func again(_ known: AllocationRow, _ e: Enrolment, _ change: Change, _ arm: ArmReader?) throws
    -> AllocationRow
  {
    guard known.text(.levels) == e.levels else {
      throw Problem(
        .dataRejected, what: "the subject is allocated already, with other levels", at: store.place,
        why: "who changes the stratum afterwards could choose the arm",
        remedy: "give the levels of the first request; a wrong level is documented, not corrected")
    }
    return try arm.map { try reveal(known, change, $0) } ?? known
  }

  private func reveal(_ row: AllocationRow, _ change: Change, _ arm: ArmReader) throws -> AllocationRow {
    var row = row
    if !row[.arm].isNull { return row }
    guard let list = try self.row(of: AllocationListColumn.self, row.text(.list)) else {
      throw unknownSubject
    }
    let place = row[.place].integer ?? 0
    let before = try rows(of: AllocationColumn.self, where: [.list: list[.id]], order: [.place]).prefix(place)
    row[.arm] = .text(try arm(list, place, before.map { $0.text(.levels) }))
    row[.revealed] = .text(change.time)
    try change.update(AllocationColumn.self, row.id, [.arm: row[.arm], .revealed: row[.revealed]])
    return row
  }

  private var unknownSubject: Problem {
    Problem(
      .inputMissing, what: "the trial has no subject of this name", at: store.place,
      remedy: "hepatica trial allocate enrols a subject")
  }

  private var usedUp: Problem {
    Problem(
      .dataRejected, what: "the list of this stratum is used up", at: store.place,
      remedy: "an amendment of the protocol adds a list")
  }

  private var closed: Problem {
    Problem(.dataRejected, what: "enrolment of this trial is closed", at: store.place)
  }
}
