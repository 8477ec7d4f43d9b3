import Diagnostics

extension RECIST11: CourseCriterion {
  static let word = "RECIST 1.1"
  static var document: (String, [UInt8]) { ("recist-1.1.json5", PackageResources.recist_1_1_json5) }

  func verdict(_ sheet: inout LesionSheet, _ visit: CriterionVisit) throws(Problem) -> Verdict<String> {
    var verdict = visit.size.overall.map(\.rawValue)
    verdict.inputs += visit.size.target?.inputs.map { .init($0.name, $0.value) } ?? []
    return verdict
  }
}
