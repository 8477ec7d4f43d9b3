import Arguments
import Diagnostics
import Documents
import Foundation
import Studies
import Workflow

/// A trial: `trial WHAT …`.
extension Verb {
  static let trial = Verb(
    command: Command(
      "trial", "protocol, allocation, analyses",
      discussion: """
        init PROTOCOL (writes one to edit) · lock PROTOCOL REGISTRY --key FILE · simulate PROTOCOL · \
        allocate REGISTRY TRIAL SUBJECT --level centre=1 [--key FILE --reveal] · reveal REGISTRY TRIAL SUBJECT --key FILE · \
        unblind REGISTRY TRIAL SUBJECT --key FILE --why REASON · close REGISTRY TRIAL · open REGISTRY TRIAL --key FILE · \
        measure REGISTRY TRIAL CASE (uptake of a case's images into the registry) · respond REGISTRY TRIAL LESIONS (response \
        of each lobe from a table of lesions) · analyse REGISTRY TRIAL · report REGISTRY TRIAL -o FOLDER. Subjects called TEST-… try the lists out; they never meet \
        real ones. --protocol FILE refuses a file that is not the locked one.
        """,
      positionals: [
        .init("WHAT", "what to do", completes: .words(TrialVerb.allCases.map(\.rawValue))),
        .init("WORD", "see above", .many),
      ],
      options: [
        .value("by", nil, "NAME", "who does it"), .value("why", nil, "REASON", "why"),
        .value("key", "k", "FILE", "key of the sealed lists", completes: .files),
        .value("level", "l", "STRATUM=LEVEL", "level of a stratum", repeats: true),
        .flag("reveal", nil, "allocate: reveal the arm at once"),
        .value("protocol", "p", "FILE", "must be the locked protocol", completes: .files),
        .value(
          "template", nil, "NAME", "init: lutia or lutarterial", completes: .words(["lutia", "lutarterial"])),
        .value(
          "locked", nil, "TRIAL", "init: write the locked protocol of this trial (REGISTRY after PROTOCOL)"),
        .flag("force", "f", "init: replace an existing file"),
        .value("enrolments", "n", "N", "simulate: number of subjects (1000000)"),
        .value("seed", nil, "N", "simulate: seed (1)"),
        .value("output", "o", "FOLDER", "report: where it goes", completes: .folders),
      ] + TrialVerb.measureOptions + Console.options,
      examples: [
        .init("hepatica trial init protocol.json5 --template lutia", "a protocol to edit"),
        .init("hepatica trial simulate protocol.json5", "a million enrolments: balance and predictability"),
        .init(
          "hepatica trial lock protocol.json5 department.sqlite --key lists.key --by stat --why start",
          "publish what it prints"),
        .init(
          "hepatica trial allocate department.sqlite LUTIA-LIKE P01 -l centre=1 --reveal -k lists.key --by nm1 --why cycle-1",
          "one subject"),
        .init(
          "hepatica trial measure department.sqlite LUTIA-LIKE P01/case.json5 --by mp1 --why cycle-1",
          "tumour-to-normal ratios and organ uptake of a cycle"),
      ])
  ) { arguments, console in
    let verb = try arguments.verb(TrialVerb.self, of: "trial")
    return console.finish(try verb.run(RegistryWords(arguments), console), json: arguments.has("json"))
  }
}

enum TrialVerb: String, CaseIterable {
  case `init`, lock, simulate, allocate, reveal, unblind, close, open, measure, respond, analyse,
    report

  func run(_ given: RegistryWords, _ console: Console) throws -> Outcome {
    var words = given
    let arguments = words.arguments
    switch self {
    case .`init`: return try initialise(&words)
    case .simulate:
      let file = try words.url("PROTOCOL")
      let count = try arguments.number("enrolments") ?? 1e6
      guard count >= 1, count <= 1e9 else { throw Problem(.usage, what: "not in 1…10⁹", at: "--enrolments") }
      return try TrialSimulation.run(
        file, enrolments: Int(count), seed: UInt64(max(0, arguments.number("seed") ?? 1)))
    case .lock:
      let (file, place) = (try words.url("PROTOCOL"), try words.next("REGISTRY"))
      guard let key = words.file("key") else {
        throw Problem(.usage, what: "the lists need a key", remedy: "give --key FILE, which is made")
      }
      return try TrialDesk.lock(file, in: place, keyFile: key, by: arguments.author())
    case .close:
      let (place, trial) = (try words.next("REGISTRY"), try words.next("TRIAL"))
      return try TrialDesk.close(trial, in: place, by: arguments.author())
    case .analyse:
      let (place, trial) = (try words.next("REGISTRY"), try words.next("TRIAL"))
      return try TrialTask.analyse(trial, in: place)
    case .report:
      let (place, trial) = (try words.next("REGISTRY"), try words.next("TRIAL"))
      return try TrialTask.report(trial, in: place, to: words.file("output") ?? URL(filePath: "trial-report"))
    case .measure: return try measure(&words, console)
    case .respond: return try respond(&words)
    case .allocate, .reveal, .unblind, .open: return try desk(&words)
    }
  }

  private func initialise(_ words: inout RegistryWords) throws -> Outcome {
    let file = try words.url("PROTOCOL")
    if let trial = words.arguments["locked"] {
      return try TrialDesk.writeLocked(trial, from: words.next("REGISTRY"), to: file)
    }
    return try TrialDesk.template(
      file, words.arguments["template"] ?? "lutia", overwrite: words.arguments.has("force"))
  }

  private func desk(_ words: inout RegistryWords) throws -> Outcome {
    let arguments = words.arguments
    let (place, trial) = (try words.next("REGISTRY"), try words.next("TRIAL"))
    let subject = self == .open ? "" : try words.next("SUBJECT")
    let request = TrialRequest(
      place: place, trial: trial, subject: subject, levels: try levels(arguments.all("level")),
      keyFile: words.file("key"),
      protocolFile: words.file("protocol"))
    switch self {
    case .allocate:
      return try TrialDesk.allocate(request, reveal: arguments.has("reveal"), by: arguments.author())
    case .reveal: return try TrialDesk.reveal(request, by: arguments.author())
    case .unblind:
      return try TrialDesk.unblind(request, reason: arguments["why"] ?? "", by: arguments.author())
    default: return try TrialDesk.openLists(request, by: arguments.author())
    }
  }

  private func levels(_ texts: [String]) throws -> [String: String] {
    var levels: [String: String] = [:]
    for text in texts {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw Problem(
          .usage, what: "a level is given as STRATUM=LEVEL", at: "--level",
          remedy: "for example --level centre=1")
      }
      levels[parts[0]] = parts[1]
    }
    return levels
  }
}

extension Arguments {
  /// Who and why, for the audit record.
  func author() throws -> ChangeAuthor { try ChangeAuthor(who: self["by"] ?? "", why: self["why"] ?? "") }
}
