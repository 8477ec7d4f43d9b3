/// Completion scripts for the shells that people use.
public enum Shell: String, Sendable, CaseIterable, ChoiceValue {
  case bash, zsh, fish

  /// A script to be sourced or installed by the shell's own way. Commands of two words are verbs of the first.
  public func completionScript(program: String, commands: [Command]) -> String {
    let families = CommandFamily.all(commands)
    switch self {
    case .bash: return bashScript(program, families)
    case .zsh: return zshScript(program, families)
    case .fish: return fishScript(program, families)
    }
  }
}

/// The commands that begin with one word: one without a verb, several with, or both.
struct CommandFamily {
  let first: String
  var base: Command?
  var verbs: [Command] = []

  var summary: String { base?.summary ?? verbs.map { $0.verb ?? "" }.joined(separator: ", ") }
  var verbNames: [String] { verbs.compactMap(\.verb) }

  static func all(_ commands: [Command]) -> [CommandFamily] {
    var families: [CommandFamily] = []
    for command in commands {
      let n = families.firstIndex { $0.first == command.first } ?? families.count
      if n == families.count { families.append(CommandFamily(first: command.first)) }
      if command.verb == nil { families[n].base = command } else { families[n].verbs.append(command) }
    }
    return families
  }
}

// MARK: bash

private func bashScript(_ program: String, _ families: [CommandFamily]) -> String {
  let verbs = families.filter { !$0.verbs.isEmpty }.map(bashVerbs).joined(separator: "\n")
  let cases = families.flatMap { ($0.base.map { [$0] } ?? []) + $0.verbs }.map(bashCase).joined(
    separator: "\n")
  return """
    _\(program)() {
      local word="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" options= words= command=
      if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W '\(families.map(\.first).joined(separator: " ")) help --version' -- "$word"))
        return
      fi
      command="${COMP_WORDS[1]}"
      case "$command" in
    \(verbs)
        *) ;;
      esac
      case "$command" in
    \(cases)
      esac
      if [[ "$word" == -* ]]; then COMPREPLY=($(compgen -W "$options" -- "$word"))
      elif [ -n "$words" ]; then COMPREPLY=($(compgen -W "$words" -- "$word"))
      else COMPREPLY=($(compgen -f -- "$word")); fi
    }
    complete -o filenames -F _\(program) \(program)

    """
}

private func bashVerbs(_ family: CommandFamily) -> String {
  let files = family.base == nil ? "" : " $(compgen -f -- \"$word\")"
  return """
        \(family.first))
          if [ "$COMP_CWORD" -eq 2 ] && [[ "$word" != -* ]]; then
            COMPREPLY=($(compgen -W '\(family.verbNames.joined(separator: " "))' -- "$word")\(files))
            return
          fi
          case "${COMP_WORDS[2]}" in \(family.verbNames.joined(separator: "|"))) command="$command ${COMP_WORDS[2]}";; esac;;
    """
}

private func bashCase(_ command: Command) -> String {
  let names = command.options.map { "--" + $0.name }.joined(separator: " ")
  let choices = command.options.compactMap { option -> String? in
    guard case .words(let words) = option.completion else { return nil }
    return
      "      --\(option.name)) COMPREPLY=($(compgen -W '\(words.joined(separator: " "))' -- \"$word\")); return;;\n"
  }.joined()
  return """
        '\(command.name)')
          case "$previous" in
    \(choices)      *) ;;
          esac
          options='\(names) --help' words='\(command.wordsInPlace.joined(separator: " "))';;
    """
}

// MARK: zsh

private func zshScript(_ program: String, _ families: [CommandFamily]) -> String {
  let list = families.map { "    '\($0.first):\(quoted($0.summary))'" }.joined(separator: "\n")
  return """
    #compdef \(program)
    _\(program)() {
      local -a commands=(
    \(list)
      )
      if (( CURRENT == 2 )); then _describe command commands; return; fi
      local command=$words[2]
      shift words; (( CURRENT-- ))
      case $command in
    \(families.map(zshFamily).joined(separator: "\n"))
      esac
    }
    compdef _\(program) \(program)

    """
}

