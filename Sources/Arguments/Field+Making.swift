import Diagnostics

// How fields are declared. Each takes the key path of a property: a value (needed, or with the default that it is born with), an
// optional one, or a list.

extension Field {
  /// A word in its place that must be given.
  public static func word<V: FieldValue>(
    _ path: WritableKeyPath<Owner, V> & Sendable, _ name: String, _ help: String, _ role: Role = .value,
    completes: Command.Completion? = nil, key: String? = nil
  ) -> Field {
    one(path, .positional(positional(V.self, name, help, .one, role, completes)), role, key ?? jsonKey(name))
  }

  /// A word in its place that may be left out.
  public static func word<V: FieldValue>(
    _ path: WritableKeyPath<Owner, V?> & Sendable, _ name: String, _ help: String, _ role: Role = .value,
    completes: Command.Completion? = nil, key: String? = nil
  ) -> Field {
    optional(
      path, .positional(positional(V.self, name, help, .optional, role, completes)), role,
      key ?? jsonKey(name))
  }

  /// All words that are left.
  public static func words<V: FieldValue>(
    _ path: WritableKeyPath<Owner, [V]> & Sendable, _ name: String, _ help: String, _ role: Role = .value,
    needed: Bool = true, completes: Command.Completion? = nil, key: String
  ) -> Field {
    list(
      path, .positional(positional(V.self, name, help, needed ? .atLeastOne : .many, role, completes)), role,
      key)
  }

  /// An option with a default, or one that must be given.
  public static func option<V: FieldValue>(
    _ path: WritableKeyPath<Owner, V> & Sendable, _ name: String, _ short: Character? = nil, _ value: String,
    _ help: String, _ role: Role = .value, in bounds: Bounds = .any, needed: Bool = false,
    fallback: String = "",
    completes: Command.Completion? = nil, aliases: [String] = []
  ) -> Field {
    var option = option(V.self, name, short, value, help, role, bounds, completes, aliases)
    (option.isNeeded, option.fallback) = (needed, fallback)
    return one(path, .option(option), role, jsonKey(name))
  }

  /// An option that may be left out. `fallback` is what the help gives as the default.
  public static func option<V: FieldValue>(
    _ path: WritableKeyPath<Owner, V?> & Sendable, _ name: String, _ short: Character? = nil, _ value: String,
    _ help: String, _ role: Role = .value, in bounds: Bounds = .any, fallback: String = "",
    completes: Command.Completion? = nil, aliases: [String] = []
  ) -> Field {
    var option = option(V.self, name, short, value, help, role, bounds, completes, aliases)
    option.fallback = fallback
    return optional(path, .option(option), role, jsonKey(name))
  }

  /// An option that may be given again for each value.
  public static func options<V: FieldValue>(
    _ path: WritableKeyPath<Owner, [V]> & Sendable, _ name: String, _ short: Character? = nil,
    _ value: String,
    _ help: String, _ role: Role = .value, completes: Command.Completion? = nil, aliases: [String] = []
  ) -> Field {
    var option = option(V.self, name, short, value, help, role, .any, completes, aliases)
    option.repeats = true
    return list(path, .option(option), role, jsonKey(name))
  }

  public static func flag(
    _ path: WritableKeyPath<Owner, Bool> & Sendable, _ name: String, _ short: Character? = nil, _ help: String
  ) -> Field {
    Field(
      key: jsonKey(name), shape: .option(.flag(name, short, help)), role: .value,
      words: { $0[keyPath: path] ? ["true"] : [] },
      take: { (words: [String], _: String, owner: inout Owner) throws(Problem) in
        owner[keyPath: path] = words.last == "true"
      })
  }

  // MARK: How they are stored

  private static func one<V: FieldValue>(
    _ path: WritableKeyPath<Owner, V> & Sendable, _ shape: Shape, _ role: Role, _ key: String
  ) -> Field {
    let bounds = shape.bounds
    return Field(
      key: key, shape: shape, role: role, words: { [$0[keyPath: path].word] },
      take: { (words: [String], place: String, owner: inout Owner) throws(Problem) in
        owner[keyPath: path] = try value(words[words.count - 1], place, bounds)
      })
  }

  private static func optional<V: FieldValue>(
    _ path: WritableKeyPath<Owner, V?> & Sendable, _ shape: Shape, _ role: Role, _ key: String
  ) -> Field {
    let bounds = shape.bounds
    return Field(
      key: key, shape: shape, role: role, words: { owner in owner[keyPath: path].map { [$0.word] } ?? [] },
      take: { (words: [String], place: String, owner: inout Owner) throws(Problem) in
        owner[keyPath: path] = try value(words[words.count - 1], place, bounds) as V
      })
  }

  private static func list<V: FieldValue>(
    _ path: WritableKeyPath<Owner, [V]> & Sendable, _ shape: Shape, _ role: Role, _ key: String
  ) -> Field {
    Field(
      key: key, shape: shape, role: role, words: { $0[keyPath: path].map(\.word) },
      take: { (words: [String], place: String, owner: inout Owner) throws(Problem) in
        var values: [V] = []
        for word in words { values.append(try value(word, place, .any)) }
        owner[keyPath: path] = values
      })
  }

  private static func value<V: FieldValue>(_ word: String, _ place: String, _ bounds: Bounds) throws(Problem)
    -> V
  {
    let value = try V(word: word, at: place)
    if bounds != .any, let number = Double(value.word) { try bounds.check(number, at: place) }
    return value
  }

  private static func positional<V: FieldValue>(
    _: V.Type, _ name: String, _ help: String, _ arity: Command.Arity, _ role: Role,
    _ completion: Command.Completion?
  ) -> Command.Positional {
    var positional = Command.Positional(
      name, help, arity, completes: completion ?? self.completion(V.type, role))
    positional.type = V.type
    return positional
  }

  private static func option<V: FieldValue>(
    _: V.Type, _ name: String, _ short: Character?, _ value: String, _ help: String, _ role: Role,
    _ bounds: Bounds, _ completion: Command.Completion?, _ aliases: [String]
  ) -> Command.Option {
    var option = Command.Option.value(
      name, short, value, help, completes: completion ?? self.completion(V.type, role))
    (option.type, option.bounds, option.aliases) = (V.type, bounds, aliases)
    return option
  }

  private static func completion(_ type: ValueType, _ role: Role) -> Command.Completion {
    switch type {
    case .words(let words): .words(words)
    case .file: .files
    default: role == .value ? .nothing : .files
    }
  }
}

extension Field.Shape {
  fileprivate var bounds: Bounds { if case .option(let option) = self { option.bounds } else { .any } }
}
