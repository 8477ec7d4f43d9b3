import Checks
import Diagnostics
import Stages

/// What a look at the whole audit record found.
public struct AuditVerification: Sendable {
  public var count: Int
  /// Hash of the last record. Written down elsewhere, it proves later that nothing before it was changed.
  public var head: String
  /// How many heads that were kept elsewhere the record was compared with.
  public var kept = 0
  /// What is wrong; empty if the record is whole and the tables are what it says.
  package var findings: [AuditFault]
  public var isSound: Bool { findings.isEmpty }
}

extension Registry {
  /// Follows the chain from its beginning, compares every row of every table with what the record says, and the end
  /// with the anchor. Finds any edit, deletion, insertion, reordering and truncation, of records and of rows.
  ///
  /// - Throws: `Problem` if the database cannot be read; what is wrong with the record is among the findings.
  public func verifyAudit() throws -> AuditVerification {
    try store.beginWriting()
    defer { store.rollBack() }
    return try verifyOpen()
  }

  /// As above, within a transaction that is open.
  func verifyOpen() throws -> AuditVerification {
    let damage = try store.faults()
    let altered = try store.schemaFindings(catalogue)
    let stored = try altered.isEmpty ? store.storageFindings(catalogue) : []
    // What cannot be read as it was written cannot be followed.
    guard altered.isEmpty, stored.isEmpty else {
      return AuditVerification(count: 0, head: "", findings: damage + altered + stored)
    }
    guard damage.isEmpty else {
      return AuditVerification(count: 0, head: "", findings: damage)
    }
    var chain = AuditChain(identifier, seal)
    for row in try store.run(AuditRecord.selection + " ORDER BY \"sequence\"") {
      try chain.follow(AuditRecord(row))
    }
    let heads = try KeptHeads(registry: identifier)?.all() ?? []
    let findings =
      try chain.findings + anchorFindings(chain.head) + rollBackFindings(heads) + foundingFindings()
      + tableFindings(chain)
    return AuditVerification(
      count: chain.head.count, head: chain.head.hash, kept: heads.count, findings: findings)
  }

  /// Accepts the record as it stands, where the anchor was lost, or where a backup was restored that lacks the last
  /// changes.
  /// - Parameter isRestored: the heads that were kept elsewhere stay: whoever writes next learns what is lacking.
  /// - Throws: `Problem` if the chain itself is broken.
  public func adoptAnchor(isRestored: Bool = false) throws {
    let found = try verifyAudit()
    if let broken = found.findings.first(where: { !$0.isOfAnchor }) {
      throw Problem(.dataRejected, what: "the audit record is broken: \(broken.words)", at: store.place)
    }
    let head = Anchor.Head(count: found.count, hash: found.head)
    try anchorFile.write(Anchor(registry: identifier, created: created, settled: head).sealed(by: seal))
    if !isRestored {
      try KeptHeads(registry: identifier)?.opened().begin(with: head, time: clock().description)
    }
  }

  private func rollBackFindings(_ heads: [Anchor.Head]) throws -> [AuditFault] {
    try lostHead(heads).map { [.putBack($0.count)] } ?? []
  }

  /// The registry's own row is what it was when it was opened, and stands alone.
  private func foundingFindings() throws -> [AuditFault] {
    let rows = try store.run("SELECT \"identifier\", \"schema_version\", \"created\" FROM \"registry\"")
    let own: [Value] = [.text(identifier), Value(catalogue.version), .text(created)]
    return rows == [own] ? [] : [.registryRow]
  }

  private func anchorFindings(_ head: Anchor.Head) throws -> [AuditFault] {
    try anchorFault(head).map { [.anchor($0)] } ?? []
  }

  private func anchorFault(_ head: Anchor.Head) throws -> AuditFault.AnchorFault? {
    guard let anchor = try anchorFile.read() else { return .missing(file: anchorFile.url.path) }
    if try agrees(head, anchor) { return nil }
    if anchor.registry != identifier { return .ofAnotherRegistry }
    if try !anchor.isSealed(by: seal) { return .sealedOtherwise }
    if ![nil, created].contains(anchor.created) { return .createdOtherwise }
    let known = anchor.settled.count
    return head.count < known ? .cutOff(known - head.count, after: head.count) : .replaced(known)
  }

  private func tableFindings(_ chain: AuditChain) throws -> [AuditFault] {
    var left = chain.rows
    var findings: [AuditFault] = []
    for table in catalogue.tables {
      for row in try rows(table.name) {
        guard let told = left.removeValue(forKey: AuditChain.Place(table: table.name, key: row.id)) else {
          findings.append(.rowWithoutRecord(table: table.name))
          continue
        }
        if !row.json(table).utf8.elementsEqual(told.utf8) {
          findings.append(.rowDiffers(table: table.name))
        }
      }
    }
    // Queries are in no table.
    return findings
      + left.keys.map(\.table).filter { $0 != Self.querySubject }.sorted().map { .rowMissing(table: $0) }
  }
}

/// The chain as far as it was followed.
struct AuditChain {
  struct Place: Hashable {
    let table, key: String
    // Canonically equivalent texts are different rows.
    static func == (a: Place, b: Place) -> Bool {
      a.table.utf8.elementsEqual(b.table.utf8) && a.key.utf8.elementsEqual(b.key.utf8)
    }
  }
  private(set) var head: Anchor.Head
  /// What each row must be, as JSON.
  private(set) var rows: [Place: String] = [:]
  private(set) var findings: [AuditFault] = []

  private let seal: AuditSeal

  init(_ identifier: String, _ seal: AuditSeal) {
    head = Anchor.Head(count: 0, hash: AuditRecord.genesis(identifier))
    self.seal = seal
  }

  mutating func follow(_ record: AuditRecord) throws(Problem) {
    let number = record.sequence
    if number != head.count + 1 {
      findings.append(.recordMissing(head.count + 1, next: number))
    }
    if record.previous != head.hash {
      findings.append(.chainBroken(number))
    }
    if try record.sealed(by: seal) != record.hash {
      findings.append(.recordChanged(number, isKeyed: seal.isKeyed))
    }
    let place = Place(table: record.subject, key: record.key)
    if !same(record.before, rows[place]) { findings.append(.rowBroken(number)) }
    rows[place] = record.after
    head = Anchor.Head(count: number, hash: record.hash)
  }

  private func same(_ a: String?, _ b: String?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return a.utf8.elementsEqual(b.utf8)
  }
}

extension Registry {
  /// Whether a record has this hash, or, of an empty record, its beginning.
  ///
  /// - Throws: `Problem` if the database fails.
  public func auditContains(hash: String) throws(Problem) -> Bool {
    if hash == AuditRecord.genesis(identifier) { return true }
    return try !store.run("SELECT 1 FROM \"audit\" WHERE \"hash\" = $1", [.text(hash)]).isEmpty
  }
}

extension AuditFault {
  /// For errors: the words of `Reporting`, where it is part of the program.
  package var words: String { Finding(RecordNote.audit(self)).text }
}
