import Arguments
import Diagnostics
import Foundation
import Studies
import Workflow

/// The registry: `registry WHAT REGISTRY …`, a file of SQLite or the URL of a PostgreSQL database.
extension Verb {
  static let registry = Verb(
    command: Command(
      "registry", "patients, therapies, doses and outcomes in one place",
      discussion: """
        init REGISTRY · add REGISTRY TABLE COLUMN=VALUE … · set REGISTRY TABLE ID COLUMN=VALUE … · remove REGISTRY TABLE ID · \
        list REGISTRY TABLE [COLUMN=VALUE …] · import REGISTRY FILE … · export REGISTRY TARGET · ledger REGISTRY PATIENT · \
        schedule REGISTRY COURSE · overdue REGISTRY · freeze REGISTRY FOLDER · check FOLDER · backup REGISTRY FILE · \
        restore FILE REGISTRY · migrate REGISTRY · key FILE [PSEUDONYM] · dictionary · schema. Every change needs --by and \
        --why; both stand in the audit record. REGISTRY is a file, or postgresql://USER@HOST/DATABASE. Pseudonyms only.
        """,
      positionals: [
        .init("WHAT", "what to do", completes: .words(RegistryVerb.allCases.map(\.rawValue))),
        .init("WORD", "see above", .many),
      ],
      options: [
        .value("by", nil, "NAME", "who changes something"), .value("why", nil, "REASON", "why"),
        .value("table", "t", "TABLE", "import: table whose columns the CSV file has"),
        .value(
          "map", "m", "FILE", "import: how foreign columns become rows (JSON5), for REDCap", completes: .files
        ),
        .value(
          "columns", nil, "FILE",
          "import -t laboratory: JSON5 that renames columns, or a REDCap data dictionary (CSV)",
          completes: .files),
        .value("ignore", nil, "TESTS", "import -t laboratory: tests and columns that may be left out"),
        .value(
          "site", nil, "SITE", "import: a FHIR Bundle (or its pages), whose patients belong to this site"),
        Console.decimalComma,
        .value(
          "as", nil, "FORM", "export: csv (a folder), fhir (a file), cohort (a folder)",
          completes: .words(["csv", "fhir", "cohort"])),
        .value("patient", nil, "ID", "export: this patient alone"),
        .value("limits", nil, "FILE", "ledger: a department's own limits (CSV)", completes: .files),
        .value("output", "o", "FOLDER", "ledger: where the page goes", completes: .folders),
        .value(
          "trial", nil, "TRIAL", "schedule: visits of this trial's protocol, else 4 and 8 weeks and 18 months"
        ),
        .value(
          "on", nil, "DATE",
          "overdue: on this day, default: today; import: day of an administration that a report does not state"
        ),
        .value(
          "audit-key", nil, "FILE", "init: key that seals the audit record, made if it is not there",
          completes: .files),
        .value("title", nil, "TEXT", "freeze: title of the data set"),
        .value("backup", nil, "FILE", "migrate: where the backup of the old version goes", completes: .files),
        .value("identity", nil, "TEXT", "key: identity of the pseudonym"),
      ] + Console.options,
      examples: [
        .init("hepatica registry init department.sqlite", "an empty registry"),
        .init(
          "hepatica registry import department.sqlite out/report.json --by mp1 --why cycle-1",
          "the doses of a run"),
        .init("hepatica registry ledger department.sqlite P01 -o out/P01", "liver doses over TARE and PRRT"),
        .init(
          "HEPATICA_PASSPHRASE=… hepatica registry key pseudonyms.key P01 --identity '…'",
          "in a file of its own"),
      ])
  ) { arguments, console in
    let verb = try arguments.verb(RegistryVerb.self, of: "registry")
    return console.finish(try verb.run(RegistryWords(arguments)), json: arguments.has("json"))
  }
}

extension Arguments {
  /// The first word as one of `Verb`.
  /// - Throws: `Problem` of kind `usage` with the likely meaning.
  func verb<Verb: RawRepresentable & CaseIterable>(
    _: Verb.Type, of command: String
  ) throws(Problem) -> Verb where Verb.RawValue == String {
    let word = positional("WHAT")!
    if let verb = Verb(rawValue: word) { return verb }
    let close = likelyMeaning(of: word, among: Verb.allCases.map(\.rawValue))
    throw Problem(
      .usage, what: "a \(command) has no “\(word)”", at: "hepatica \(command)",
      remedy: close.map { "did you mean “\($0)”?" } ?? "see hepatica \(command) --help")
  }
}

/// The words after `registry WHAT`.
struct RegistryWords {
  let arguments: Arguments
  private var words: ArraySlice<String>

  init(_ arguments: Arguments) {
    self.arguments = arguments
    words = arguments.positionals("WORD")[...]
  }

