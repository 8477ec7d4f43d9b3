extension Command {
  /// The text of `hepatica NAME --help`.
  public func help(program: String) -> String {
    var lines = ["\(program) \(name) – \(summary)", "", "Usage: \(usageLine(program: program))"]
    if !discussion.isEmpty { lines += ["", discussion] }
    if !positionals.isEmpty { lines += ["", "Arguments:"] + table(positionals.map { ($0.name, $0.help) }) }
    if !options.isEmpty { lines += ["", "Options:"] + table(options.map { ($0.spelling, $0.help) }) }
    if !examples.isEmpty {
      lines += ["", "Examples:"] + examples.flatMap { ["  " + $0.line, "      " + $0.meaning] }
    }
    return lines.joined(separator: "\n")
  }

  private func usageLine(program: String) -> String {
    let words = positionals.map { positional in
      switch positional.arity {
      case .one: positional.name
      case .optional: "[\(positional.name)]"
      case .many: "[\(positional.name) …]"
      case .atLeastOne: "\(positional.name) …"
      }
    }
    return ([program, name] + words + (options.isEmpty ? [] : ["[options]"])).joined(separator: " ")
  }
}

extension Command.Option {
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
