import Arguments
import Diagnostics

/// The operations that begin with one word, and what the help says of them together.
public struct OperationFamily: Sendable {
  public let name: String
  public var base: OperationKind?
  public var verbs: [OperationKind] = []

  public var summary: String { base?.about.summary ?? introduction.summary }

  /// What belongs together, and the order in which one uses it.
  private var introduction: (summary: String, text: String, examples: [Command.Example]) {
    switch name {
    case "registry":
      (
        "patients, therapies, doses and outcomes in one place",
        """
        A registry is a file of SQLite, or postgresql://USER@HOST/DATABASE. Every change needs --by and --why; both \
        stay in the audit record. Pseudonyms only.
        """, Self.registrySteps
      )
    case "trial":
      (
        "protocol, allocation, analyses",
        """
        Subjects called TEST-… try the lists out; they never meet real ones. --protocol FILE refuses a file that is \
        not the locked one.
        """, Self.trialSteps
      )
    case "archive":
      (
        "find, fetch and send studies; is an archive there?",
        """
        Archives are named in one configuration file. DICOM (C-ECHO, C-FIND, C-MOVE, C-GET, C-STORE, storage commitment, \
        TLS) and DICOMweb (QIDO-RS, WADO-RS, STOW-RS) are used alike; FHIR services have the clinical record. See also hepatica receive.
        """, Self.archiveSteps
      )
    case "audit": ("verify claims and the audit trail", "", [])
    case "manual": ("man pages, and the tables of README and manual", "", [])
    default: (base?.about.summary ?? "", "", [])
    }
  }

  /// From nothing to a ledger; tried by a test, in this order.
  static let registrySteps: [Command.Example] = [
    .init("hepatica registry init department.sqlite", "an empty registry"),
    .init(
      "hepatica registry add department.sqlite sites id=A name=Department --by mp1 --why start", "a site"),
    .init(
      "hepatica registry add department.sqlite patients id=P01 site=A --by mp1 --why cycle-1",
      "a patient, by the pseudonym of the case file"),
    .init(
      "hepatica registry import department.sqlite results/report.json --by mp1 --why cycle-1",
      "the doses of a run"),
    .init("hepatica registry ledger department.sqlite P01 -o out/P01", "liver doses over TARE and PRRT"),
  ]

  private static let archiveSteps: [Command.Example] = [
    .init("hepatica archive init archives.json5", "a configuration to edit"),
    .init("hepatica archive check archives.json5", "is it right, and does every archive answer?"),
    .init("hepatica archive find archives.json5 pacs --patient-id P01", "the studies of a patient"),
    .init("hepatica archive fetch archives.json5 pacs images --patient-id P01", "copy them"),
    .init("hepatica archive send archives.json5 pacs results/dicom", "send the results back"),
    .init(
      "hepatica archive record archives.json5 ehr P01.json --patient 4711 --pseudonym P01",
      "laboratory values and procedures, from a FHIR service"),
  ]

  private static let trialSteps: [Command.Example] = [
    .init("hepatica trial init protocol.json5 --template lutia", "a protocol to edit"),
    .init("hepatica trial simulate protocol.json5", "balance and predictability"),
    .init(
      "hepatica trial lock protocol.json5 department.sqlite --key lists.key --by stat --why start",
      "publish what it prints"),
    .init(
      "hepatica trial allocate department.sqlite LUTIA-LIKE P01 -l centre=1 --reveal -k lists.key --by nm1 --why cycle-1",
      "one subject"),
  ]

  /// The text of `hepatica NAME --help` where the name alone is not one operation.
  public var help: String {
    let program = OperationCatalogue.program
    if let base {
      let more = table(verbs.map { ($0.about.name, $0.about.summary) })
      return ([base.command.help(program: program)] + (more.isEmpty ? [] : ["", "See also:"] + more))
        .joined(separator: "\n")
    }
    let (summary, text, examples) = introduction
    var lines = [
      "\(program) \(name) – \(summary)", "",
      "Usage: \(program) \(name) VERB … [options]      \(program) \(name) VERB --help",
    ]
    if !text.isEmpty { lines += [""] + wrapped(text) }
    lines += ["", "Verbs:"] + table(verbs.map { ($0.command.verb ?? "", $0.about.summary) })
    if !examples.isEmpty {
      lines += ["", "In this order:"] + examples.flatMap { ["  " + $0.line, "      " + $0.meaning] }
    }
    return lines.joined(separator: "\n")
  }
}

extension OperationCatalogue {
  public static let families: [OperationFamily] = {
    var families: [OperationFamily] = []
    for kind in all {
      let first = kind.command.first
      let n = families.firstIndex { $0.name == first } ?? families.count
      if n == families.count { families.append(OperationFamily(name: first)) }
      if kind.command.verb == nil { families[n].base = kind } else { families[n].verbs.append(kind) }
    }
    return families
  }()

  public static func family(_ name: String) -> OperationFamily? { families.first { $0.name == name } }

  /// The text of `hepatica --help`.
  public static var overview: String {
    let commands = table(families.map { ($0.name, $0.summary) }).joined(separator: "\n")
    let steps = firstSteps.map { "  \($0.line)\n      \($0.meaning)" }.joined(separator: "\n")
    let statuses = Manual.statuses.map { "\($0.code.rawValue) \($0.meaning)" }.joined(separator: " · ")
    return """
      \(program) \(Version.current) – dosimetry of liver-directed radionuclide therapy. \(Version.researchUse)

      Usage: \(program) COMMAND … [options]      \(program) COMMAND --help

      Commands:
      \(commands)

      A first time:
      \(steps)

      Exit status:
      \(wrapped(statuses).map { "  " + $0 }.joined(separator: "\n"))
      """
  }
}
