import Diagnostics
import Files

// Containers and conditions

extension RuleReader {
  mutating func attempt<T>(_ body: (inout RuleReader) throws -> T) -> T? {
    do {
      return try body(&self)
    } catch let problem as Problem {
      problems.append(problem)
    } catch {
      problems.append(Problem(.internalError, what: "\(error)"))
    }
    return nil
  }

  mutating func members<T>(
    _ value: JSON5Value, _ read: (inout RuleReader, JSON5Member) throws -> T
  ) -> [String: T] {
    var result: [String: T] = [:]
    let object = attempt { _ in try value.object() }
    for member in object?.members ?? [] {
      result[member.name] = attempt { reader in try read(&reader, member) }
    }
    return result
  }

  mutating func elements<T>(
    _ value: JSON5Value, _ read: (inout RuleReader, JSON5Value) throws -> T
  ) -> [T] {
    let array = attempt { _ in try value.array() }
    return (array ?? []).compactMap { element in
      attempt { reader in try read(&reader, element) }
    }
  }

  /// In order, each may use those before it: so no definition can contain itself.
  mutating func readDefinitions(_ value: JSON5Value) {
    let object = attempt { _ in try value.object() }
    for member in object?.members ?? [] {
      let condition = attempt { reader in try reader.condition(member.value) }
      definitions[member.name] = condition
    }
  }

  func condition(_ value: JSON5Value) throws(Problem) -> Condition {
    let text = try value.string()
    let condition: Condition
    do {
      condition = try Condition(parsing: text)
    } catch {
      throw value.rejected(
        "“\(text)” is not a condition: \(error.what)", remedy: "see the manual, Rules as data")
    }
    if let fault = fault(in: condition.root) {
      throw value.rejected(
        "in “\(text)”: \(fault)", why: "a condition on something undeclared can never be met",
        remedy: "declare it under “inputs”, “constants” or “definitions”")
    }
    return condition
  }

  func fault(in node: Condition.Node) -> String? {
    switch node {
    case .or(let parts), .and(let parts): return parts.lazy.compactMap { fault(in: $0) }.first
    case .not(let part): return fault(in: part)
    case .flag(let name):
      if definitions[name] != nil || inputs[name]?.kind == .flag { return nil }
      return "“\(name)” is not a flag"
    case .choice(let name, _, let text):
      guard case .choice(let choices) = inputs[name]?.kind else { return "“\(name)” is not a choice" }
      return choices.contains(text) ? nil : "“\(text)” is not a choice of “\(name)”"
    case .compare(let left, _, let right):
      return (left.names + right.names).first { !isNumber($0) }.map { "“\($0)” is not a number" }
    }
  }

  func isNumber(_ name: String) -> Bool {
    if constants[name] != nil { return true }
    if case .number = inputs[name]?.kind { return true }
    return false
  }
}