  mutating func next(_ name: String) throws(Problem) -> String {
    if let word = words.popFirst() { return word }
    throw Problem(.usage, what: "\(name) is missing", remedy: "see --help")
  }

  mutating func optional() -> String? { words.popFirst() }
  mutating func url(_ name: String) throws(Problem) -> URL { URL(filePath: try next(name)) }
  var rest: [String] { Array(words) }

  /// - Throws: `Problem` if words are left over.
  func done() throws(Problem) {
    if let word = words.first { throw Problem(.usage, what: "“\(word)” is one word too many") }
  }

  func file(_ option: String) -> URL? { arguments[option].map { URL(filePath: $0) } }
}

enum RegistryVerb: String, CaseIterable {
  case `init`, add, set, remove, list, `import`, export, ledger, schedule, overdue, freeze, check, backup,
    restore, migrate, key
  case dictionary, schema

  func run(_ given: RegistryWords) throws -> Outcome {
    var words = given
    switch self {
    case .dictionary: return try RegistryTask.dictionary()
    case .schema: return try RegistryTask.schema()
    case .check: return try RegistryExchange.check(words.url("FOLDER"))
    case .key: return try key(&words)
    case .restore:
      let file = try words.url("FILE")
      return try RegistryKeeping.restore(file, to: words.next("REGISTRY"))
    default: return try run(on: words.next("REGISTRY"), &words)
    }
  }

  private func run(on place: String, _ words: inout RegistryWords) throws -> Outcome {
    let arguments = words.arguments
    switch self {
    case .add:
      return try RegistryTask.add(place, words.next("TABLE"), words.rest, by: arguments.author())
    case .set:
      let (table, id) = (try words.next("TABLE"), try words.next("ID"))
      return try RegistryTask.set(place, table, id, words.rest, by: arguments.author())
    case .remove:
      return try RegistryTask.remove(place, words.next("TABLE"), words.next("ID"), by: arguments.author())
    case .list: return try RegistryTask.list(place, words.next("TABLE"), words.rest)
    case .import:
      let files = try [words.url("FILE")] + words.rest.map { URL(filePath: $0) }
      return try RegistryExchange.take(files, into: place, reading(words), by: arguments.author())
    case .export:
      let form: RegistryExchange.Form? = try arguments.choice("as")
      return try RegistryExchange.give(
        place, to: words.url("TARGET"), as: form ?? .csv, patient: arguments["patient"])
    case .ledger:
      let patient = try words.next("PATIENT")
      return try RegistryTask.ledger(
        place, patient: patient, limits: words.file("limits"),
        to: words.file("output") ?? URL(filePath: "ledger"))
    case .schedule:
      return try RegistryTask.schedule(
        place, course: words.next("COURSE"), trial: arguments["trial"], by: arguments.author())
    case .overdue: return try RegistryTask.overdue(place, on: arguments["on"])
    case .freeze:
      return try RegistryExchange.freeze(
        place, to: words.url("FOLDER"), title: arguments["title"] ?? "data set")
    case .backup: return try RegistryKeeping.backUp(place, to: words.url("FILE"))
    case .migrate:
      guard let backup = words.file("backup") else {
        throw Problem(.usage, what: "a migration needs a backup to go back to", remedy: "give --backup FILE")
      }
      return try RegistryKeeping.migrate(place, backup: backup)
    default: return try RegistryTask.initialise(place, auditKey: words.file("audit-key"))
    }
  }

  private func reading(_ words: RegistryWords) -> RegistryExchange.Reading {
    let arguments = words.arguments
    var reading = RegistryExchange.Reading()
    (reading.table, reading.site, reading.day) = (arguments["table"], arguments["site"], arguments["on"])
    (reading.map, reading.columns) = (words.file("map"), words.file("columns"))
    reading.decimalComma = arguments.has("decimal-comma")
    reading.ignored = Set(
      (arguments["ignore"] ?? "").split(separator: ",").map {
        $0.trimmingCharacters(in: .whitespaces).lowercased()
      })
    return reading
  }

  private func key(_ words: inout RegistryWords) throws -> Outcome {
    let file = try words.url("FILE")
    let passphrase = ProcessInfo.processInfo.environment["HEPATICA_PASSPHRASE"] ?? readLine() ?? ""
    guard let pseudonym = words.optional() else {
      return try RegistryKeeping.key(file, passphrase: passphrase, add: nil)
    }
    guard let identity = words.arguments["identity"] else {
      throw Problem(.usage, what: "identity of the pseudonym is missing", remedy: "give --identity TEXT")
    }
    return try RegistryKeeping.key(file, passphrase: passphrase, add: (pseudonym, identity))
  }
}
