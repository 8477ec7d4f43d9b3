import Quantities

/// Yes, no, or not known because something is missing (Kleene's three-valued logic).
public enum Truth: Sendable, Hashable {
  case yes, no, unknown
}

/// A condition of a rule document, for example `bilirubin > 3 * bilirubinULN and not biliaryStent`.
///
/// Arithmetic is exact and has no division. A missing fact makes a condition unknown only if it matters:
/// `ecog > 2 or ascites` is yes for ECOG 3 whether or not ascites is known.
public struct Condition: Sendable, Hashable {
  /// Text of the condition as written in the document.
  public let text: String
  let root: Node

  indirect enum Node: Sendable, Hashable {
    case or([Node])
    case and([Node])
    case not(Node)
    case flag(String)
    case compare(Sum, Relation, Sum)
    case choice(String, isEqual: Bool, String)
  }

  enum Relation: String, Sendable, Hashable {
    case less = "<"
    case atMost = "<="
    case greater = ">"
    case atLeast = ">="
    case equal = "="
    case unequal = "!="

    func holds(_ a: ExactDecimal, _ b: ExactDecimal) -> Bool {
      switch self {
      case .less: a < b
      case .atMost: a <= b
      case .greater: a > b
      case .atLeast: a >= b
      case .equal: a == b
      case .unequal: a != b
      }
    }
  }

  /// A sum of products, each with its sign.
  struct Sum: Sendable, Hashable {
    var terms: [(negative: Bool, factors: [Factor])]

    static func == (a: Sum, b: Sum) -> Bool {
      a.terms.elementsEqual(b.terms) { $0.negative == $1.negative && $0.factors == $1.factors }
    }
    func hash(into hasher: inout Hasher) {
      for term in terms { hasher.combine(term.factors) }
    }
  }

  enum Factor: Sendable, Hashable {
    case constant(ExactDecimal)
    case name(String)
  }
}

/// The value of a condition, and the names that mattered.
public struct Judgement: Sendable, Hashable {
  public var truth: Truth
  /// Names that were looked at and have a value, in the order of the condition.
  public var used: [String]
  /// Names whose absence left the condition unknown; empty unless it is.
  public var missing: [String]
}

/// The environment in which conditions are evaluated: facts, constants and named conditions of a document.
struct Scope {
  var facts: Facts
  var constants: [String: ExactDecimal]
  var definitions: [String: Condition]
}

extension Condition {
  func judge(in scope: Scope) -> Judgement {
    var used: [String] = []
    let (truth, missing) = Self.evaluate(root, scope, &used)
    return Judgement(truth: truth, used: used, missing: missing)
  }

  private static func evaluate(_ node: Node, _ scope: Scope, _ used: inout [String]) -> (Truth, [String]) {
    switch node {
    case .or(let parts): return combine(parts, scope, &used, decisive: .yes)
    case .and(let parts): return combine(parts, scope, &used, decisive: .no)
    case .not(let part):
      let (truth, missing) = evaluate(part, scope, &used)
      return (truth == .yes ? .no : truth == .no ? .yes : .unknown, missing)
    case .flag(let name):
      if let definition = scope.definitions[name] { return evaluate(definition.root, scope, &used) }
      guard case .flag(let yes) = scope.facts[name] else { return (.unknown, [name]) }
      note(name, &used)
      return (yes ? .yes : .no, [])
    case .choice(let name, let isEqual, let text):
      guard case .choice(let actual) = scope.facts[name] else { return (.unknown, [name]) }
      note(name, &used)
      return ((actual == text) == isEqual ? .yes : .no, [])
    case .compare(let left, let relation, let right):
      var missing: [String] = []
      let values = (
        left.value(in: scope, &used, &missing), right.value(in: scope, &used, &missing)
      )
      guard missing.isEmpty else { return (.unknown, missing) }
      return (relation.holds(values.0, values.1) ? .yes : .no, [])
    }
  }

  /// All parts are looked at, so that every missing name is reported at once; one decisive part settles it.
  private static func combine(_ parts: [Node], _ scope: Scope, _ used: inout [String], decisive: Truth) -> (
    Truth, [String]
  ) {
    let answers = parts.map { evaluate($0, scope, &used) }
    if answers.contains(where: { $0.0 == decisive }) { return (decisive, []) }
    let missing = answers.flatMap(\.1)
    if answers.contains(where: { $0.0 == .unknown }) { return (.unknown, unique(missing)) }
    return (decisive == .yes ? .no : .yes, [])
  }

  fileprivate static func note(_ name: String, _ used: inout [String]) {
    if !used.contains(name) { used.append(name) }
  }

  private static func unique(_ names: [String]) -> [String] {
    var result: [String] = []
    for name in names { note(name, &result) }
    return result
  }

  /// Names of facts, constants and definitions in this condition.
  var names: [String] {
    var result: [String] = []
    Self.collect(root, &result)
    return result
  }

  private static func collect(_ node: Node, _ result: inout [String]) {
    switch node {
    case .or(let parts), .and(let parts): for part in parts { collect(part, &result) }
    case .not(let part): collect(part, &result)
    case .flag(let name), .choice(let name, _, _): note(name, &result)
    case .compare(let left, _, let right):
      for name in left.names + right.names { note(name, &result) }
    }
  }
}

extension Condition.Sum {
  var names: [String] {
    terms.flatMap(\.factors).compactMap { if case .name(let name) = $0 { name } else { nil } }
  }

  /// Meaningless if something is missing. Numbers so far apart that they cannot be added exactly count as
  /// missing: a comparison that is not exact is none.
  fileprivate func value(in scope: Scope, _ used: inout [String], _ missing: inout [String]) -> ExactDecimal {
    var sum = Optional(ExactDecimal.zero)
    for (negative, factors) in terms {
      var product = Optional(ExactDecimal(integerLiteral: negative ? -1 : 1))
      for factor in factors {
        let value = factor.value(in: scope, &used, &missing)
        product = product.flatMap { $0.multiplied(by: value) }
      }
      sum = product.flatMap { sum?.adding($0) }
    }
    guard let sum else {
      for name in names { Condition.note(name, &missing) }
      return .zero
    }
    return sum
  }
}

extension Condition.Factor {
  fileprivate func value(in scope: Scope, _ used: inout [String], _ missing: inout [String]) -> ExactDecimal {
    switch self {
    case .constant(let value): return value
    case .name(let name):
      if let constant = scope.constants[name] { return constant }
      guard let value = scope.facts[number: name] else {
        Condition.note(name, &missing)
        return .zero
      }
      Condition.note(name, &used)
      return value
    }
  }
}
