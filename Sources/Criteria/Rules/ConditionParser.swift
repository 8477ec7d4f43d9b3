import Quantities

extension Condition {
  /// Why a text is not a condition.
  struct SyntaxError: Error {
    var what: String
  }

  /// Grammar, weakest binding first: `or`; `and`; `not`; a comparison of sums of products, a flag, or a
  /// condition in parentheses; `name = 'choice'`.
  init(parsing text: String) throws(SyntaxError) {
    var parser = ConditionParser(tokens: try ConditionLexer.tokens(of: text))
    let root = try parser.disjunction()
    if let extra = parser.next { throw SyntaxError(what: "“\(extra)” is not expected at the end") }
    self.text = text
    self.root = root
  }
}

enum ConditionToken: Hashable, CustomStringConvertible {
  case word(String)
  case number(ExactDecimal)
  case text(String)
  case symbol(String)

  var description: String {
    switch self {
    case .word(let text), .symbol(let text): text
    case .number(let value): value.description
    case .text(let text): "'\(text)'"
    }
  }
}

enum ConditionLexer {
  static func tokens(of text: String) throws(Condition.SyntaxError) -> [ConditionToken] {
    var tokens: [ConditionToken] = []
    var rest = Substring(text)
    while let c = rest.first {
      if c.isWhitespace {
        rest.removeFirst()
      } else if c.isLetter {
        tokens.append(.word(String(take(&rest) { $0.isLetter || $0.isNumber || $0 == "_" })))
      } else if c.isNumber || c == "." {
        let digits = take(&rest) { $0.isNumber || $0 == "." }
        guard let value = ExactDecimal(digits) else {
          throw Condition.SyntaxError(what: "“\(digits)” is not a number")
        }
        tokens.append(.number(value))
      } else if c == "'" {
        rest.removeFirst()
        let body = take(&rest) { $0 != "'" }
        guard rest.first == "'" else { throw Condition.SyntaxError(what: "a quote is not closed") }
        rest.removeFirst()
        tokens.append(.text(String(body)))
      } else {
        tokens.append(.symbol(try symbol(&rest)))
      }
    }
    return tokens
  }

  private static func take(_ rest: inout Substring, while accepts: (Character) -> Bool) -> Substring {
    let taken = rest.prefix(while: accepts)
    rest = rest.dropFirst(taken.count)
    return taken
  }

  private static func symbol(_ rest: inout Substring) throws(Condition.SyntaxError) -> String {
    for symbol in ["<=", ">=", "!=", "<", ">", "=", "+", "-", "*", "(", ")"] where rest.hasPrefix(symbol) {
      rest = rest.dropFirst(symbol.count)
      return symbol
    }
    throw Condition.SyntaxError(what: "“\(rest.first.map(String.init) ?? "")” has no meaning in a condition")
  }
}

struct ConditionParser {
  private let tokens: [ConditionToken]
  private var at = 0
  private var depth = 0

  init(tokens: [ConditionToken]) { self.tokens = tokens }

  var next: ConditionToken? { at < tokens.count ? tokens[at] : nil }

  private mutating func skip(_ token: ConditionToken) -> Bool {
    guard next == token else { return false }
    at += 1
    return true
  }

  mutating func disjunction() throws(Condition.SyntaxError) -> Condition.Node {
    var parts = [try conjunction()]
    while skip(.word("or")) { parts.append(try conjunction()) }
    return parts.count == 1 ? parts[0] : .or(parts)
  }

  private mutating func conjunction() throws(Condition.SyntaxError) -> Condition.Node {
    var parts = [try negation()]
    while skip(.word("and")) { parts.append(try negation()) }
    return parts.count == 1 ? parts[0] : .and(parts)
  }

  private mutating func negation() throws(Condition.SyntaxError) -> Condition.Node {
    depth += 1
    defer { depth -= 1 }
    guard depth <= 50 else { throw Condition.SyntaxError(what: "the condition is nested more than 50 deep") }
    if skip(.word("not")) { return .not(try negation()) }
    if skip(.symbol("(")) {
      let inner = try disjunction()
      guard skip(.symbol(")")) else { throw Condition.SyntaxError(what: "“)” is missing") }
      return inner
    }
    return try comparison()
  }

  private mutating func comparison() throws(Condition.SyntaxError) -> Condition.Node {
    let left = try sum()
    guard case .symbol(let sign) = next, let relation = Condition.Relation(rawValue: sign) else {
      guard let name = left.singleName else { throw Condition.SyntaxError(what: "a comparison is missing") }
      return .flag(name)
    }
    at += 1
    if case .text(let choice) = next, let name = left.singleName, relation == .equal || relation == .unequal {
      at += 1
      return .choice(name, isEqual: relation == .equal, choice)
    }
    return .compare(left, relation, try sum())
  }

  private mutating func sum() throws(Condition.SyntaxError) -> Condition.Sum {
    var terms: [(negative: Bool, factors: [Condition.Factor])] = [
      (skip(.symbol("-")), try product())
    ]
    while true {
      if skip(.symbol("+")) {
        terms.append((false, try product()))
      } else if skip(.symbol("-")) {
        terms.append((true, try product()))
      } else {
        return Condition.Sum(terms: terms)
      }
    }
  }

  private mutating func product() throws(Condition.SyntaxError) -> [Condition.Factor] {
    var factors = [try factor()]
    while skip(.symbol("*")) { factors.append(try factor()) }
    // Exactness is guaranteed for so many factors only.
    guard factors.count <= 3 else {
      throw Condition.SyntaxError(what: "more than three factors in a product")
    }
    return factors
  }

  private mutating func factor() throws(Condition.SyntaxError) -> Condition.Factor {
    switch next {
    case .number(let value):
      at += 1
      return .constant(value)
    case .word(let name) where !["and", "or", "not"].contains(name):
      at += 1
      return .name(name)
    case let other:
      throw Condition.SyntaxError(
        what: "a name or a number is expected" + (other.map { " instead of “\($0)”" } ?? ""))
    }
  }
}

extension Condition.Sum {
  fileprivate var singleName: String? {
    guard terms.count == 1, !terms[0].negative, terms[0].factors.count == 1,
      case .name(let name) = terms[0].factors[0]
    else { return nil }
    return name
  }
}
