extension Command {
  /// A page of section 1 of the manual, in the man macros of roff.
  /// - Parameters:
  ///   - version: of the program.
  ///   - also: names of pages to see also, without the section.
  ///   - statuses: exit statuses with their meaning.
  public func manPage(
    program: String, version: String, statuses: [(String, String)], also: [String] = []
  ) -> String {
    let title = (name.isEmpty ? program : "\(program)-\(name)").replacingBlanks
    var lines = [
      ".TH \(roff(title.uppercased())) 1 \"\" \"\(roff("\(program) \(version)"))\" \"\(roff("\(program) manual"))\"",
      ".SH NAME", roff(title) + " \\- " + roff(summary), ".SH SYNOPSIS",
      ".B \(roff(program + " " + name))", roff(usageLine(program: program).dropping("\(program) \(name)")),
    ]
    if !discussion.isEmpty { lines += [".SH DESCRIPTION", paragraphs(discussion)] }
    lines += section("ARGUMENTS", positionals.map { ($0.name, $0.help) })
    lines += section("OPTIONS", options.map { ($0.spelling.trimmed, $0.fullHelp) })
    lines += section("FILES", writes.map { ($0, "is written") })
    lines += section("EXIT STATUS", statuses)
    lines += section("EXAMPLES", examples.map { ($0.line, $0.meaning) })
    if !also.isEmpty {
      lines += [".SH SEE ALSO", also.map { ".BR \(roff($0)) (1)" }.joined(separator: "\n")]
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// A section of terms with their meaning; nothing if there are none.
private func section(_ title: String, _ rows: [(String, String)]) -> [String] {
  rows.isEmpty ? [] : [".SH \(title)"] + rows.flatMap { [".TP", ".B \(roff($0.0))", roff($0.1)] }
}

private func paragraphs(_ text: String) -> String {
  text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? ".PP" : roff(String($0)) }
    .joined(separator: "\n")
}

/// Text that roff sets as it is: no line is a request, no backslash an escape, a hyphen is one that can be typed.
private func roff(_ text: String) -> String {
  let escaped = text.map { character -> String in
    switch character {
    case "\\": "\\(rs"
    case "-": "\\-"
    case "\"": "\\(dq"
    default: String(character)
    }
  }.joined()
  return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
}

extension String {
  fileprivate var replacingBlanks: String { split(separator: " ").joined(separator: "-") }
  fileprivate var trimmed: String { String(drop { $0 == " " }) }
  fileprivate func dropping(_ prefix: String) -> String {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)).trimmed : self
  }
}
