import Checks
import Diagnostics
import Files
import Foundation
import Quantities
import Registry
import Reporting
import Stages
import Trials
import Workflow

/// Who changes something and why; both are recorded.
public typealias ChangeAuthor = Author

/// What one can do with a registry, in the order of its life.
public enum RegistryTask {
  /// - Parameter auditKey: file of the key that seals the audit record; made if it is not there.
  /// - Throws: `Problem` if the registry cannot be opened, or does not permit it.
  public static func initialise(_ place: String, auditKey: URL? = nil) throws -> Outcome {
    let key = try auditKey.map { file in
      FileManager.default.fileExists(atPath: file.path) ? try KeyFile.read(file) : try KeyFile.create(file)
    }
    let registry = try Registry.create(Location(place), key: key)
    let sealed =
      auditKey.map { ", audit record sealed with \($0.path): let HEPATICA_AUDIT_KEY name it" } ?? ""
    return try Outcome(
      text: "\(Location(place)): an empty registry, schema version \(registry.catalogue.version)\(sealed)",
      content: ["registry": registry.identifier])
  }

  /// The SQL that makes a schema version, for whoever must review it.
  /// - Throws: `Problem` if the registry cannot be opened, or does not permit it.
  public static func schema() throws -> Outcome {
    let sql = Migration.all.map {
      "-- version \($0.version)\n" + $0.statements.map { $0 + ";" }.joined(separator: "\n")
    }
    return try Outcome(text: sql.joined(separator: "\n\n"), content: Migration.all.map(\.statements))
  }

  /// - Throws: `Problem` if the registry cannot be opened, or does not permit it.
  public static func dictionary() throws -> Outcome {
    let text = Catalogue.newest.dictionary
    return try Outcome(text: String(text.dropLast()), content: ["csv": text])
  }

  // MARK: Rows

  /// - Throws: `Problem` if the registry cannot be opened, or does not permit it.
  public static func add(_ place: String, _ table: String, _ words: [String], by author: Author) throws
    -> Outcome
  {
    let registry = try Registry.open(Location(place)).judged()
    let known = try registry.catalogue.table(table)
    var row = try row(words, known)
    if row[named: "id"].isNull, known.key.isEmpty {
      row[named: "id"] = .text(UUID().uuidString.lowercased())
    }
    let fact = try registry.change(by: author) { try $0.record(row, into: table) }
    return try Outcome(
      text: fact.isNew ? fact.id : "\(fact.id) (was there already, with the same content)",
      content: ["id": fact.id])
  }

  public static func set(_ place: String, _ table: String, _ id: String, _ words: [String], by author: Author)
    throws -> Outcome
  {
    let registry = try Registry.open(Location(place)).judged()
    let known = try registry.catalogue.table(table)
    var values: [String: Value] = [:]
    for (name, text) in try pairs(words) { values[name] = try value(text, name, known) }
    try registry.change(by: author) { try $0.update(table, id, values) }
    return try Outcome(text: id, content: ["id": id])
  }

  /// - Throws: `Problem` if the registry cannot be opened, or does not permit it.
  public static func remove(_ place: String, _ table: String, _ id: String, by author: Author) throws
    -> Outcome
  {
    try Registry.open(Location(place)).change(by: author) { try $0.delete(table, id) }
    return try Outcome(text: "removed; the audit record keeps what it was", content: ["id": id])
  }

  /// - Throws: `Problem` if the registry cannot be opened, or does not permit it.
  public static func list(_ place: String, _ table: String, _ words: [String]) throws -> Outcome {
    let registry = try Registry.open(Location(place))
    let known = try registry.catalogue.table(table)
    var conditions: [String: Value] = [:]
    for (name, text) in try pairs(words) { conditions[name] = try value(text, name, known) }
    let rows = try registry.rows(table, where: conditions)
    let used = known.columns.filter { column in rows.contains { !$0[named: column.name].isNull } }
    let lines = rows.map { row in used.map { row[named: $0.name].printed } }
    let content = rows.map { row in row.values.mapValues(\.printed) }
    return try Outcome(text: rows.isEmpty ? "no rows" : listing(used.map(\.name), lines), content: content)
  }

  private static func pairs(_ words: [String]) throws -> [(String, String)] {
    try words.map { word in
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2 else {
        throw Problem(
          .usage, what: "a value is given as COLUMN=VALUE", remedy: "for example grade=2; column= empties it")
      }
      return (parts[0], parts[1])
    }
  }

  private static func row(_ words: [String], _ table: Table) throws -> Row {
    var row: Row = [:]
    for (name, text) in try pairs(words) { row[named: name] = try value(text, name, table) }
    return row
  }

