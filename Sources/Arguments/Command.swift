/// What a command accepts, declared as data: the parser, the help, the man page, the JSON Schema and the shell completions
/// are made from it.
public struct Command: Sendable {
  /// Something that stands in its place without a dash.
  public struct Positional: Sendable {
    public var name: String
    public var help: String
    var arity: Arity
    /// What completes it in a shell.
    public var completion: Completion
    public var type = ValueType.text
    public init(_ name: String, _ help: String, _ arity: Arity = .one, completes: Completion = .files) {
      (self.name, self.help, self.arity, self.completion) = (name, help, arity, completes)
    }
    public var isNeeded: Bool { arity == .one || arity == .atLeastOne }
    public var repeats: Bool { arity == .many || arity == .atLeastOne }
  }

  public enum Arity: Sendable { case one, optional, many, atLeastOne }

  public enum Completion: Sendable, Equatable {
    case files, folders, nothing
    case words([String])
  }

  /// `--name VALUE`, `--name=VALUE`, or `--name` alone for a flag.
  public struct Option: Sendable {
    public var name: String
    public var short: Character?
    /// Name of the value in the help, `nil` for a flag.
    public var value: String?
    public var help: String
    public var repeats: Bool
    public var completion: Completion
    public var type = ValueType.text
    public var bounds = Bounds.any
    public var isNeeded = false
    /// The value that holds without the option, in words; empty if there is none.
    public var fallback = ""
    /// Names that it had before; understood, and never shown.
    public var aliases: [String] = []

    public static func flag(_ name: String, _ short: Character? = nil, _ help: String) -> Option {
      var flag = Option(
        name: name, short: short, value: nil, help: help, repeats: false, completion: .nothing)
      flag.type = .flag
      return flag
    }

    public static func value(
      _ name: String, _ short: Character? = nil, _ value: String, _ help: String, repeats: Bool = false,
      completes: Completion = .nothing
    ) -> Option {
      Option(name: name, short: short, value: value, help: help, repeats: repeats, completion: completes)
    }
  }

  public struct Example: Sendable {
    public var line: String
    public var meaning: String
    public init(_ line: String, _ meaning: String) { (self.line, self.meaning) = (line, meaning) }
  }

  /// One word, or two for one verb of a command that has several: `registry init`.
  public var name: String
  public var summary: String
  /// Paragraphs below the summary in the help.
  public var discussion: String
  public var positionals: [Positional]
  public var options: [Option]
  public var examples: [Example]
  /// Files that it writes, by pattern, relative to the folder that it writes to.
  public var writes: [String] = []

  public init(
    _ name: String, _ summary: String, discussion: String = "", positionals: [Positional] = [],
    options: [Option] = [], examples: [Example] = []
  ) {
    (self.name, self.summary, self.discussion) = (name, summary, discussion)
    (self.positionals, self.options, self.examples) = (positionals, options, examples)
  }

  /// The first word of its name, under which a shell finds it.
  public var first: String { String(name.split(separator: " ")[0]) }
  /// The second word of its name.
  public var verb: String? { name.split(separator: " ").dropFirst().first.map(String.init) }
}
