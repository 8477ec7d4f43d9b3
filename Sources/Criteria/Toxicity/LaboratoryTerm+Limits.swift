import Quantities

extension ToxicityScale {
  /// Where the grades of a term begin for a patient, for a picture: grade with its limit, in the canonical unit, from
  /// the worst down. Limits whose reference is missing are left out.
  public func limits(_ graded: LaboratoryGrade) -> [(grade: Int, limit: ExactDecimal)] {
    guard let measurand = measurands[graded.term.measurand] else { return [] }
    let ladder = graded.term.ladders[graded.branch] ?? []
    let steps = ladder.inUnit(of: graded.finding.value.unit, measurand)
    var limits: [Int: ExactDecimal] = [:]
    for step in steps {
      guard let limit = limit(step, measurand, graded.finding) else { continue }
      // Of two limits of one grade the one that is crossed first counts.
      let known = limits[step.grade] ?? limit
      limits[step.grade] = graded.term.rises ? min(known, limit) : max(known, limit)
    }
    return limits.sorted { $0.key > $1.key }.map { ($0.key, $0.value) }
  }
}
