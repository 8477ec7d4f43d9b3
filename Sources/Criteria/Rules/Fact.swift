import Quantities

/// One thing known about a patient, a lesion or a visit, as a rule asks for it.
public enum Fact: Sendable, Hashable {
  case number(ExactDecimal)
  case flag(Bool)
  /// One of the choices that the rule document declares.
  case choice(String)
}

extension Fact: CustomStringConvertible {
  public var description: String {
    switch self {
    case .number(let value): value.description
    case .flag(let yes): yes ? "yes" : "no"
    case .choice(let text): text
    }
  }
}

/// Facts by the names that the rule document declares. A name without value is *missing*, never zero or no.
public struct Facts: Sendable, Hashable, ExpressibleByDictionaryLiteral {
  public private(set) var values: [String: Fact]

  public init(_ values: [String: Fact] = [:]) { self.values = values }

  /// A `nil` value means missing.
  public init(dictionaryLiteral elements: (String, Fact?)...) {
    values = [:]
    for (name, value) in elements { values[name] = value }
  }

  public subscript(name: String) -> Fact? {
    get { values[name] }
    set { values[name] = newValue }
  }

  public subscript(number name: String) -> ExactDecimal? {
    if case .number(let value) = values[name] { value } else { nil }
  }
}

extension Fact {
  public static func number(_ value: ExactDecimal?) -> Fact? { value.map { .number($0) } }
  public static func flag(_ value: Bool?) -> Fact? { value.map { .flag($0) } }
}

/// What a rule document says about one of its inputs.
public struct InputDeclaration: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// A number in this unit; empty for a pure number.
    case number(unit: String)
    case flag
    case choice([String])
  }
  public var name: String
  public var kind: Kind
  /// The words of a report.
  public var label: String

  public init(name: String, kind: Kind, label: String) {
    (self.name, self.kind, self.label) = (name, kind, label)
  }

  public func accepts(_ fact: Fact) -> Bool {
    switch (kind, fact) {
    case (.number, .number), (.flag, .flag): true
    case (.choice(let choices), .choice(let text)): choices.contains(text)
    default: false
    }
  }
}
