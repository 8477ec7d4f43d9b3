import Diagnostics

/// What a look at the whole audit record found.
public struct AuditVerification: Sendable {
  public var count: Int
  /// Hash of the last record. Written down elsewhere, it proves later that nothing before it was changed.
  public var head: String
  /// How many heads that were kept elsewhere the record was compared with.
  public var kept = 0
  /// What is wrong; empty if the record is whole and the tables are what it says.
  public var findings: [String]
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
      return AuditVerification(
        count: 0, head: "", findings: damage.map { "the database file is damaged: \($0)" })
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
    let broken = found.findings.filter { !$0.hasPrefix(Self.anchorWord) && !$0.hasPrefix(Self.rollBackWord) }
    guard broken.isEmpty else {
      throw Problem(.dataRejected, what: "the audit record is broken: \(broken[0])", at: store.place)
    }
    let head = Anchor.Head(count: found.count, hash: found.head)
    try anchorFile.write(Anchor(registry: identifier, created: created, settled: head).sealed(by: seal))
    if !isRestored {
      try KeptHeads(registry: identifier)?.opened().begin(with: head, time: clock().description)
    }
  }

  private static let anchorWord = "anchor: "
  private static let rollBackWord = "put back to an earlier state: "

  private func rollBackFindings(_ heads: [Anchor.Head]) throws -> [String] {
    guard let lost = try lostHead(heads) else { return [] }
    return [Self.rollBackWord + "record \(lost.count) is not the one whose head was kept elsewhere"]
  }

  /// The registry's own row is what it was when it was opened, and stands alone.
  private func foundingFindings() throws -> [String] {
    let rows = try store.run("SELECT \"identifier\", \"schema_version\", \"created\" FROM \"registry\"")
    let own: [Value] = [.text(identifier), Value(catalogue.version), .text(created)]
    return rows == [own] ? [] : ["table registry: it does not hold this registry's row alone"]
  }

  private func anchorFindings(_ head: Anchor.Head) throws -> [String] {
    guard let anchor = try anchorFile.read() else {
      return [
        Self.anchorWord + "it is missing (\(anchorFile.url.path)); records may have been cut off at the end"
      ]
    }
    if try agrees(head, anchor) { return [] }
    if anchor.registry != identifier { return [Self.anchorWord + "it belongs to another registry"] }
    if try !anchor.isSealed(by: seal) {
      return [Self.anchorWord + "it was not written with the department's key"]
    }
    if ![nil, created].contains(anchor.created) {
      return [Self.anchorWord + "the registry states another day of creation"]
    }
    let known = anchor.settled.count
    if head.count < known {
      return [Self.anchorWord + "\(known - head.count) records were cut off after record \(head.count)"]
    }
    return [
      Self.anchorWord
        + "record \(known) was the last one and its hash was another; the end was replaced or added to"
    ]
  }

  private func tableFindings(_ chain: AuditChain) throws -> [String] {
    var left = chain.rows
    var findings: [String] = []
    for table in catalogue.tables {
      for row in try rows(table.name) {
        guard let told = left.removeValue(forKey: AuditChain.Place(table: table.name, key: row.id)) else {
          findings.append("table \(table.name): a row has no record")
          continue
        }
        if !row.json(table).utf8.elementsEqual(told.utf8) {
          findings.append("table \(table.name): a row differs from its record")
        }
      }
    }
    // Queries are in no table.
    return findings
      + left.keys.filter { $0.table != Self.querySubject }.map {
        "table \($0.table): a recorded row is missing"
      }.sorted()
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
  private(set) var findings: [String] = []

  private let seal: AuditSeal

  init(_ identifier: String, _ seal: AuditSeal) {
    head = Anchor.Head(count: 0, hash: AuditRecord.genesis(identifier))
    self.seal = seal
  }

  mutating func follow(_ record: AuditRecord) throws(Problem) {
    let number = record.sequence
    if number != head.count + 1 {
      findings.append("record \(head.count + 1) is missing; record \(number) follows")
    }
    if record.previous != head.hash {
      findings.append("record \(number) does not continue the one before it")
    }
    if try record.sealed(by: seal) != record.hash {
      findings.append(
        "record \(number) was changed" + (seal.isKeyed ? ", or made without the key" : ""))
    }
    let place = Place(table: record.subject, key: record.key)
    if !same(record.before, rows[place]) { findings.append("record \(number) does not continue its row") }
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
