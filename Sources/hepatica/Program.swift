import Arguments
import Diagnostics
import Foundation

/// One command: what it accepts and what it does. Returns the exit status where the work is done;
/// throws `Problem` or `Problems` where it is not.
struct Verb: Sendable {
  var command: Command
  var run: @Sendable (Arguments, Console) throws -> ExitCode
}

enum Program {
  static let name = "hepatica"

  static let verbs: [Verb] = [
    .initialise,
    .inspect,
    .align,
    .quantify,
    .integrate,
    .dose,
    .merge,
    .summarise,
    .report,
    .run,
    .compare,
    .uptake,
    .eligibility,
    .burden,
    .plan,
    .toxicity,
    .measure,
    .response,
    .protocols,
    .cohort,
    .audit,
    .registry,
    .trial,
    .demo,
    .kernel,
    .sValues,
    .validate,
    .completion,
  ]

  static func run(_ words: [String]) -> ExitCode {
    guard let first = words.first, first != "--help", first != "-h" else {
      print(overview)
      return words.isEmpty ? .usage : .done
    }
    if first == "--version" {
      print("\(name) \(Version.current)\(Processor.isWide ? " (\(Processor.level))" : "")")
      return .done
    }
    if first == "help" { return help(words.dropFirst().first) }
    guard let verb = verbs.first(where: { $0.command.name == first }) else { return unknown(first) }
    return run(verb, Array(words.dropFirst()))
  }

  private static func run(_ verb: Verb, _ words: [String]) -> ExitCode {
    if words.contains("--help") || words.contains("-h") { return help(verb.command.name) }
    var console = Console(quiet: false, progress: .automatic)
    do {
      let arguments = try verb.command.parse(words)
      console = try Console(arguments)
      console.watchForInterrupt()
      return try verb.run(arguments, console)
    } catch {
      return console.fail(error)
    }
  }

  private static func help(_ word: String?) -> ExitCode {
    guard let word else {
      print(overview)
      return .done
    }
    guard let verb = verbs.first(where: { $0.command.name == word }) else { return unknown(word) }
    print(verb.command.help(program: name))
    return .done
  }

  private static func unknown(_ word: String) -> ExitCode {
    let advice = likelyMeaning(of: word, among: verbs.map(\.command.name)).map {
      "did you mean \(name) \($0)?"
    }
    return Console(quiet: false, progress: .none).fail(
      Problem(.usage, what: "there is no command “\(word)”", remedy: advice ?? "see \(name) --help"))
  }

  private static var overview: String {
    let commands = table(verbs.map { ($0.command.name, $0.command.summary) }).joined(separator: "\n")
    return """
      \(name) \(Version.current) – dosimetry of liver-directed radionuclide therapy. \(Version.researchUse)

      Usage: \(name) COMMAND … [options]      \(name) COMMAND --help

      Commands:
      \(commands)

      A first time:  \(name) demo DEMO          a digital patient from DICOM to report
                     \(name) inspect FOLDER     what is in these files?
                     \(name) init FOLDER        write a first case file for them
                     \(name) run case.json5     full pipeline: images to report

      Exit status: 0 done · 3 done, needs review · 8 some of a batch failed · 64 usage · 65 data rejected ·
      66 input missing · 69 service unavailable · 70 internal · 73 cannot create · 74 input/output ·
      75 try again · 130 interrupted
      """
  }
}