  /// A column that is not there is reported when the row is checked, with all other errors.
  private static func value(_ text: String, _ name: String, _ table: Table) throws -> Value {
    guard let column = table.column(name) else { return .text(text) }
    guard let value = column.value(of: text) else {
      throw Problem(
        .dataRejected, what: "\(name) (\(column.meaning)) is not a valid \(column.kind.rawValue)",
        at: table.name)
    }
    return value
  }

  // MARK: Ledger and schedule

  /// - Throws: `Problem` if the registry cannot be opened, or does not permit it.
  public static func ledger(_ place: String, patient: String, limits: URL?, to folder: URL) throws -> Outcome
  {
    let own = try limits.map { try LedgerLimits.read($0) } ?? []
    let registry = try Registry.open(Location(place))
    let patient = try registry.patient(patient).id
    let ledger = try registry.ledger(patient, limits: LedgerLimits.cited + own)
    let mine = Value.text(patient)
    let therapies = try registry.rows(of: CourseColumn.self, where: [.patient: mine], order: [.started])
    let study = LedgerContent(
      ledger: ledger, laboratory: try registry.rows(of: LaboratoryColumn.self, where: [.patient: mine]),
      therapies: therapies,
      registry: registry.identifier,
      measurements: try registry.rows(of: MeasurementColumn.self, where: [.patient: mine]))
    return try study.content.outcome(
      to: folder, findings: ledger.warnings.map { Finding($0.note, at: $0.subject) })
  }

  /// - Parameter trial: whose protocol says when visits are due; else the standard follow-up.
  /// - Throws: `Problem` if the registry cannot be opened, or does not permit it.
  public static func schedule(
    _ place: String, course: String, trial: String?, by author: Author
  ) throws -> Outcome {
    let registry = try Registry.open(Location(place))
    let rules = try trial.map { try TrialProtocol(locked: registry.trial($0)).visits }
    let added = try registry.schedule(course: course, rules ?? VisitRule.standard, by: author)
    return try Outcome(text: "\(counted(added, "visit")) added", content: ["added": added])
  }

  /// - Throws: `Problem` if the registry cannot be opened, or does not permit it.
  public static func overdue(_ place: String, on day: String?) throws -> Outcome {
    let registry = try Registry.open(Location(place))
    let today = day ?? String(DateTime.now.description.prefix(10))
    guard let on = CalendarDay(iso8601: today) else {
      throw Problem(.usage, what: "this is not a date YYYY-MM-DD", at: "--on")
    }
    let visits = try registry.overdueVisits(on: on)
    let unscheduled = try registry.coursesWithoutSchedule()
    let lines = visits.map {
      [
        $0.visit.text(.patient), $0.visit.text(.name), $0.visit.text(.kind), $0.visit.text(.due),
        "\($0.days) d", $0.visit.missing,
      ]
    }
    return try Outcome(
      text: visits.isEmpty
        ? "no visit is overdue on \(on)"
        : listing(["patient", "visit", "kind", "due", "overdue", "missing"], lines),
      content: visits.map {
        [
          "visit": $0.visit.id, "patient": $0.visit.text(.patient), "due": $0.visit.text(.due),
          "days": "\($0.days)", "missing": $0.visit.missing,
        ]
      },
      findings: unscheduled.map { Finding(RecordNote.withoutSchedule(course: $0)) }
        + (visits.isEmpty ? [] : [Finding(RecordNote.visitsOverdue(visits.count))]))
  }
}

/// A ledger for programs.
package struct LedgerRecord: Encodable, Sendable {
  package struct Total: Encodable, Sendable {
    package var region: String
    package var entries: Int
    package var gray: Double
    package var u, uIfCorrelated, bedGray, bedU: Double?
    var coursesWithoutDose: [String]
    var administrations: Int
    var administrationsWithoutDose: [String]
  }
  package struct Warning: Encodable, Sendable { package var gravity, subject, text, source: String }
  package var hepatica = 1
  package var patient: String
  package var totals: [Total]
  package var warnings: [Warning]

  package init(_ ledger: Ledger) {
    patient = ledger.patient
    totals = ledger.totals.map {
      Total(
        region: "normal liver, \($0.lobe.title)", entries: $0.entries, gray: $0.mean, u: $0.uncertainty,
        uIfCorrelated: $0.uncertaintyIfCorrelated, bedGray: $0.bed, bedU: $0.bedUncertainty,
        coursesWithoutDose: $0.missing, administrations: $0.administrations,
        administrationsWithoutDose: $0.missingAdministrations)
    }
    warnings = ledger.warnings.map {
      Warning(gravity: "\($0.gravity)", subject: $0.subject, text: $0.text, source: $0.source)
    }
  }
}
