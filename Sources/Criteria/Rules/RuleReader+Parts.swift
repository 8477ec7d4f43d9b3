import Diagnostics
import Files
import Quantities

// Parts of a document

extension RuleReader {
  mutating func input(_ member: JSON5Member) throws(Problem) -> InputDeclaration {
    let object = try member.value.object()
    problems += object.unknown(except: ["kind", "unit", "label", "choices"])
    let label = try object["label"]?.string() ?? ""
    let kindValue = try object.required("kind", "number, flag or choice")
    let kind: InputDeclaration.Kind
    switch try kindValue.string() {
    case "number": kind = .number(unit: try object["unit"]?.string() ?? "")
    case "flag": kind = .flag
    case "choice":
      kind = .choice(try object.required("choices", "list of texts").strings())
    case let other:
      throw kindValue.rejected("“\(other)” is not a kind of input", remedy: "use number, flag or choice")
    }
    return InputDeclaration(name: member.name, kind: kind, label: label)
  }

  mutating func constant(_ value: JSON5Value) throws(Problem) -> RuleDocument.Constant {
    if case .number = value.content { return .init(value: try value.decimal(), unit: "", source: "") }
    let object = try value.object()
    problems += object.unknown(except: ["value", "unit", "source"])
    return .init(
      value: try object.required("value", "a number").decimal(), unit: try object["unit"]?.string() ?? "",
      source: try object["source"]?.string() ?? "")
  }

  mutating func table(_ member: JSON5Member) throws(Problem) -> DecisionTable {
    let object = try member.value.object()
    problems += object.unknown(except: ["title", "requires", "decisions", "otherwise", "meaning"])
    let requirements = object["requires"].map { list in elements(list) { try $0.requirement($1) } } ?? []
    let decisions = try object.required("decisions", "list of { outcome, if }")
    let clauses = elements(decisions) { try $0.clause($1) }
    return DecisionTable(
      title: try object["title"]?.string() ?? member.name, requirements: requirements, clauses: clauses,
      otherwise: try object.required("otherwise", "the outcome if no condition is met").string(),
      otherwiseMeaning: try object["meaning"]?.string() ?? "")
  }

  mutating func requirement(_ value: JSON5Value) throws(Problem) -> DecisionTable.Requirement {
    let object = try value.object()
    problems += object.unknown(except: ["if", "otherwise"])
    return DecisionTable.Requirement(
      condition: try condition(try object.required("if", "a condition")),
      otherwise: try object.required("otherwise", "the text for a criterion that is not met").string())
  }

  mutating func clause(_ value: JSON5Value) throws(Problem) -> DecisionTable.Clause {
    let object = try value.object()
    problems += object.unknown(except: ["outcome", "if", "meaning"])
    return DecisionTable.Clause(
      outcome: try object.required("outcome", "a text").string(),
      condition: try condition(try object.required("if", "a condition")),
      meaning: try object["meaning"]?.string() ?? "")
  }

  mutating func criterion(_ value: JSON5Value) throws(Problem) -> Criterion {
    let object = try value.object()
    problems += object.unknown(except: ["token", "category", "fails", "text", "stage"])
    return Criterion(
      token: try object.required("token", "short name of the criterion").string(),
      category: try object.required("category", "group that decides the status").string(),
      fails: try condition(try object.required("fails", "condition under which the patient fails")),
      text: try object.required("text", "the words of a report").string(),
      stage: try object["stage"].map(stage) ?? 0)
  }

  func stage(_ value: JSON5Value) throws(Problem) -> Int {
    let name = try value.string()
    guard let stage = stages.firstIndex(of: name) else {
      throw value.rejected(
        "“\(name)” is not a stage of the protocol",
        remedy: "list it under “stages”, in the order of the work-up")
    }
    return stage
  }

  mutating func status(_ value: JSON5Value) throws(Problem) -> StatusRule {
    let object = try value.object()
    problems += object.unknown(except: ["category", "status"])
    return StatusRule(
      category: try object.required("category", "category of criteria").string(),
      status: try object.required("status", "status if one of them fails").string())
  }
}

extension JSON5Value {
  func decimal() throws(Problem) -> ExactDecimal {
    let text = try numberText()
    guard let value = ExactDecimal(text) else {
      throw rejected(
        "\(text) cannot be kept as an exact decimal",
        remedy: "use at most 18 digits, 18 decimals and 12 places before the point")
    }
    return value
  }

  func strings() throws(Problem) -> [String] {
    var texts: [String] = []
    for value in try array() { texts.append(try value.string()) }
    return texts
  }
}
