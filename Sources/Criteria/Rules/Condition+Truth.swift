import Quantities

extension Condition {
  /// The truth that ``judge(in:)`` finds, without the names that mattered.
  func truth(in scope: Scope) -> Truth { Self.truth(root, scope) }

  private static func truth(_ node: Node, _ scope: Scope) -> Truth {
    switch node {
    case .or(let parts): return combined(parts, scope, decisive: .yes)
    case .and(let parts): return combined(parts, scope, decisive: .no)
    case .not(let part):
      switch truth(part, scope) {
      case .yes: return .no
      case .no: return .yes
      case .unknown: return .unknown
      }
    case .flag(let name):
      if let definition = scope.definitions[name] { return truth(definition.root, scope) }
      guard case .flag(let yes) = scope.facts[name] else { return .unknown }
      return yes ? .yes : .no
    case .choice(let name, let isEqual, let text):
      guard case .choice(let actual) = scope.facts[name] else { return .unknown }
      return (actual == text) == isEqual ? .yes : .no
    case .compare(let left, let relation, let right):
      guard let a = left.value(in: scope), let b = right.value(in: scope) else { return .unknown }
      return relation.holds(a, b) ? .yes : .no
    }
  }

  private static func combined(_ parts: [Node], _ scope: Scope, decisive: Truth) -> Truth {
    var result: Truth = decisive == .yes ? .no : .yes
    for part in parts {
      let truth = truth(part, scope)
      if truth == decisive { return decisive }
      if truth == .unknown { result = .unknown }
    }
    return result
  }
}

extension Condition.Sum {
  /// `nil` if something is missing, or cannot be added exactly.
  fileprivate func value(in scope: Scope) -> ExactDecimal? {
    var sum = ExactDecimal.zero
    for (negative, factors) in terms {
      var product: ExactDecimal = negative ? -1 : 1
      for factor in factors {
        guard let value = factor.value(in: scope), let next = product.multiplied(by: value) else {
          return nil
        }
        product = next
      }
      guard let next = sum.adding(product) else { return nil }
      sum = next
    }
    return sum
  }
}

extension Condition.Factor {
  fileprivate func value(in scope: Scope) -> ExactDecimal? {
    switch self {
    case .constant(let value): value
    case .name(let name): scope.constants[name] ?? scope.facts[number: name]
    }
  }
}
