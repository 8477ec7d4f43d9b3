import Arguments
import Diagnostics
import Foundation
import Operations

/// Words in, one operation, its answer out.
enum Program {
  static let name = OperationCatalogue.program

  static func run(_ words: [String]) -> ExitCode {
    do {
      switch try Request(words) {
      case .help(let text, let status):
        print(text)
        return status
      case .operation(let kind, let rest): return try run(kind, rest)
      }
    } catch {
      return Terminal(words: words).fail(error)
    }
  }

  private static func run(_ kind: OperationKind, _ words: [String]) throws -> ExitCode {
    let arguments = try kind.command.parse(words)
    let presentation = try Presentation(arguments)
    let terminal = Terminal(presentation)
    do { return try perform(kind.parse(arguments), presentation, terminal) } catch {
      return terminal.fail(error)
    }
  }

  private static func perform<O: Operations.Operation>(
    _ operation: O, _ presentation: Presentation, _ terminal: Terminal
  ) throws -> ExitCode {
    var context = Context(progress: terminal.reporter, secret: { readLine() ?? "" })
    context.isForced = presentation.isForced
    context.say = { text in
      print(terminalText(text))
      fflush(nil)
    }
    let signals = Signals(operation, context)
    defer { signals.end() }
    let done = try context.perform(operation)
    terminal.show(done)
    if done.answer.hasFailures { return .someFailed }
    return done.answer.review.isEmpty || O.about.isShow ? .done : .needsReview
  }
}

/// What the words of a command line ask for.
enum Request {
  case help(String, ExitCode)
  case operation(OperationKind, [String])

  /// - Throws: a usage `Problem` for words that name no command.
  init(_ words: [String]) throws(Problem) {
    guard let first = words.first else {
      self = .help(OperationCatalogue.overview, .usage)
      return
    }
    switch first {
    case "-h", "--help": self = .help(OperationCatalogue.overview, .done)
    case "help" where words.count == 1: self = .help(OperationCatalogue.overview, .done)
    case "help": self = try Request(Array(words.dropFirst()) + ["--help"])
    case "-V", "--version": self = try Request(["version"] + words.dropFirst())
    default: self = try Request(first, Array(words.dropFirst()))
    }
  }

  private init(_ first: String, _ rest: [String]) throws(Problem) {
    guard let family = OperationCatalogue.family(first) else { throw OperationCatalogue.unknown(first) }
    let wantsHelp = rest.prefix { $0 != "--" }.contains { $0 == "--help" || $0 == "-h" }
    if let word = rest.first, let kind = family.verbs.first(where: { $0.command.verb == word }) {
      self =
        wantsHelp
        ? .help(kind.command.help(program: Program.name), .done) : .operation(kind, Array(rest.dropFirst()))
    } else if wantsHelp {
      self = .help(family.help, .done)
    } else if let base = family.base {
      self = .operation(base, rest)
    } else {
      throw Request.noVerb(family, rest.first)
    }
  }

  private static func noVerb(_ family: OperationFamily, _ word: String?) -> Problem {
    let verbs = family.verbs.compactMap(\.command.verb)
    let place = "\(Program.name) \(family.name)"
    guard let word, !word.hasPrefix("-") else {
      return Problem(
        .usage, what: "what to do is missing: \(verbs.joined(separator: ", "))", at: place,
        remedy: "see \(place) --help")
    }
    return Problem(
      .usage, what: "“\(word)” is not a verb of \(place)", at: place,
      remedy: likelyMeaning(of: word, among: verbs).map { "did you mean \(place) \($0)?" }
        ?? "see \(place) --help")
  }
}
