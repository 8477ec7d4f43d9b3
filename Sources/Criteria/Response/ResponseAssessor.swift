import Checks
import Diagnostics
import Quantities

/// Judges a course of lesions by all criteria at once.
public struct ResponseAssessor: Sendable {
  let recist: RECIST11
  /// In the order of ``ResponseCriterion/allCases``.
  private let criteria: [any CourseCriterion]
  public var policy: RECIST11.BestOverallPolicy
  /// Judges uptake by EORTC although the tracer is another than at baseline, as published series did, and marks it.
  public var acrossTracers = false

  /// Takes the rules of all criteria from a library.
  ///
  /// - Throws: `Problem` if the library lacks its rule document.
  public init(_ library: RuleLibrary, policy: RECIST11.BestOverallPolicy) throws(Problem) {
    recist = try RECIST11(library)
    var criteria: [any CourseCriterion] = []
    for model in ResponseCriterion.models { criteria.append(try model.init(library)) }
    (self.criteria, self.policy) = (criteria, policy)
  }

  /// Sources of all criteria.
  public var sources: [RuleSource] {
    criteria.map(\.rules.source)
  }

  /// - Returns: `nil` without findings.
  /// - Throws: `Problem` if a measurement contradicts the rules.
  public func assess(_ course: LesionCourse) throws(Problem) -> ResponseCourse? {
    let course = try course.joined()
    let all = try course.visits()
    guard let start = BaselineChoice(all, cycles: course.cycles, window: baselineWindow) else { return nil }
    let chosen = choose(start.visits[0].findings)
    var sheet = LesionSheet(course, visits: start.visits, targets: chosen.targets)
    sheet.acrossTracers = acrossTracers
    let size = try recist.assess(targets: chosen.targets, visits: sheet.recistVisits)
    var visits: [ResponseCourse.Visit] = []
    for (n, day) in sheet.days.enumerated() {
      let assessment = size[n]
      var visit = ResponseCourse.Visit(
        day: day, lastDay: start.visits[n + 1].last, offset: day.days(since: sheet.baseline),
        sums: assessment.sums,
        isComplete: sheet.isComplete(day), newLesions: sheet.newLesions(day), verdicts: [:])
      let judged = CriterionVisit(day: day, recist: recist, size: assessment)
      for criterion in criteria {
        visit.verdicts[ResponseCriterion(type(of: criterion))] = try criterion.verdict(&sheet, judged)
      }
      visits.append(visit)
    }
    return finished(course, start, chosen, visits)
  }

  /// Days before the first cycle within which the baseline must lie.
  var baselineWindow: Int { Int(recist.rules.constant("baselineWindow").doubleValue) }

  private func finished(
    _ course: LesionCourse, _ start: BaselineChoice, _ chosen: Chosen, _ visits: [ResponseCourse.Visit]
  ) -> ResponseCourse {
    var best: [ResponseCriterion: Verdict<String>] = [:]
    for criterion in ResponseCriterion.allCases {
      let judged = visits.filter { $0.outcome(criterion) != nil }
      guard !judged.isEmpty else { continue }
      best[criterion] = self.best(criterion, visits, policy, isMeasurable: !chosen.targets.isEmpty)
    }
    var strict = policy
    strict.confirmation = true
    let confirmed = self.best(.recist, visits, strict, isMeasurable: !chosen.targets.isEmpty).outcome
    return ResponseCourse(
      patient: course.patient, reader: course.reader, baseline: start.visits[0].day,
      baselineFaults: start.faults, targets: chosen.targets.map(\.id), left: chosen.left,
      selectionFaults: chosen.faults, visits: visits, best: best,
      isConfirmed: confirmed == "CR" || confirmed == "PR")
  }

  /// The algorithm of RECIST 1.1 for every criterion; metabolic words stand for their counterparts.
  private func best(
    _ criterion: ResponseCriterion, _ visits: [ResponseCourse.Visit], _ policy: RECIST11.BestOverallPolicy,
    isMeasurable: Bool
  ) -> Verdict<String> {
    let plain: [String: SizeResponse] = [
      "CMR": .complete, "PMR": .partial, "SMD": .stable, "PMD": .progressive,
    ]
    var verdict = recist.bestOverall(
      visits.map { visit in
        let word = visit.outcome(criterion) ?? "NE"
        return .init(
          day: visit.offset, response: plain[word] ?? SizeResponse(rawValue: word) ?? .notEvaluable)
      }, policy, isMeasurable: isMeasurable
    ).map { response in
      criterion.isMetabolic
        ? plain.first { $0.value == response }?.key ?? response.rawValue : response.rawValue
    }
    verdict.rule = "\(criterion.rawValue) best overall response"
    return verdict
  }

  /// Targets with the reason why each other lesion is none.
  private struct Chosen {
    var targets: [BaselineLesion]
    var left: [String: TargetExclusion]
    var faults: [ResponseNote] = []
  }

  /// The reader's targets if there are any, held against the rules; else those that the rules would take of the lesions
  /// to which the reader gave no role. A lesion that the reader calls non-target (irradiated before, section 3.1.2)
  /// stays one.
  private func choose(_ findings: [LesionFinding]) -> Chosen {
    let seen = findings.filter(\.isSeen)
    let lesions = seen.map(\.atBaseline)
    let named = Set(findings.filter { $0.role == .target }.map(\.lesion))
    guard !named.isEmpty else { return chosenByRule(seen) }
    let selection = recist.select(lesions)
    let targets = lesions.filter { named.contains($0.id) }
    let most = Int(recist.rules.constant("targets").doubleValue)
    let mostPerOrgan = Int(recist.rules.constant("targetsPerOrgan").doubleValue)
    var faults: [ResponseNote] = []
    for lesion in targets where !selection.measurable.contains(lesion) {
      faults.append(.targetNotMeasurable(lesion.id, selection.left[lesion.id]))
    }
    if targets.count > most { faults.append(.targetsMany(targets.count, allowed: most)) }
    for (organ, group) in Dictionary(grouping: targets, by: \.group).sorted(by: { $0.key < $1.key })
    where group.count > mostPerOrgan {
      faults.append(.targetsManyInOrgan(organ, group.count, allowed: mostPerOrgan))
    }
    var left = selection.left.filter { !named.contains($0.key) }
    for lesion in lesions where !named.contains(lesion.id) && left[lesion.id] == nil {
      left[lesion.id] = .notChosen
    }
    return Chosen(targets: targets, left: left, faults: faults)
  }

  private func chosenByRule(_ findings: [LesionFinding]) -> Chosen {
    let selection = recist.select(findings.filter { $0.role == nil }.map(\.atBaseline))
    var left = selection.left
    for finding in findings where finding.role == .nonTarget {
      left[finding.lesion] = .nonTarget
    }
    let new = findings.filter { $0.role == .new }.map { ResponseNote.newAtBaseline($0.lesion) }
    return Chosen(targets: selection.targets, left: left, faults: new)
  }
}
