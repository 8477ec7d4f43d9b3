import Checks
import Diagnostics
import Files
import Foundation
import Records
import Registry
import Reporting
import Trials
import Stages
import Workflow

/// The desk of a trial: locks a protocol, and gives subjects their arms.
public enum TrialDesk {
  /// A first protocol file; or, with a registry, the locked one byte for byte.
  /// - Throws: `Problem` if registry, protocol or key cannot be read, or do not permit it.
  public static func template(_ file: URL, _ kind: String, overwrite: Bool) throws -> Outcome {
    guard let template = ProtocolTemplate(rawValue: kind) else {
      throw Problem(
        .usage, what: "there is no template of this name",
        remedy: "templates: " + ProtocolTemplate.allCases.map(\.rawValue).joined(separator: ", "))
    }
    guard overwrite || !FileManager.default.fileExists(atPath: file.path) else {
      throw Problem(
        .cannotCreate, what: "the protocol file exists already", at: file.path, remedy: "--force replaces it")
    }
    try writeText(template.text, to: file)
    return try Outcome(text: file.path, content: ["protocol": file.path])
  }

  /// - Throws: `Problem` if registry, protocol or key cannot be read, or do not permit it.
  public static func writeLocked(_ trial: String, from place: String, to file: URL) throws -> Outcome {
    let row = try Registry.open(Location(place)).trial(trial)
    try writeText(row.text(.protocol), to: file)
    return try Outcome(text: file.path, content: ["protocol": file.path, "sha256": row.text(.sha256)])
  }

  /// Locks the protocol, draws the lists of all strata for real subjects and for trying out, and seals them.
  /// - Parameter keyFile: is made; without it no list opens.
  /// - Throws: `Problem` if registry, protocol or key cannot be read, or do not permit it.
  public static func lock(_ file: URL, in place: String, keyFile: URL, by author: Author) throws -> Outcome {
    let document = try ProtocolFile.read(file)
    let registry = try Registry.open(Location(place))
    guard try registry.row(of: TrialColumn.self, document.plan.name) == nil else {
      // Told before a key is made that nothing would need.
      try registry.lock(trial: trialRow(document), lists: [], by: author)
      throw Problem(.internalError, what: "a trial was locked twice")
    }
    let key = try KeyFile.create(keyFile)
    let lists = ListPurpose.allCases.flatMap { purpose in
      document.plan.listKeys.map { AllocationList.draw(document.plan, purpose: purpose, stratum: $0) }
    }
    do {
      try registry.lock(
        trial: trialRow(document), lists: lists.map { row($0, document.plan, key) }, by: author)
    } catch {
      try? FileManager.default.removeItem(at: keyFile)
      throw error
    }
    let record = Commitments(document, lists.filter { $0.purpose == .production })
    return try Outcome(text: record.text, content: record)
  }

  private static func trialRow(_ document: ProtocolFile) -> TrialRow {
    [
      .id: .text(document.plan.name), .title: .text(document.plan.title), .protocol: .text(document.text),
      .sha256: .text(document.sha256),
    ]
  }

  private static func row(_ list: AllocationList, _ plan: TrialProtocol, _ key: SecretKey)
    -> AllocationListRow
  {
    [
      .id: .text("\(list.trial)/\(list.purpose.rawValue)/\(list.stratum)"), .trial: .text(list.trial),
      .purpose: .text(list.purpose.rawValue), .stratum: .text(list.stratum),
      .commitment: .text(list.commitment),
      .length: Value(plan.isMinimised ? 10 * plan.subjects : list.sequence.count),
      .sealed: .text(list.sealed(with: key)),
    ]
  }

  package struct Commitments: Encodable {
    var hepatica = 1
    var trial, protocolSHA256: String
    var commitments: [String: String]

    init(_ document: ProtocolFile, _ lists: [AllocationList]) {
      (trial, protocolSHA256) = (document.plan.name, document.sha256)
      commitments = Dictionary(uniqueKeysWithValues: lists.map { ($0.stratum, $0.commitment) })
    }

    var text: String {
      (["\(trial) is locked. Publish these before the first subject:", "protocol  SHA-256 \(protocolSHA256)"]
        + commitments.sorted { $0.key < $1.key }.map { "list \($0.key)  \($0.value)" }).joined(
          separator: "\n")
    }
  }
}

/// One subject at the desk.
public struct TrialRequest: Sendable {
  public var place: String
  public var trial: String
  public var subject: String
  /// Level by stratum.
  public var levels: [String: String]
  public var keyFile: URL?
  /// A protocol file that must be the locked one.
  public var protocolFile: URL?

  public init(
    place: String, trial: String, subject: String, levels: [String: String] = [:], keyFile: URL? = nil,
    protocolFile: URL? = nil
  ) {
    (self.place, self.trial, self.subject) = (place, trial, subject)
    (self.levels, self.keyFile, self.protocolFile) = (levels, keyFile, protocolFile)
  }

  package var purpose: ListPurpose {
    subject.uppercased().hasPrefix(ListPurpose.testPrefix) ? .test : .production
  }
}

extension TrialDesk {
  /// Takes the subject's place, and reveals the arm if asked.
  /// - Throws: `Problem` if registry, protocol or key cannot be read, or do not permit it.
  public static func allocate(_ request: TrialRequest, reveal: Bool, by author: Author) throws -> Outcome {
    let (registry, plan) = try open(request)
    let levels = try plan.key(request.levels)
    if request.purpose == .production,
      try registry.allocation(request.trial, "production", request.subject) == nil
    {
      try EnrolmentCheck(registry, plan).check(request.subject)
    }
    let enrolment = Enrolment(
      trial: request.trial, purpose: request.purpose.rawValue, subject: request.subject,
      stratum: plan.isMinimised ? "all" : levels, levels: levels)
    let row = try registry.allocate(
      enrolment, by: author, limit: plan.subjects, arm: reveal ? try reader(request, plan) : nil)
    return try told(row, plan)
  }