private func zshFamily(_ family: CommandFamily) -> String {
  let base = family.base.map { "_arguments \(zshArguments($0))" } ?? "true"
  guard !family.verbs.isEmpty else { return "    \(family.first)) \(base) ;;" }
  let verbs = family.verbs.map { "'\($0.verb ?? ""):\(quoted($0.summary))'" }.joined(separator: " ")
  let files = family.base == nil ? "" : " _files;"
  let cases = family.verbs.map { command in
    "        \(command.verb ?? "")) shift words; (( CURRENT-- )); _arguments \(zshArguments(command)) ;;"
  }.joined(separator: "\n")
  return """
        \(family.first))
          if (( CURRENT == 2 )); then local -a verbs=(\(verbs)); _describe verb verbs;\(files) return; fi
          case $words[2] in
    \(cases)
            *) \(base) ;;
          esac ;;
    """
}

private func zshArguments(_ command: Command) -> String {
  let options = command.options.map { option in
    let value = option.value.map { ":\(quoted($0)):" + zshAction(option.completion) } ?? ""
    return "'\(option.repeats ? "*" : "")--\(option.name)[\(quoted(option.help))]\(value)'"
  }
  let words = command.wordsInPlace
  let place = words.isEmpty ? "'*:file:_files'" : "'1:word:(\(words.joined(separator: " ")))'"
  return (options + [place]).joined(separator: " ")
}

private func zshAction(_ completion: Command.Completion) -> String {
  switch completion {
  case .files: "_files"
  case .folders: "_files -/"
  case .nothing: " "
  case .words(let words): "(\(words.joined(separator: " ")))"
  }
}

// MARK: fish

private func fishScript(_ program: String, _ families: [CommandFamily]) -> String {
  let head = """
    function __\(program)_at
      set -l words (commandline -opc)
      test (count $words) -gt (count $argv); or return 1
      for n in (seq (count $argv))
        test $words[(math $n + 1)] = $argv[$n]; or return 1
      end
    end
    """
  let lines = families.flatMap { family in
    let first =
      "complete -c \(program) -n __fish_use_subcommand -a \(family.first) -d '\(quoted(family.summary))'"
    let none = family.verbNames.map { "; and not __\(program)_at \(family.first) \($0)" }.joined()
    let verbs = family.verbs.map {
      "complete -c \(program) -n '__\(program)_at \(family.first)\(none)' -a \($0.verb ?? "") -d '\(quoted($0.summary))'"
    }
    return [first] + verbs
      + (family.base.map { fishOptions(program, $0, "__\(program)_at \($0.name)\(none)") } ?? [])
      + family.verbs.flatMap { fishOptions(program, $0, "__\(program)_at \($0.name)") }
  }
  return ([head] + lines).joined(separator: "\n") + "\n"
}

private func fishOptions(_ program: String, _ command: Command, _ condition: String) -> [String] {
  let within = "-n '\(condition)'"
  let words = command.wordsInPlace
  let place =
    words.isEmpty ? [] : ["complete -c \(program) \(within) -f -a '\(words.joined(separator: " "))'"]
  return place
    + command.options.map { option in
      var line = "complete -c \(program) \(within) -l \(option.name) -d '\(quoted(option.help))'"
      if let short = option.short { line += " -s \(short)" }
      if option.value != nil { line += " -r" }
      if case .words(let words) = option.completion { line += " -f -a '\(words.joined(separator: " "))'" }
      return line
    }
}

extension Command {
  /// Words that stand without a dash, where only a few are meant.
  fileprivate var wordsInPlace: [String] {
    positionals.flatMap { if case .words(let words) = $0.completion { words } else { [String]() } }
  }
}

/// Quotes, brackets and colons mean something to the shells' completion systems.
private func quoted(_ text: String) -> String {
  text.map { "'[]:".contains($0) ? " " : String($0) }.joined()
}
