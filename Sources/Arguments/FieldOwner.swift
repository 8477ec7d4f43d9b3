import Diagnostics
import Foundation

/// A request whose properties are fields: it comes from a command line or from JSON, and goes back to both.
public protocol FieldOwner: Codable, Sendable, Equatable {
  /// With the defaults of all fields.
  init()
  @FieldBuilder<Self> static var fields: [Field<Self>] { get }
}

/// Fields that stand in several requests, declared once; their names stay the same in each.
public protocol SharedFields: Sendable, Equatable {
  init()
  @FieldBuilder<Self> static var fields: [Field<Self>] { get }
}

/// Fields one below the other.
@resultBuilder public enum FieldBuilder<Owner: Sendable> {
  public static func buildExpression(_ field: Field<Owner>) -> [Field<Owner>] { [field] }
  /// All fields of a part that several requests share.
  public static func buildExpression<Part: SharedFields>(
    _ path: WritableKeyPath<Owner, Part> & Sendable
  ) -> [Field<Owner>] { Part.fields.map { $0.within(path) } }
  public static func buildBlock(_ parts: [Field<Owner>]...) -> [Field<Owner>] { parts.flatMap(\.self) }
}

extension FieldOwner {
  /// The request that a command line asks for.
  /// - Throws: a usage `Problem`.
  public init(_ arguments: Arguments) throws(Problem) {
    self.init()
    for field in Self.fields {
      let words = arguments.words(of: field.shape)
      guard !words.isEmpty else {
        if field.isNeeded { throw missing(field) }
        continue
      }
      try field.take(words, field.place, &self)
    }
  }

  public init(from decoder: any Decoder) throws {
    self.init()
    let container = try decoder.container(keyedBy: FieldKey.self)
    let fields = Self.fields
    let known = fields.map(\.key)
    for key in container.allKeys where !known.contains(key.stringValue) {
      throw Problem(
        .usage, what: "unknown key “\(key.stringValue)”",
        remedy: likelyMeaning(of: key.stringValue, among: known).map { "did you mean “\($0)”?" }
          ?? "known keys: \(known.joined(separator: ", "))")
    }
    for field in fields {
      let key = FieldKey(stringValue: field.key)
      guard container.contains(key), try !container.decodeNil(forKey: key) else {
        if field.isNeeded { throw missing(field) }
        continue
      }
      try field.take(try container.words(field, key), field.key, &self)
    }
  }

  /// Whatever differs from the defaults, and what must be given.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: FieldKey.self)
    let plain = Self()
    for field in Self.fields {
      let words = field.words(self)
      guard field.isNeeded || words != field.words(plain) else { continue }
      try container.encode(words, field)
    }
  }

  /// The words of a command line that asks for this request, behind the command's name.
  var commandLine: [String] {
    let plain = Self()
    var options: [String] = [], loose: [String] = []
    for field in Self.fields {
      let words = field.words(self)
      switch field.shape {
      case .positional: loose += words
      case .option(let option):
        guard option.isNeeded || words != field.words(plain) else { continue }
        options += words.flatMap { option.value == nil ? ["--\(option.name)"] : ["--\(option.name)=\($0)"] }
      }
    }
    return options + (loose.isEmpty ? [] : ["--"] + loose)
  }

  /// Paths of the fields of a role.
  public func paths(_ role: Field<Self>.Role) -> [String] {
    Self.fields.filter { $0.role == role && $0.type == .file }.flatMap { $0.words(self) }
  }

  private func missing(_ field: Field<Self>) -> Problem {
    Problem(.usage, what: "\(field.place) is missing: \(field.help)", at: field.key)
  }
}

extension Arguments {
  fileprivate func words<Owner>(of shape: Field<Owner>.Shape) -> [String] {
    switch shape {
    case .positional(let positional): positionals(positional.name)
    case .option(let option): option.value == nil ? (has(option.name) ? ["true"] : []) : all(option.name)
    }
  }
}

/// A key of JSON by its name.
struct FieldKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension KeyedDecodingContainer<FieldKey> {
  /// What JSON says, as the words of a command line.
  fileprivate func words<Owner>(_ field: Field<Owner>, _ key: FieldKey) throws -> [String] {
    do {
      switch field.type {
      case .flag: return [try decode(Bool.self, forKey: key) ? "true" : "false"]
      case .number, .whole: return try values(Double.self, field, key).map(\.word)
      case .text, .file, .words: return try values(String.self, field, key)
      }
    } catch is DecodingError {
      let one = "\(field.type.noun)"
      throw Problem(
        .usage, what: field.repeats ? "a list is expected, of which each is \(one)" : "\(one) is expected",
        at: field.key)
    }
  }

  private func values<V: Decodable, Owner>(_: V.Type, _ field: Field<Owner>, _ key: FieldKey) throws -> [V] {
    field.repeats ? try decode([V].self, forKey: key) : [try decode(V.self, forKey: key)]
  }
}

extension KeyedEncodingContainer<FieldKey> {
  fileprivate mutating func encode<Owner>(_ words: [String], _ field: Field<Owner>) throws {
    let key = FieldKey(stringValue: field.key)
    switch field.type {
    case .flag: try encode(!words.isEmpty, forKey: key)
    case .number: try values(words.compactMap(Double.init), field, key)
    case .whole: try values(words.compactMap(Int.init), field, key)
    case .text, .file, .words: try values(words, field, key)
    }
  }

  private mutating func values<V: Encodable, Owner>(_ values: [V], _ field: Field<Owner>, _ key: FieldKey)
    throws
  {
    if field.repeats {
      try encode(values, forKey: key)
    } else if let one = values.first {
      try encode(one, forKey: key)
    }
  }
}

extension ValueType {
  fileprivate var noun: String {
    switch self {
    case .text: "a text"
    case .number: "a number"
    case .whole: "a whole number"
    case .flag: "true or false"
    case .file: "a path"
    case .words(let words): "one of \(words.joined(separator: ", "))"
    }
  }
}
