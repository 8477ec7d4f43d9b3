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
    try store.beginWriting()
    let result: T, anchor: Anchor?
    do {
      let (settled, lastTime) = try checkedHead()
      let change = Change(self, author, time: try timestamp(after: lastTime), head: settled)
      result = try body(change)
      if !change.touched.isEmpty { try change.closeVisits(of: change.touched) }
      anchor =
        change.head == settled ? nil : Anchor(registry: identifier, settled: settled, pending: change.head)
      if let anchor { try anchorFile.write(anchor) }
      try store.commit()
    } catch {
      store.rollBack()
      throw error
    }
    // If this last step fails, `pending` already says what the database holds.
    if let head = anchor?.pending { try? anchorFile.write(Anchor(registry: identifier, settled: head)) }
    store.endWriting()
    return result
  }

  /// The end of the chain, after a look at the anchor.
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
    return (head, last?.time)
  }

  func agrees(_ head: Anchor.Head, _ anchor: Anchor) throws(Problem) -> Bool {
    guard anchor.registry == identifier else { return false }
    if head == anchor.settled || head == anchor.pending { return true }
    guard !anchorFile.isShared, head.count > anchor.settled.count else { return false }
    // Others may have written to the server since; what was known must still stand in its place.
    if anchor.settled.count == 0 { return true }
    let there = try store.run(
      "SELECT \"hash\" FROM \"audit\" WHERE \"sequence\" = $1", [Value(anchor.settled.count)])
    return there.first?[0].text == anchor.settled.hash
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
