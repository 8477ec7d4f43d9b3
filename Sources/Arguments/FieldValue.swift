import Diagnostics

/// What sort of value a field holds; decides its form in JSON.
public enum ValueType: Sendable, Equatable {
  case text, number, whole, flag, file
  case words([String])
}

/// What a number may be.
public enum Bounds: Sendable, Equatable {
  case any, aboveZero
  case within(ClosedRange<Double>)

  func check(_ number: Double, at place: String) throws(Problem) {
    switch self {
    case .any: return
    case .aboveZero:
      guard number > 0 else { throw Problem(.usage, what: "must be above zero", at: place) }
    case .within(let range):
      guard range.contains(number) else {
        throw Problem(
          .usage,
          what: "\(plain(number)) is not between \(plain(range.lowerBound)) and \(plain(range.upperBound))",
          at: place)
      }
    }
  }
}

/// A number without the trailing “.0” of whole ones.
func plain(_ number: Double) -> String {
  Int64(exactly: number).map(String.init) ?? "\(number)"
}

/// One value as a word of a command line; in JSON it is the same, as a number where it is one.
public protocol FieldValue: Sendable, Equatable {
  static var type: ValueType { get }
  /// - Throws: a usage `Problem` at the place that is named.
  init(word: String, at place: String) throws(Problem)
  var word: String { get }
}

extension String: FieldValue {
  public static var type: ValueType { .text }
  public init(word: String, at place: String) { self = word }
  public var word: String { self }
}

extension Double: FieldValue {
  public static var type: ValueType { .number }
  public init(word: String, at place: String) throws(Problem) {
    guard let number = Double(word), number.isFinite else {
      throw Problem(.usage, what: "“\(word)” is not a number", at: place)
    }
    self = number
  }
  public var word: String { plain(self) }
}

extension Int: FieldValue {
  public static var type: ValueType { .whole }
  /// Takes `1e8` too.
  public init(word: String, at place: String) throws(Problem) {
    guard let number = Int(word) ?? Double(word).flatMap(Int.init(exactly:)) else {
      throw Problem(.usage, what: "“\(word)” is not a whole number", at: place)
    }
    self = number
  }
  public var word: String { "\(self)" }
}

/// The path of a file or folder, as it was given.
public struct FilePath: FieldValue {
  public var path: String
  public init(_ path: String) { self.path = path }
  public static var type: ValueType { .file }
  public init(word: String, at place: String) throws(Problem) {
    guard !word.isEmpty else { throw Problem(.usage, what: "the path is empty", at: place) }
    path = word
  }
  public var word: String { path }
}

/// A name and its meaning: `1=Liver`.
public struct Assignment: FieldValue {
  public var name, value: String
  public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
  public static var type: ValueType { .text }
  public init(word: String, at place: String) throws(Problem) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[0].isEmpty else {
      throw Problem(.usage, what: "“\(word)” is not NAME=VALUE", at: place, remedy: "for example 1=Liver")
    }
    (name, value) = (parts[0], parts[1])
  }
  public var word: String { "\(name)=\(value)" }
}

/// A part of one, as `0.01` or `1%`.
public struct Fraction: FieldValue {
  /// Fraction of one: 0.01 for `1%`.
  public var value: Double
  public init(_ value: Double) { self.value = value }
  public static var type: ValueType { .number }
  public init(word: String, at place: String) throws(Problem) {
    let isPercent = word.hasSuffix("%")
    value = try Double(word: isPercent ? String(word.dropLast()) : word, at: place) / (isPercent ? 100 : 1)
  }
  public var word: String { "\(value)" }
}

/// One of a few words.
public protocol ChoiceValue: FieldValue, RawRepresentable, CaseIterable where RawValue == String {}

extension ChoiceValue {
  public static var type: ValueType { .words(allCases.map(\.rawValue)) }
  public init(word: String, at place: String) throws(Problem) {
    guard let choice = Self(rawValue: word) else {
      let known = Self.allCases.map(\.rawValue)
      throw Problem(
        .usage, what: "“\(word)” is not one of: \(known.joined(separator: ", "))", at: place,
        remedy: likelyMeaning(of: word, among: known).map { "did you mean \($0)?" } ?? "")
    }
    self = choice
  }
  public var word: String { rawValue }
}