  /// Reveals the arm of a subject that has a place; the same subject twice gets the same arm.
  /// - Throws: `Problem` if registry, protocol or key cannot be read, or do not permit it.
  public static func reveal(_ request: TrialRequest, by author: Author) throws -> Outcome {
    let (registry, plan) = try open(request)
    let row = try registry.reveal(
      trial: request.trial, purpose: request.purpose.rawValue, subject: request.subject, by: author,
      arm: reader(request, plan))
    return try told(row, plan)
  }

  /// An emergency: the reason is logged in a row of its own.
  /// - Throws: `Problem` if registry, protocol or key cannot be read, or do not permit it.
  public static func unblind(_ request: TrialRequest, reason: String, by author: Author) throws -> Outcome {
    let (registry, plan) = try open(request)
    let row = try registry.unblind(
      trial: request.trial, purpose: request.purpose.rawValue, subject: request.subject, reason: reason,
      by: author,
      arm: reader(request, plan))
    var outcome = try told(row, plan)
    outcome.findings = [Finding(TrialNote.unblinded)]
    return outcome
  }

  /// - Throws: `Problem` if registry, protocol or key cannot be read, or do not permit it.
  public static func close(_ trial: String, in place: String, by author: Author) throws -> Outcome {
    try Registry.open(Location(place)).close(trial: trial, by: author)
    return try Outcome(text: "enrolment of \(trial) is closed", content: ["closed": trial])
  }

  /// Opens the lists to all after enrolment, once: seed, salt and sequence, from which anybody recomputes the commitments.
  /// - Throws: `Problem` if registry, protocol or key cannot be read, or do not permit it.
  public static func openLists(_ request: TrialRequest, by author: Author) throws -> Outcome {
    let (registry, plan) = try open(request)
    let key = try key(request)
    let rows = try registry.openLists(of: request.trial, by: author)
    let lists = try rows.map { try opened($0, key) }
    let given = try registry.rows(
      of: AllocationColumn.self, where: [.trial: .text(request.trial), .purpose: "production"])
    let wrong = try given.filter { row in
      guard let list = lists.first(where: { row.text(.list).hasSuffix("/" + $0.stratum) }),
        !row[.arm].isNull,
        !plan.isMinimised
      else { return false }
      return try row.text(.arm) != String(list.arm(at: row[.place].integer ?? 0))
    }
    let lines = lists.map { [$0.stratum, "\($0.seed)", $0.salt, $0.sequence, $0.commitment] }
    return try Outcome(
      text: listing(["stratum", "seed", "salt", "sequence", "commitment"], lines),
      content: lists.map {
        [
          "stratum": $0.stratum, "seed": "\($0.seed)", "salt": $0.salt, "sequence": $0.sequence,
          "commitment": $0.commitment,
        ]
      },
      findings: wrong.map {
        Finding(TrialNote.armDiffers(list: $0.text(.list)), at: "place \($0[.place].printed)")
      })
  }

  private static func open(_ request: TrialRequest) throws -> (Registry, TrialProtocol) {
    try request.purpose.check(subject: request.subject)
    let registry = try Registry.open(Location(request.place))
    let row = try registry.trial(request.trial)
    if let file = request.protocolFile {
      try ProtocolFile.read(file).mustBe(locked: row.text(.sha256), at: file.path)
    }
    return (registry, try TrialProtocol(locked: row))
  }

  private static func key(_ request: TrialRequest) throws -> SecretKey {
    guard let file = request.keyFile else {
      throw Problem(.usage, what: "the list opens with its key only", remedy: "give --key FILE")
    }
    return try KeyFile.read(file)
  }

  private static func opened(_ row: AllocationListRow, _ key: SecretKey) throws -> AllocationList {
    try AllocationList(
      unsealing: row.text(.sealed), with: key, trial: row.text(.trial),
      purpose: ListPurpose(rawValue: row.text(.purpose)) ?? .test, stratum: row.text(.stratum),
      commitment: row.text(.commitment))
  }

  private static func reader(_ request: TrialRequest, _ plan: TrialProtocol) throws -> Registry.ArmReader {
    let key = try key(request)
    return { row, place, levels in
      let list = try opened(row, key)
      guard let method = plan.minimisation else { return String(try list.arm(at: place)) }
      // Every earlier subject's arm follows from the committed seed, so that none needs to be stored.
      var subjects: [Minimisation.Subject] = []
      for (number, key) in levels.enumerated() {
        let levels = TrialProtocol.levels(key)
        let arm = method.arm(levels, among: subjects, seed: list.seed, number: number)
        subjects.append(Minimisation.Subject(levels: levels, arm: arm))
      }
      return String(subjects[place - 1].arm)
    }
  }

  private static func told(_ row: AllocationRow, _ plan: TrialProtocol) throws -> Outcome {
    let arm = row.text(.arm).first.flatMap { plan.arm($0) }
    let test = row[.purpose] == "test" ? "TRIAL RUN, no patient: " : ""
    return try Outcome(
      text: test + "place \(row[.place].printed) of \(row.text(.list))"
        + (arm.map { ": \($0.letter), \($0.name)" } ?? ", not revealed"),
      content: [
        "place": row[.place].printed, "list": row.text(.list), "arm": row.text(.arm),
        "name": arm?.name ?? "", "purpose": row.text(.purpose),
      ])
  }
}
