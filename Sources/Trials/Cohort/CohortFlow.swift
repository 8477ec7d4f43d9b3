/// How many patients were seen, enrolled, treated, completed and judged, by arm where there are arms.
public struct CohortFlow: Sendable {
  public struct Step: Sendable {
    public var label: String
    public var count: Int
    public var leftTitle: String
    /// Reasons in descending frequency.
    public var leaving: [(reason: String, count: Int)]
  }
  public var trunk: [Step]
  public var branches: [[Step]]

  init(_ cohort: Cohort) {
    let all = cohort.patients
    let enrolled = all.filter { $0.excluded == nil }
    let arms = Grouping.arms(cohort)
    let start = Step(label: "Assessed", count: all.count, leftTitle: "", leaving: [])
    let entry = Self.step("Enrolled", enrolled, from: all, "Not enrolled", \.excluded)
    if arms.count > 1 {
      trunk = [start, entry]
      branches = arms.map { arm in
        let own = enrolled.filter { $0.arm == arm }
        return [Step(label: "Arm \(arm)", count: own.count, leftTitle: "", leaving: [])] + Self.course(own)
      }
    } else {
      trunk = [start, entry] + Self.course(enrolled)
      branches = []
    }
  }

  private static func course(_ enrolled: [Cohort.Patient]) -> [Step] {
    let treated = enrolled.filter { $0.untreated == nil }
    let completed = treated.filter { $0.discontinued == nil }
    let judged = treated.filter { $0.unevaluable == nil }
    return [
      step("Treated", treated, from: enrolled, "Not treated", \.untreated),
      step("Completed treatment", completed, from: treated, "Not completed", \.discontinued),
      // Those who ended early can be judged all the same.
      step(
        "Evaluable for response (of all treated)", judged, from: treated, "Not evaluable", \.unevaluable),
    ]
  }

  private static func step(
    _ label: String, _ kept: [Cohort.Patient], from before: [Cohort.Patient], _ leftTitle: String,
    _ reason: (Cohort.Patient) -> String?
  ) -> Step {
    let counts = Dictionary(grouping: before.compactMap(reason)) { $0 }.mapValues(\.count)
    return Step(
      label: label, count: kept.count, leftTitle: leftTitle,
      leaving: counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) })
  }
}
