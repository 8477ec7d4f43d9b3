import Diagnostics
import Files
import Quantities

/// Reads a rule document and gathers every fault before it gives up.
struct RuleReader {
  private var problems: [Problem] = []
  private var inputs: [String: InputDeclaration] = [:]
  private var constants: [String: RuleDocument.Constant] = [:]
  private var definitions: [String: Condition] = [:]
  private var stages: [String] = []

  private static let keys = [
    "rules", "edition", "version", "citation", "doi", "note", "inputs", "constants", "definitions", "tables",
    "criteria", "statuses", "otherwise", "cautions", "indications", "stages", "evidence", "terms",
    "composites", "measurands",
  ]

  static func read(_ root: JSON5Value) throws -> RuleDocument {
    var reader = RuleReader()
    let document = reader.document(try root.object())
    guard let document, reader.problems.isEmpty else { throw Problems(reader.problems) }
    return document
  }

  private mutating func document(_ root: JSON5Object) -> RuleDocument? {
    problems += root.unknown(except: Self.keys)
    let source = source(root)
    if let value = root["inputs"] { inputs = members(value) { try $0.input($1) } }
    if let value = root["constants"] { constants = members(value) { try $0.constant($1.value) } }
    if let value = root["definitions"] { readDefinitions(value) }
    let tables = root["tables"].map { members($0) { try $0.table($1) } } ?? [:]
    stages = texts("stages", root)
    let criteria = root["criteria"].map { elements($0) { try $0.criterion($1) } } ?? []
    let statuses = root["statuses"].map { elements($0) { try $0.status($1) } } ?? []
    let terms = root["terms"].map { members($0) { try $0.term($1) } } ?? [:]
    let measurands = root["measurands"].map { members($0) { try Measurand($1, &$0.problems) } } ?? [:]
    let otherwise = text("otherwise", root)
    let companions = RuleDocument.Companions(
      cautions: text("cautions", root), indications: text("indications", root), stages: stages,
      evidence: texts("evidence", root))
    let composites = root["composites"].map { members($0) { try $0.composite($1, of: terms) } } ?? [:]
    checkStatuses(criteria, statuses, otherwise, root)
    guard let source else { return nil }
    return RuleDocument(
      source: source, inputs: inputs, constants: constants, definitions: definitions, tables: tables,
      criteria: criteria, statuses: statuses, otherwise: otherwise, companions: companions, terms: terms,
      composites: composites, measurands: measurands)
  }

  private mutating func text(_ key: String, _ root: JSON5Object) -> String {
    root[key].flatMap { value in attempt { _ in try value.string() } } ?? ""
  }

  private mutating func texts(_ key: String, _ root: JSON5Object) -> [String] {
    root[key].flatMap { value in attempt { _ in try value.strings() } } ?? []
  }

  private mutating func source(_ root: JSON5Object) -> RuleSource? {
    func text(_ key: String, _ meaning: String) -> String? {
      attempt { _ in try root.required(key, meaning).string() }
    }
    let name = text("rules", "short name of the rules")
    let edition = text("edition", "edition of the publication")
    let citation = text("citation", "the publication that the rules restate")
    let version = attempt { _ in
      try root.required("version", "whole number, raised with each change").integer()
    }
    let doi = root["doi"].flatMap { value in attempt { _ in try value.string() } }
    guard let name, let edition, let citation, let version else { return nil }
    return RuleSource(name: name, edition: edition, citation: citation, doi: doi, version: "\(version)")
  }

  /// A category without a status, or criteria without any status, would be judged silently as fine.
  private mutating func checkStatuses(
    _ criteria: [Criterion], _ statuses: [StatusRule], _ otherwise: String, _ root: JSON5Object
  ) {
    let tokens = criteria.map(\.token)
    for token in Set(tokens.filter { token in tokens.count { $0 == token } > 1 }).sorted() {
      problems.append(
        Problem(
          .dataRejected, what: "two criteria have the token “\(token)”", at: root.location,
          why: "a report could not state which of them failed",
          remedy: "give each criterion a token of its own"))
    }
    for category in Set(criteria.map(\.category)).subtracting(statuses.map(\.category)).sorted() {
      problems.append(
        Problem(
          .dataRejected, what: "the category “\(category)” of a criterion has no status", at: root.location,
          why: "a failed criterion would change nothing", remedy: "list it under “statuses”"))
    }
    if !criteria.isEmpty, otherwise.isEmpty {
      problems.append(
        Problem(
          .dataRejected, what: "“otherwise” is missing: the status if no criterion fails", at: root.location,
          remedy: "add “otherwise: 'eligible'” or similar"))
    }
  }
}

// Containers and conditions

extension RuleReader {
  private mutating func attempt<T>(_ body: (inout RuleReader) throws -> T) -> T? {
    do {
      return try body(&self)
    } catch let problem as Problem {
      problems.append(problem)
    } catch {
      problems.append(Problem(.internalError, what: "\(error)"))
    }
    return nil
  }

  private mutating func members<T>(
    _ value: JSON5Value, _ read: (inout RuleReader, JSON5Member) throws -> T
  ) -> [String: T] {
    var result: [String: T] = [:]
    let object = attempt { _ in try value.object() }
    for member in object?.members ?? [] {
      result[member.name] = attempt { reader in try read(&reader, member) }
    }
    return result
  }

  private mutating func elements<T>(
    _ value: JSON5Value, _ read: (inout RuleReader, JSON5Value) throws -> T
  ) -> [T] {
    let array = attempt { _ in try value.array() }
    return (array ?? []).compactMap { element in
      attempt { reader in try read(&reader, element) }
    }
  }

