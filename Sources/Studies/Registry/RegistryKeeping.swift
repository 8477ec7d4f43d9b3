import Checks
import Diagnostics
import Files
import Foundation
import Registry
import Reporting
import Stages
import Workflow

/// Backup, restoration, migration, audit record and key of the pseudonyms.
public enum RegistryKeeping {
  /// - Throws: `Problem` if the registry cannot be opened, or does not permit it.
  public static func backUp(_ place: String, to file: URL) throws -> Outcome {
    let hash = try Registry.open(Location(place), anyVersion: true).backUp(to: file)
    return try Outcome(text: "\(file.path)\nSHA-256 \(hash)", content: ["sha256": hash])
  }

  /// - Throws: `Problem` if the registry cannot be opened, or does not permit it.
  public static func restore(_ file: URL, to place: String) throws -> Outcome {
    let registry = try Registry.restore(file, to: Location(place))
    let found = try registry.verifyAudit()
    let state = found.isSound ? "all sound" : found.findings.map(\.words).joined(separator: "\n")
    return try Outcome(
      text:
        "\(Location(place)): schema version \(registry.catalogue.version), \(found.count) audit records, \(state)",
      content: ["records": found.count],
      findings: found.findings.map { Finding(RecordNote.audit($0)) })
  }

  /// - Throws: `Problem` if the registry cannot be opened, or does not permit it.
  public static func migrate(_ place: String, backup: URL) throws -> Outcome {
    let (old, new) = try Registry.migrate(Location(place), backup: backup)
    let text =
      old == new ? "schema version \(new) already" : "schema version \(old) → \(new); backup: \(backup.path)"
    return try Outcome(text: text, content: ["from": old, "to": new])
  }

  /// - Parameters:
  ///   - head: hash that was written down earlier; the chain must contain it.
  ///   - adopt: accepts the record where the anchor was lost.
  /// - Throws: `Problem` if the registry cannot be opened, or does not permit it.
  public static func verify(_ place: String, head: String?, adopt: Bool) throws -> Outcome {
    let registry = try Registry.open(Location(place), anyVersion: true, examined: false)
    if adopt { try registry.adoptAnchor() }
    let found = try registry.verifyAudit()
    var findings = found.findings.map { Finding(RecordNote.audit($0)) }
    if let head, found.count > 0, try !registry.auditContains(hash: head) {
      findings.append(Finding(RecordNote.headUnknown))
    }
    let compared = found.kept + (head == nil ? 0 : 1)
    let text =
      findings.isEmpty
      ? "\(counted(found.count, "record")), all sound; the tables agree with them\nhead \(found.head)\n"
        + comparison(compared)
      : findings.map(\.text).joined(separator: "\n")
    return try Outcome(
      text: text,
      content: AuditRecordOutcome(
        records: found.count, head: found.head, comparedHeads: compared, findings: findings.map(\.text)),
      findings: findings)
  }

  /// A registry that is put back together with its anchor agrees with itself.
  private static func comparison(_ heads: Int) -> String {
    heads > 0
      ? "compared with \(heads) head\(heads == 1 ? "" : "s") kept elsewhere"
      : "no head that was kept elsewhere was given: a registry put back together with its anchor cannot be detected;"
        + " write the head down and give it with --head, or let HEPATICA_HEADS name a folder on another disk"
  }

  package struct AuditRecordOutcome: Encodable {
    var hepatica = 1
    var records: Int
    var head: String
    /// Heads kept elsewhere with which the record was compared.
    var comparedHeads: Int
    var findings: [String]
  }

  /// The pass phrase comes from `HEPATICA_PASSPHRASE` or from standard input's first line, never from the command line.
  /// - Throws: `Problem` if the registry cannot be opened, or does not permit it.
  public static func key(_ file: URL, passphrase: String, add: (pseudonym: String, identity: String)?) throws
    -> Outcome
  {
    if let add {
      let exists = FileManager.default.fileExists(atPath: file.path)
      var key =
        exists
        ? try Identities(file, passphrase: passphrase) : try Identities.create(file, passphrase: passphrase)
      try key.add(add.pseudonym, identity: add.identity)
      return try Outcome(
        text: "\(key.entries.count) pseudonyms in \(file.path)", content: ["count": key.entries.count])
    }
    let key = try Identities(file, passphrase: passphrase)
    let lines = key.entries.sorted { $0.key < $1.key }.map { [$0.key, $0.value] }
    return try Outcome(text: listing(["pseudonym", "identity"], lines), content: key.entries)
  }
}

func writeText(_ text: String, to url: URL) throws { try writeAtomically(text, to: url) }
