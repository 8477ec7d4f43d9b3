/// Completion scripts for the shells that people use.
public enum Shell: String, Sendable, CaseIterable {
  case bash, zsh, fish

  /// A script to be sourced or installed by the shell's own way.
  public func completionScript(program: String, commands: [Command]) -> String {
    switch self {
    case .bash: bashScript(program, commands)
    case .zsh: zshScript(program, commands)
    case .fish: fishScript(program, commands)
    }
  }
}

private func bashScript(_ program: String, _ commands: [Command]) -> String {
  let cases = commands.map { command in
    let names = command.options.map { "--" + $0.name }.joined(separator: " ")
    let choices = command.options.compactMap { option -> String? in
      guard case .words(let words) = option.completion else { return nil }
      return
        "      --\(option.name)) COMPREPLY=($(compgen -W '\(words.joined(separator: " "))' -- \"$word\")); return;;\n"
    }.joined()
    return """
          \(command.name))
            case "$previous" in
      \(choices)      *) ;;
            esac
            options='\(names) --help' words='\(command.wordsInPlace.joined(separator: " "))';;
      """
  }.joined(separator: "\n")
  return """
    _\(program)() {
      local word="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" options= words=
      if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W '\(commands.map(\.name).joined(separator: " ")) help --version' -- "$word"))
        return
      fi
      case "${COMP_WORDS[1]}" in
    \(cases)
      esac
      if [[ "$word" == -* ]]; then COMPREPLY=($(compgen -W "$options" -- "$word"))
      elif [ -n "$words" ]; then COMPREPLY=($(compgen -W "$words" -- "$word"))
      else COMPREPLY=($(compgen -f -- "$word")); fi
    }
    complete -o filenames -F _\(program) \(program)

    """
}

private func zshScript(_ program: String, _ commands: [Command]) -> String {
  let list = commands.map { "    '\($0.name):\(quoted($0.summary))'" }.joined(separator: "\n")
  let cases = commands.map { command in
    let options = command.options.map { option in
      let value = option.value.map { ":\($0):" + zshAction(option.completion) } ?? ""
      return "'\(option.repeats ? "*" : "")--\(option.name)[\(quoted(option.help))]\(value)'"
    }
    let words = command.wordsInPlace
    let place = words.isEmpty ? "'*:file:_files'" : "'1:word:(\(words.joined(separator: " ")))'"
    return "      \(command.name)) _arguments \((options + [place]).joined(separator: " ")) ;;"
  }.joined(separator: "\n")
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
    \(cases)
      esac
    }
    compdef _\(program) \(program)

    """
}

private func zshAction(_ completion: Command.Completion) -> String {
  switch completion {
  case .files: "_files"
  case .folders: "_files -/"
  case .nothing: " "
  case .words(let words): "(\(words.joined(separator: " ")))"
  }
}

private func fishScript(_ program: String, _ commands: [Command]) -> String {
  commands.flatMap { command in
    let within = "-n '__fish_seen_subcommand_from \(command.name)'"
    let head =
      "complete -c \(program) -n __fish_use_subcommand -a \(command.name) -d '\(quoted(command.summary))'"
    let words = command.wordsInPlace
    let place =
      words.isEmpty ? [] : ["complete -c \(program) \(within) -f -a '\(words.joined(separator: " "))'"]
    return [head] + place
      + command.options.map { option in
        var line = "complete -c \(program) \(within) -l \(option.name) -d '\(quoted(option.help))'"
        if let short = option.short { line += " -s \(short)" }
        if option.value != nil { line += " -r" }
        if case .words(let words) = option.completion { line += " -f -a '\(words.joined(separator: " "))'" }
        return line
      }
  }.joined(separator: "\n") + "\n"
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
