import Diagnostics

/// The words of a command line, understood.
public struct Arguments: Sendable, Equatable {
  var flags: Set<String> = []
  var values: [String: [String]] = [:]
  /// Positional words by the name that the command gave them.
  var words: [String: [String]] = [:]

  public func has(_ flag: String) -> Bool { flags.contains(flag) }
  public subscript(option: String) -> String? { values[option]?.last }
  public func all(_ option: String) -> [String] { values[option] ?? [] }
  public func positionals(_ name: String) -> [String] { words[name] ?? [] }
  func positional(_ name: String) -> String? { words[name]?.first }

  /// An option's value as a number.
  /// - Throws: a usage `Problem` if it is given and is not a finite number.
  public func number(_ option: String) throws(Problem) -> Double? {
    guard let text = self[option] else { return nil }
    guard let number = Double(text), number.isFinite else {
      throw Problem(.usage, what: "“\(text)” is not a number", at: "--\(option)")
    }
    return number
  }

  /// An option's value as one of a few words.
  ///
  /// - Throws: `Problem` of kind `usage` naming the known words.
  public func choice<Choice: RawRepresentable & CaseIterable>(
    _ option: String, of type: Choice.Type = Choice.self
  ) throws(Problem) -> Choice? where Choice.RawValue == String {
    guard let text = self[option] else { return nil }
    if let choice = Choice(rawValue: text) { return choice }
    let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    throw Problem(.usage, what: "“\(text)” is not one of: \(known)", at: "--\(option)")
  }
}

extension Command {
  /// Parses the words after the command's name.
  /// - Throws: a usage `Problem` that names the word and the closest option.
  public func parse(_ words: [String]) throws(Problem) -> Arguments {
    var result = Arguments()
    var loose: [String] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        loose += rest
        break
      } else if word.hasPrefix("--") {
        try takeLong(String(word.dropFirst(2)), &rest, &result)
      } else if word.hasPrefix("-"), word.count > 1, Double(word) == nil {
        try takeShort(word.dropFirst(), &rest, &result)
      } else {
        loose.append(word)
      }
    }
    try assign(loose, &result)
    return result
  }

  private func takeLong(
    _ text: String, _ rest: inout ArraySlice<String>, _ result: inout Arguments
  ) throws(Problem) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let option = options.first(where: { $0.name == name || $0.aliases.contains(name) }) else {
      throw unknown("--" + name)
    }
    let inline = parts.count == 2 ? String(parts[1]) : nil
    try take(option, inline, &rest, &result)
  }

  private func takeShort(
    _ letters: Substring, _ rest: inout ArraySlice<String>, _ result: inout Arguments
  ) throws(Problem) {
    var letters = letters
    while let letter = letters.popFirst() {
      let named = options.first { $0.short == letter }
      guard let option = named ?? options.first(where: { $0.aliases.contains(String(letter)) }) else {
        throw unknown("-\(letter)")
      }
      let inline = option.value != nil && !letters.isEmpty ? String(letters) : nil
      try take(option, inline, &rest, &result)
      if inline != nil { return }
    }
  }

  private func take(
    _ option: Option, _ inline: String?, _ rest: inout ArraySlice<String>, _ result: inout Arguments
  ) throws(Problem) {
    guard let placeholder = option.value else {
      guard inline == nil else { throw usage("--\(option.name) takes no value") }
      result.flags.insert(option.name)
      return
    }
    guard let value = inline ?? rest.popFirst() else {
      throw usage("--\(option.name) needs a value: \(placeholder)")
    }
    guard option.repeats || result.values[option.name] == nil else {
      throw usage("--\(option.name) is given twice")
    }
    result.values[option.name, default: []].append(value)
  }

  private func assign(_ words: [String], _ result: inout Arguments) throws(Problem) {
    var rest = words[...]
    for positional in positionals {
      switch positional.arity {
      case .many, .atLeastOne:
        result.words[positional.name] = Array(rest)
        rest = []
      case .one, .optional:
        if let word = rest.popFirst() { result.words[positional.name] = [word] }
      }
      let isNeeded = positional.arity == .one || positional.arity == .atLeastOne
      if isNeeded, result.words[positional.name, default: []].isEmpty {
        throw usage("\(positional.name) is missing: \(positional.help)")
      }
    }
    if let extra = rest.first { throw usage("“\(extra)” is one word too many") }
  }

  private func unknown(_ word: String) -> Problem {
    let close = likelyMeaning(of: word, among: options.map { "--" + $0.name })
    let advice = close.map { "; did you mean \($0)?" } ?? ""
    return usage("unknown option \(word)\(advice)")
  }

  private func usage(_ what: String) -> Problem {
    Problem(.usage, what: what, at: "hepatica \(name)", remedy: "see hepatica \(name) --help")
  }
}
