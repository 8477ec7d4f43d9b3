import Criteria
import Planning

/// Tables that come with the program, read once: a slider that moves an activity asks for them many times a second.
enum PlanRules {
  static let references = Result { try DoseReferences() }
  static let burden = Result { try BurdenRules(RuleLibrary()) }
}
