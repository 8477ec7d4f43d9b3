extension Command {
  /// The text of `hepatica NAME --help`.
  public func help(program: String) -> String {
    var lines = ["\(program) \(name) – \(summary)", "", "Usage: \(usageLine(program: program))"]
    if !discussion.isEmpty { lines += [""] + wrapped(discussion) }
    if !positionals.isEmpty { lines += ["", "Arguments:"] + table(positionals.map { ($0.name, $0.help) }) }
    if !options.isEmpty { lines += ["", "Options:"] + table(options.map { ($0.spelling, $0.fullHelp) }) }
    if !examples.isEmpty {
      lines += ["", "Examples:"] + examples.flatMap { ["  " + $0.line, "      " + $0.meaning] }
    }
    return lines.joined(separator: "\n")
  }

  func usageLine(program: String) -> String {
    ([program, name] + required + (options.isEmpty ? [] : ["[options]"])).joined(separator: " ")
  }

  /// The name with what must follow it: `eligibility PATIENT --protocol NAME`.
  public var synopsis: String { ([name] + required).joined(separator: " ") }

  private var required: [String] {
    positionals.map(\.spelling)
      + options.filter(\.isNeeded).map { "--\($0.name) \($0.value ?? "")" }
  }
}

extension Command.Positional {
  var spelling: String {
    switch arity {
    case .one: name
    case .optional: "[\(name)]"
    case .many: "[\(name) …]"
    case .atLeastOne: "\(name) …"
    }
  }
}

extension Command.Option {
  /// The help with the default, and whether it must be given.
  var fullHelp: String {
    help + (fallback.isEmpty ? "" : " (default: \(fallback))") + (isNeeded ? " (required)" : "")
      + (repeats ? "; may be repeated" : "")
  }

  var spelling: String {
    (short.map { "-\($0), " } ?? "    ") + "--\(name)" + (value.map { " \($0)" } ?? "")
  }
}

/// Two aligned columns; the second wraps at 100 characters.
public func table(_ rows: [(String, String)]) -> [String] {
  let width = min(30, rows.map(\.0.count).max() ?? 0)
  return rows.flatMap { name, help in
    let lines = wrap(help, at: 96 - width)
    let head = name.count <= width ? [] : ["  " + name]
    let first = name.count <= width ? name : ""
    let body = lines.enumerated().map { n, line in
      "  " + (n == 0 ? first : "").padded(to: width) + "  " + line
    }
    return head + body
  }
}

/// A paragraph in lines of a terminal.
public func wrapped(_ text: String) -> [String] { wrap(text, at: 98) }

func wrap(_ text: String, at width: Int) -> [String] {
  var lines = [""]
  for word in text.split(separator: " ") {
    if !lines[lines.count - 1].isEmpty, lines[lines.count - 1].count + 1 + word.count > width {
      lines.append("")
    }
    lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + word
  }
  return lines
}

extension String {
  func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
