import Diagnostics

/// One property of a request, declared once: it is a word or an option of the command line, a key of JSON, a line of the help,
/// of the man page and of the schema.
public struct Field<Owner: Sendable>: Sendable {
  public enum Shape: Sendable {
    case positional(Command.Positional)
    case option(Command.Option)
  }
  /// What the field means for files, so that one rule can protect them.
  public enum Role: Sendable, Equatable {
    case value
    /// A file or folder that is read.
    case input
    /// A file that is written, or the folder of `Command.writes`.
    case output
    /// A file of the user's that is added to.
    case edited
  }
  /// The name in JSON.
  public var key: String
  public var shape: Shape
  public var role: Role
  /// Its values as words, none if it is empty; `true` for a flag that is set.
  let words: @Sendable (Owner) -> [String]
  /// Takes what was given; never called without a word. The place is for messages.
  let take: @Sendable (_ words: [String], _ place: String, _ owner: inout Owner) throws(Problem) -> Void
}

extension Field {
  public var isNeeded: Bool {
    switch shape {
    case .positional(let positional): positional.isNeeded
    case .option(let option): option.isNeeded
    }
  }
  public var repeats: Bool {
    switch shape {
    case .positional(let positional): positional.repeats
    case .option(let option): option.repeats
    }
  }
  public var type: ValueType {
    switch shape {
    case .positional(let positional): positional.type
    case .option(let option): option.type
    }
  }
  public var help: String {
    switch shape {
    case .positional(let positional): positional.help
    case .option(let option): option.help
    }
  }
  /// As messages name it.
  var place: String {
    switch shape {
    case .positional(let positional): positional.name
    case .option(let option): "--\(option.name)"
    }
  }
  var bounds: Bounds { if case .option(let option) = shape { option.bounds } else { .any } }

  /// The same field of an owner that holds this one's owner.
  func within<Whole: Sendable>(_ path: WritableKeyPath<Whole, Owner> & Sendable) -> Field<Whole> {
    let (words, take) = (words, take)
    return Field<Whole>(
      key: key, shape: shape.of(Whole.self), role: role.of(Whole.self), words: { words($0[keyPath: path]) },
      take: { (given: [String], place: String, whole: inout Whole) throws(Problem) in
        try take(given, place, &whole[keyPath: path])
      })
  }
}

extension Field.Shape {
  fileprivate func of<Whole>(_: Whole.Type) -> Field<Whole>.Shape {
    switch self {
    case .positional(let positional): .positional(positional)
    case .option(let option): .option(option)
    }
  }
}

extension Field.Role {
  fileprivate func of<Whole>(_: Whole.Type) -> Field<Whole>.Role {
    switch self {
    case .value: .value
    case .input: .input
    case .output: .output
    case .edited: .edited
    }
  }
}

/// `half-life` and `TRIAL-FOLDER` as keys of JSON: `halfLife`, `trialFolder`.
func jsonKey(_ name: String) -> String {
  let words = name.lowercased().split(whereSeparator: { "- ".contains($0) })
  return words.enumerated().map { $0 == 0 ? String($1) : $1.prefix(1).uppercased() + $1.dropFirst() }.joined()
}
