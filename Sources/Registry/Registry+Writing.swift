import Diagnostics
import Quantities

extension Registry {
  /// How far the clock may lag the last record: computers of one department differ by that much.
  static let clockTolerance = 5.0

  /// Changes rows in one transaction: all of it is written, or nothing.
  ///
  /// When this returns, the change survives a kill of the process and a power cut.
  /// - Throws: what `body` throws; `Problem` if the audit record disagrees with its anchor, if the clock was set back,
  ///   or if the database refuses.
  @discardableResult
  public func change<T>(by author: Author, _ body: (Change) throws -> T) throws -> T {
    let heads = try KeptHeads(registry: identifier)?.opened()
    try store.beginWriting()
    let result: T, anchor: Anchor?, time: String
    do {
      let (settled, lastTime) = try checkedHead()
      time = try timestamp(after: lastTime)
      let change = Change(self, author, time: time, head: settled)
      result = try body(change)
      if !change.touched.isEmpty { try change.closeVisits(of: change.touched) }
      anchor =
        change.head == settled
        ? nil : Anchor(registry: identifier, created: created, settled: settled, pending: change.head)
      if let anchor {
        try readBack(change.head)
        try anchorFile.write(anchor.sealed(by: seal))
      }
      try store.commit()
    } catch {
      store.rollBack()
      throw error
    }
    // If this last step fails, `pending` already says what the database holds.
    if let head = anchor?.pending {
      try? anchorFile.write(Anchor(registry: identifier, created: created, settled: head).sealed(by: seal))
      heads?.keep(head, time: time)
    }
    store.endWriting()
    return result
  }

  /// The last record as the database holds it must be the one that was written.
  private func readBack(_ head: Anchor.Head) throws(Problem) {
    let last = try store.run(AuditRecord.selection + " WHERE \"sequence\" = $1", [Value(head.count)]).first
    guard let last, try AuditRecord(last).sealed(by: seal) == head.hash, try contains(head) else {
      throw altered
    }
  }

  /// What was written is not what is read back.
  var altered: Problem {
    Problem(
      .dataRejected, what: "the database holds something else than was written", at: store.place,
      why: "something in it changes rows, such as a trigger; nothing of this change was kept",
      remedy: "hepatica audit verify shows what")
  }

  /// The end of the chain, after a look at the anchor and at what was kept elsewhere.
  private func checkedHead() throws(Problem) -> (Anchor.Head, time: String?) {
    let last = try store.run(AuditRecord.selection + " ORDER BY \"sequence\" DESC LIMIT 1").first.map {
      AuditRecord($0)
    }
    let head =
      last.map { Anchor.Head(count: $0.sequence, hash: $0.hash) }
      ?? Anchor.Head(count: 0, hash: AuditRecord.genesis(identifier))
    if let last, seal.isKeyed, try last.sealed(by: seal) != last.hash {
      throw Problem(
        .dataRejected, what: "the last audit record was not made with the department's key", at: store.place,
        why: "the database was changed by something else than Hepatica, or the key is another one",
        remedy: "hepatica audit verify shows where")
    }
    guard let anchor = try anchorFile.read() else {
      // A new computer of the department meets the server for the first time.
      if !anchorFile.isShared { return (head, last?.time) }
      throw Problem(
        .dataRejected, what: "the anchor of the audit record is missing", at: anchorFile.url.path,
        why: "removed records could not be detected",
        remedy: "fetch the file from a backup, or look with hepatica audit verify and accept with --adopt")
    }
    guard try agrees(head, anchor) else {
      throw Problem(
        .dataRejected, what: "the audit record does not agree with its anchor", at: store.place,
        why: "the database was changed by something else than Hepatica",
        remedy: "hepatica audit verify shows where")
    }
    if let kept = try KeptHeads(registry: identifier)?.all().last, try !contains(kept) {
      throw Problem(
        .dataRejected, what: "the registry is not the one whose head was kept (record \(kept.count))",
        at: store.place,
        why: "it was put back to an earlier state: changes that were made would be lost unseen",
        remedy: "fetch the newest registry, or a backup of it; hepatica audit verify shows what is missing")
    }
    return (head, last?.time)
  }

  func agrees(_ head: Anchor.Head, _ anchor: Anchor) throws(Problem) -> Bool {
    guard anchor.registry == identifier, try anchor.isSealed(by: seal),
      [nil, created].contains(anchor.created)
    else { return false }
    if head == anchor.settled { return true }
    // Between the two, a change was committed: what was settled before it still stands in its place.
    if head == anchor.pending { return try contains(anchor.settled) }
    guard !anchorFile.isShared, head.count > anchor.settled.count else { return false }
    // Others may have written to the server since; what was known must still stand in its place.
    return try contains(anchor.settled)
  }

  private func timestamp(after last: String?) throws(Problem) -> String {
    let now = clock()
    guard let last, let before = DateTime(iso8601: last), before > now else { return now.description }
    guard before.since(now).value <= Self.clockTolerance else {
      throw Problem(
        .tryAgain, what: "the clock is at \(now), before the last change of \(before)", at: store.place,
        why: "the audit record would have a wrong order", remedy: "set the clock of this computer right")
    }
    return last
  }
}
