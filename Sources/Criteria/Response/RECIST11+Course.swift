import Diagnostics
import Quantities

extension RECIST11 {
  /// One target lesion at one visit.
  public enum TargetMeasurement: Sendable, Hashable {
    /// mm; the short axis of a node, the longest diameter of anything else.
    case measured(ExactDecimal)
    /// Seen but too small to measure: counts as 5 mm.
    case tooSmall
    case absent
    case notEvaluated
  }

  /// All that one visit found.
  public struct Visit: Sendable, Hashable {
    /// Days from baseline.
    public var day: Int
    /// By the name of the lesion; a target without entry was not evaluated.
    public var targets: [String: TargetMeasurement]
    var nonTarget: NonTarget
    public var newLesion: Bool

    public init(day: Int, targets: [String: TargetMeasurement], nonTarget: NonTarget, newLesion: Bool) {
      (self.day, self.targets, self.nonTarget, self.newLesion) = (day, targets, nonTarget, newLesion)
    }
  }

  /// The responses of one visit.
  public struct Assessment: Sendable, Hashable {
    public var day: Int
    /// `nil` without target disease at baseline.
    public var sums: SumCourse?
    public var target: Verdict<SizeResponse>?
    public var overall: Verdict<SizeResponse>

    /// For the best overall response.
    public var visit: VisitResponse? { overall.outcome.map { VisitResponse(day: day, response: $0) } }
  }

  /// Follows the targets chosen at baseline from visit to visit.
  ///
  /// The nadir is the smallest *complete* sum so far: a sum with a lesion missing is not a nadir. At such a visit the
  /// lesions that were measured must prove progression alone, or the response is not evaluable.
  ///
  /// - Throws: `Problem` for a measurement of a lesion that is not a target, or a negative one.
  public func assess(targets: [BaselineLesion], visits: [Visit]) throws(Problem) -> [Assessment] {
    let baseline = targets.reduce(ExactDecimal.zero) { $0 + $1.size }
    var (nadir, complete) = (baseline, false)
    var assessments: [Assessment] = []
    for visit in visits.sorted(by: { $0.day < $1.day }) {
      try check(visit, targets)
      var assessment = Assessment(
        day: visit.day, sums: nil, target: nil,
        overall: try overall(target: nil, nonTarget: visit.nonTarget, newLesion: visit.newLesion))
      if !targets.isEmpty {
        let sum = targets.reduce(ExactDecimal.zero) { $0 + size(visit.targets[$1.id]) }
        let missing = targets.contains { visit.targets[$0.id] ?? .notEvaluated == .notEvaluated }
        let sums = SumCourse(baseline: baseline, nadir: nadir, current: sum)
        let response = try target(
          sums, allGone: !missing && targets.allSatisfy { isGone($0, visit.targets[$0.id]) },
          priorComplete: complete,
          anyNotEvaluated: missing)
        (assessment.sums, assessment.target) = (sums, response)
        assessment.overall = try overall(
          target: response.outcome ?? .notEvaluable, nonTarget: visit.nonTarget, newLesion: visit.newLesion)
        if !missing { nadir = min(nadir, sum) }
        complete = complete || response.outcome == .complete
      }
      assessments.append(assessment)
    }
    return assessments
  }

  private func check(_ visit: Visit, _ targets: [BaselineLesion]) throws(Problem) {
    for (name, measurement) in visit.targets {
      guard targets.contains(where: { $0.id == name }) else {
        throw Problem(
          .dataRejected, what: "a lesion is measured as a target that is none", at: "day \(visit.day)",
          why: "targets are chosen once, at baseline", remedy: "list it as a new lesion or a non-target")
      }
      if case .measured(let size) = measurement, size.isNegative {
        throw Problem(.dataRejected, what: "a diameter is negative", at: "day \(visit.day)")
      }
    }
  }

  private func size(_ measurement: TargetMeasurement?) -> ExactDecimal {
    switch measurement {
    case .measured(let size): size
    case .tooSmall: rules.constant("tooSmall")
    case .absent, .notEvaluated, nil: .zero
    }
  }

  /// A node is gone below 10 mm, anything else when nothing is left.
  private func isGone(_ lesion: BaselineLesion, _ measurement: TargetMeasurement?) -> Bool {
    let size = size(measurement)
    return lesion.kind == .node ? size < rules.constant("nodeNormal") : size == 0
  }
}