  /// In order, each may use those before it: so no definition can contain itself.
  private mutating func readDefinitions(_ value: JSON5Value) {
    let object = attempt { _ in try value.object() }
    for member in object?.members ?? [] {
      let condition = attempt { reader in try reader.condition(member.value) }
      definitions[member.name] = condition
    }
  }

  private func condition(_ value: JSON5Value) throws(Problem) -> Condition {
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

  private func fault(in node: Condition.Node) -> String? {
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

  private func isNumber(_ name: String) -> Bool {
    if constants[name] != nil { return true }
    if case .number = inputs[name]?.kind { return true }
    return false
  }
}

// Parts of a document

extension RuleReader {
  private mutating func input(_ member: JSON5Member) throws(Problem) -> InputDeclaration {
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

  private mutating func constant(_ value: JSON5Value) throws(Problem) -> RuleDocument.Constant {
    if case .number = value.content { return .init(value: try value.decimal(), unit: "", source: "") }
    let object = try value.object()
    problems += object.unknown(except: ["value", "unit", "source"])
    return .init(
      value: try object.required("value", "a number").decimal(), unit: try object["unit"]?.string() ?? "",
      source: try object["source"]?.string() ?? "")
  }

  private mutating func table(_ member: JSON5Member) throws(Problem) -> DecisionTable {
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

  private mutating func requirement(_ value: JSON5Value) throws(Problem) -> DecisionTable.Requirement {
    let object = try value.object()
    problems += object.unknown(except: ["if", "otherwise"])
    return DecisionTable.Requirement(
      condition: try condition(try object.required("if", "a condition")),
      otherwise: try object.required("otherwise", "the text for a criterion that is not met").string())
  }

  private mutating func clause(_ value: JSON5Value) throws(Problem) -> DecisionTable.Clause {
    let object = try value.object()
    problems += object.unknown(except: ["outcome", "if", "meaning"])
    return DecisionTable.Clause(
      outcome: try object.required("outcome", "a text").string(),
      condition: try condition(try object.required("if", "a condition")),
      meaning: try object["meaning"]?.string() ?? "")
  }

  private mutating func criterion(_ value: JSON5Value) throws(Problem) -> Criterion {
    let object = try value.object()
    problems += object.unknown(except: ["token", "category", "fails", "text", "stage"])
    return Criterion(
      token: try object.required("token", "short name of the criterion").string(),
      category: try object.required("category", "group that decides the status").string(),
      fails: try condition(try object.required("fails", "condition under which the patient fails")),
      text: try object.required("text", "the words of a report").string(),
      stage: try object["stage"].map(stage) ?? 0)
  }

  private func stage(_ value: JSON5Value) throws(Problem) -> Int {
    let name = try value.string()
    guard let stage = stages.firstIndex(of: name) else {
      throw value.rejected(
        "“\(name)” is not a stage of the protocol",
        remedy: "list it under “stages”, in the order of the work-up")
    }
    return stage
  }

  private mutating func status(_ value: JSON5Value) throws(Problem) -> StatusRule {
    let object = try value.object()
    problems += object.unknown(except: ["category", "status"])
    return StatusRule(
      category: try object.required("category", "category of criteria").string(),
      status: try object.required("status", "status if one of them fails").string())
  }

  private mutating func term(_ member: JSON5Member) throws(Problem) -> LaboratoryTerm {
    let object = try member.value.object()
    problems += object.unknown(
      except: ["title", "meddra", "clinical", "measurand"] + LaboratoryTerm.Branch.allCases.map(\.rawValue))
    _ = try object.required(LaboratoryTerm.Branch.standard.rawValue, "limits by grade")
    var ladders: [LaboratoryTerm.Branch: [LaboratoryTerm.Step]] = [:]
    for branch in LaboratoryTerm.Branch.allCases {
      guard let value = object[branch.rawValue] else { continue }
      ladders[branch] = try ladder(value)
    }
    return LaboratoryTerm(
      code: member.name, measurand: try object["measurand"]?.string(),
      title: try object.required("title", "term of the scale").string(),
      meddra: try object["meddra"]?.string() ?? "", ladders: ladders,
      clinicalGrades: try object["clinical"]?.string() ?? "", location: member.value.location)
  }

  private func composite(
    _ member: JSON5Member, of terms: [String: LaboratoryTerm]
  ) throws(Problem) -> [String] {
    let codes = try member.value.strings()
    for code in codes where terms[code] == nil {
      throw member.value.rejected("“\(code)” is not a term of this document")
    }
    return codes
  }

  /// Steps must stand from the worst grade down: the first that is met decides.
  private mutating func ladder(_ value: JSON5Value) throws(Problem) -> [LaboratoryTerm.Step] {
    var steps: [LaboratoryTerm.Step] = []
    for member in try value.object().members {
      guard let grade = Int(member.name), (1...5).contains(grade), grade < steps.last?.grade ?? 6 else {
        throw member.value.rejected(
          "“\(member.name)” is not a grade below the previous one",
          remedy: "list the grades 4, 3, 2, 1 in this order")
      }
      let texts: [String]
      if case .array = member.value.content {
        texts = try member.value.strings()
      } else {
        texts = [try member.value.string()]
      }
      for text in texts {
        guard let step = LaboratoryTerm.Step(grade: grade, parsing: text) else {
          throw member.value.rejected(
            "“\(text)” is not a limit",
            remedy: "write for example “> 3 ULN”, “>= 1.5 baseline” or “< 75 10^9/L”"
          )
        }
        steps.append(step)
      }
    }
    return steps
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
