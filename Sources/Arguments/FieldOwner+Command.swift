import Files

extension FieldOwner {
  /// The command that asks for this request.
  public static func command(
    _ name: String, _ summary: String, discussion: String = "", examples: [Command.Example] = [],
    writes: [String] = [], common: [Command.Option] = []
  ) -> Command {
    var command = Command(
      name, summary, discussion: discussion, positionals: positionals, options: options + common,
      examples: examples)
    command.writes = writes
    return command
  }

  private static var positionals: [Command.Positional] {
    fields.compactMap { if case .positional(let positional) = $0.shape { positional } else { nil } }
  }

  private static var options: [Command.Option] {
    let plain = Self()
    return fields.compactMap { field in
      guard case .option(var option) = field.shape else { return nil }
      let words = field.words(plain)
      if option.fallback.isEmpty, !option.isNeeded, option.value != nil {
        option.fallback = words.joined(separator: ", ")
      }
      return option
    }
  }

  /// JSON Schema (draft 2020-12) of the request.
  public static func schema(title: String, summary: String) -> JSON {
    let needed = fields.filter(\.isNeeded).map { JSON.text($0.key) }
    return .object([
      ("$schema", .text("https://json-schema.org/draft/2020-12/schema")), ("title", .text(title)),
      ("description", .text(summary)), ("type", .text("object")),
      ("properties", .object(fields.map { ($0.key, $0.schema(default: $0.words(Self()))) })),
      ("required", .array(needed)), ("additionalProperties", .flag(false)),
    ])
  }
}

extension Field {
  fileprivate func schema(default words: [String]) -> JSON {
    var one: [(String, JSON)] = type.schema + bounds.schema
    let text: [(String, JSON)] = [("description", .text(help))]
    if repeats {
      let least: [(String, JSON)] = isNeeded ? [("minItems", .number(1))] : []
      return .object(text + [("type", .text("array")), ("items", .object(one))] + least)
    }
    if type == .flag { one.append(("default", .flag(false))) }
    if !isNeeded, let word = words.first, type != .flag { one.append(("default", type.json(word))) }
    return .object(text + one)
  }
}

extension ValueType {
  fileprivate var schema: [(String, JSON)] {
    switch self {
    case .text: [("type", .text("string"))]
    case .file: [("type", .text("string")), ("format", .text("path"))]
    case .number: [("type", .text("number"))]
    case .whole: [("type", .text("integer"))]
    case .flag: [("type", .text("boolean"))]
    case .words(let words): [("type", .text("string")), ("enum", .array(words.map { .text($0) }))]
    }
  }

  fileprivate func json(_ word: String) -> JSON {
    switch self {
    case .number, .whole: Double(word).map { .number($0) } ?? .text(word)
    default: .text(word)
    }
  }
}

extension Bounds {
  fileprivate var schema: [(String, JSON)] {
    switch self {
    case .any: []
    case .aboveZero: [("exclusiveMinimum", .number(0))]
    case .within(let range): [("minimum", .number(range.lowerBound)), ("maximum", .number(range.upperBound))]
    }
  }
}
