import Diagnostics
import Files
import Quantities

/// A document of clinical rules: data with a citation, not code.
///
/// The documents that come with the program are the same kind of file that a site can write for its own
/// protocol. A document is valid once it exists: every condition names only declared inputs and constants.
public struct RuleDocument: Sendable {
  /// A number of the rule with its unit and, where it differs from the document's, its own source.
  public struct Constant: Sendable, Hashable {
    public var value: ExactDecimal
    public var unit: String
    public var source: String
  }

  public let source: RuleSource
  public let inputs: [String: InputDeclaration]
  public private(set) var constants: [String: Constant]
  let definitions: [String: Condition]
  public let tables: [String: DecisionTable]
  public let criteria: [Criterion]
  public let statuses: [StatusRule]
  /// The status of a patient with no failed criterion.
  public let otherwise: String
  /// Name of the document whose messages are shown with the status; empty if there is none.
  public let cautions: String
  /// Name of the document of indications that are judged with the criteria; empty if there is none.
  public let indications: String
  /// Stages of the work-up in their order, such as before and after angiography; empty if the protocol has one.
  public let stages: [String]
  /// What is known of the benefit, each sentence with its source.
  public let evidence: [String]
  /// Laboratory terms of a toxicity scale, by analyte code.
  public let terms: [String: LaboratoryTerm]
  /// Conditions that are the worst of several terms, by name.
  public let composites: [String: [String]]
  /// Measured quantities with their units, by code.
  public let measurands: [String: Measurand]

  init(
    source: RuleSource, inputs: [String: InputDeclaration], constants: [String: Constant],
    definitions: [String: Condition], tables: [String: DecisionTable], criteria: [Criterion],
    statuses: [StatusRule], otherwise: String, companions: Companions, terms: [String: LaboratoryTerm],
    composites: [String: [String]], measurands: [String: Measurand]
  ) {
    (self.source, self.inputs, self.constants) = (source, inputs, constants)
    (self.definitions, self.tables, self.criteria) = (definitions, tables, criteria)
    (self.statuses, self.otherwise) = (statuses, otherwise)
    (cautions, indications) = (companions.cautions, companions.indications)
    (stages, evidence) = (companions.stages, companions.evidence)
    (self.terms, self.composites, self.measurands) = (terms, composites, measurands)
  }

  /// - Parameter document: the file's name for messages.
  /// - Throws: `Problems` with every fault of the document, each with its line.
  public init(parsing text: String, document: String) throws {
    self = try RuleReader.read(try JSON5.parse(text, document: document))
  }

  /// The document with another value of a constant. The source states it: a changed limit is no longer the
  /// published one.
  ///
  /// - Throws: `Problem` if there is no such constant.
  public func setting(_ name: String, to value: ExactDecimal) throws(Problem) -> RuleDocument {
    guard let constant = constants[name] else {
      throw Problem(
        .usage, what: "“\(name)” is not a constant of the rules \(source.name)",
        remedy: "its constants are \(constants.keys.sorted().joined(separator: ", "))")
    }
    var source = source
    source.version += ", \(name) changed from \(constant.value) to \(value)"
    var constants = constants
    constants[name] = Constant(value: value, unit: constant.unit, source: "set by the user")
    return RuleDocument(
      source: source, inputs: inputs, constants: constants, definitions: definitions, tables: tables,
      criteria: criteria, statuses: statuses, otherwise: otherwise,
      companions: Companions(
        cautions: cautions, indications: indications, stages: stages, evidence: evidence), terms: terms,
      composites: composites, measurands: measurands)
  }
}

extension RuleDocument {
  /// What a protocol shows with its criteria.
  struct Companions {
    var cautions = "", indications = ""
    var stages: [String] = []
    var evidence: [String] = []
  }

  /// - Throws: `Problem` naming facts that the document does not declare or that are of another kind.
  func scope(_ facts: Facts) throws(Problem) -> Scope {
    for (name, fact) in facts.values {
      guard let input = inputs[name] else {
        throw Problem(
          .internalError, what: "“\(name)” is not an input of the rules \(source.name)",
          remedy: "its inputs are \(inputs.keys.sorted().joined(separator: ", "))")
      }
      guard input.accepts(fact) else {
        throw Problem(
          .dataRejected, what: "“\(name)” of the rules \(source.name) cannot be “\(fact)”",
          remedy: "give \(input.expectation)")
      }
    }
    return Scope(facts: facts, constants: constants.mapValues(\.value), definitions: definitions)
  }

  func constant(_ name: String) -> ExactDecimal {
    guard let constant = constants[name] else {
      preconditionFailure("the rules \(source.name) have no constant \(name)")
    }
    return constant.value
  }

  func label(_ name: String) -> String {
    guard let input = inputs[name] else { return name }
    return input.label.isEmpty ? name : input.label
  }

  func shown(_ name: String, _ fact: Fact) -> String {
    if case .number(let unit) = inputs[name]?.kind, !unit.isEmpty { return "\(fact) \(unit)" }
    return fact.description
  }
}

extension InputDeclaration {
  /// What a value must be, in words.
  public var expectation: String {
    switch kind {
    case .number(let unit): unit.isEmpty ? "a number" : "a number in \(unit)"
    case .flag: "yes or no"
    case .choice(let choices): "one of " + choices.joined(separator: ", ")
    }
  }
}
