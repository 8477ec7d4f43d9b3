import Checks
import Diagnostics
@testable import Quantities
import Testing

@testable import Criteria

/// One engine for tables, cohorts and trials: visits of several days, baseline, roles, memory, confirmation.
@Suite("The engine of response")
struct ResponseEngineTests {
  let assessor: ResponseAssessor

  init() throws {
    assessor = try ResponseAssessor(
      library, policy: .init(confirmation: false, confirmationDays: 28, minimumStableDays: 42))
  }

  private func finding(
    _ lesion: String, _ day: String, _ long: ExactDecimal?, organ: String = "liver",
    role: LesionFinding.Role? = nil, visit: String = "", kind: BaselineLesion.Kind = .solid
  ) -> LesionFinding {
    var finding = LesionFinding(
      lesion: lesion, day: CalendarDay(iso8601: day)!, organ: organ, kind: kind, role: role,
      state: long == .zero ? .absent : .measured)
    (finding.long, finding.visit) = (long == .zero ? nil : long, visit)
    finding.short = finding.long
    return finding
  }

  private func judge(_ findings: [LesionFinding], cycles: [String] = []) throws -> ResponseCourse {
    let course = LesionCourse(
      patient: "P", reader: "", findings: findings,
      cycles: cycles.compactMap { CalendarDay(iso8601: $0) })
    return try #require(try assessor.assess(course))
  }

  private func outcomes(_ course: ResponseCourse, _ criterion: ResponseCriterion = .recist) -> [String?] {
    course.visits.map { $0.outcome(criterion) }
  }

  /// 60 → 37 mm (− 38 %): liver on one day, chest three days later.
  @Test("One visit may hold several days, named or not, in any order of rows", arguments: [false, true])
  func severalDays(isNamed: Bool) throws {
    let names = isNamed ? ["Baseline", "week 8"] : ["", ""]
    let findings = [
      finding("L1", "2024-01-01", 40, role: .target, visit: names[0]),
      finding("B1", "2024-01-04", 20, organ: "lung", role: .target, visit: names[0]),
      finding("L1", "2024-03-01", 25, role: .target, visit: names[1]),
      finding("B1", "2024-03-04", 12, organ: "lung", role: .target, visit: names[1]),
    ]
    for rows in [findings, findings.reversed()] {
      let course = try judge(rows)
      #expect(outcomes(course) == ["PR"] && course.best[.recist]?.outcome == "PR")
      #expect(course.visits[0].sums == SumCourse(baseline: 60, nadir: 60, current: 37))
      #expect(course.visits[0].day.description == "2024-03-01" && course.visits[0].offset == 60)
      #expect(course.visits[0].lastDay.description == "2024-03-04")
    }
  }

  /// RECIST 1.1, 4.3.2: 60 → 2 × 20 mm is − 33 %, and no new lesion.
  @Test("Fragments of a lesion are added up and are no new lesions")
  func fragments() throws {
    var parts = [finding("A1", "2024-03-01", 20), finding("A2", "2024-03-01", 20)]
    for n in parts.indices { parts[n].partOf = "A" }
    let course = try judge([finding("A", "2024-01-01", 60)] + parts)
    #expect(outcomes(course) == ["PR"] && course.visits[0].newLesions.isEmpty)
    #expect(course.visits[0].sums == SumCourse(baseline: 60, nadir: 60, current: 40))
    // Without saying so they are two new lesions, and the old one is not evaluated.
    for n in parts.indices { parts[n].partOf = "" }
    #expect(try outcomes(judge([finding("A", "2024-01-01", 60)] + parts)) == ["PD"])
    // The lesion itself may be one of the fragments; one that was not measured leaves the sum open.
    var rest = finding("A2", "2024-03-01", 25)
    rest.partOf = "A"
    let both = try judge([finding("A", "2024-01-01", 60), finding("A", "2024-03-01", 30), rest])
    #expect(both.visits[0].sums?.current == 55 && outcomes(both) == ["SD"])
    rest.state = .notEvaluated
    let open = try judge([finding("A", "2024-01-01", 60), finding("A", "2024-03-01", 30), rest])
    #expect(!open.visits[0].isComplete)
  }

  @Test("Of lesions that have become one the whole counts once; a diameter of the other is a fault")
  func coalesced() throws {
    var gone = finding("B", "2024-03-01", nil)
    gone.partOf = "A"
    let before = [finding("A", "2024-01-01", 30), finding("B", "2024-01-01", 30)]
    let course = try judge(before + [finding("A", "2024-03-01", 45), gone])
    #expect(
      course.visits[0].sums == SumCourse(baseline: 60, nadir: 60, current: 45) && course.visits[0].isComplete)
    #expect(outcomes(course) == ["SD"])
    (gone.long, gone.short) = (20, 20)
    #expect(throws: Problem.self) { try judge(before + [finding("A", "2024-03-01", 45), gone]) }
  }

  @Test("EORTC with another tracer is open, and judged with a mark where that is asked for")
  func acrossTracers() throws {
    func pet(_ day: String, _ uptake: ExactDecimal, _ tracer: String) -> LesionFinding {
      var one = finding("A", day, 30)
      (one.suvMax, one.suvMean, one.tracer) = (uptake, uptake, tracer)
      return one
    }
    let course = LesionCourse(
      patient: "P", reader: "",
      findings: [pet("2024-01-01", 20, "DOTANOC"), pet("2024-04-01", 10, "DOTATATE")],
      cycles: [CalendarDay(iso8601: "2024-01-10")!, CalendarDay(iso8601: "2024-02-10")!])
    let open = try #require(try assessor.assess(course))
    #expect(open.visits[0].outcome(.eortc) == nil && !open.visits[0].isAcrossTracers)
    var marking = assessor
    marking.acrossTracers = true
    let judged = try #require(try marking.assess(course))
    #expect(judged.visits[0].outcome(.eortc) == "PMR" && judged.visits[0].isAcrossTracers)
    let notes = judged.visits[0].verdicts[.eortc]?.notes ?? []
    #expect(notes.contains("judged across tracers: DOTANOC at baseline, DOTATATE at this visit"))
    // The same tracer has no mark.
    var same = course
    same.findings[1].tracer = "DOTANOC"
    #expect(try marking.assess(same)?.visits[0].isAcrossTracers == false)
  }

  @Test("Days apart, a lesion again, a new lesion and a cycle in between begin another visit")
  func limitsOfVisits() throws {
    func count(_ findings: [LesionFinding], cycles: [String] = []) throws -> Int {
      try LesionCourse(
        patient: "P", reader: "", findings: findings, cycles: cycles.compactMap { CalendarDay(iso8601: $0) }
      ).visits().count
    }
    let first = finding("L1", "2024-01-01", 40)
    #expect(try count([first, finding("B1", "2024-01-15", 20)]) == 1)
    #expect(try count([first, finding("B1", "2024-01-16", 20)]) == 2)
    #expect(try count([first, finding("L1", "2024-01-05", 40)]) == 2)
    #expect(try count([first, finding("N1", "2024-01-05", 12, role: .new)]) == 2)
    #expect(try count([first, finding("B1", "2024-01-05", 20)], cycles: ["2024-01-03"]) == 2)
    #expect(throws: Problem.self) {
      try count(
        [first, finding("L1", "2024-01-05", 40)].map {
          var f = $0; f.visit = "a"; return f
        })
    }
  }

  @Test("The baseline is the last visit up to the first cycle, and its time is told in days")
  func baseline() throws {
    func faults(_ days: [String], _ cycle: String) throws -> (String, [ResponseNote]) {
      let course = try judge(days.map { finding("L1", $0, 40) }, cycles: [cycle])
      return (course.baseline.description, course.baselineFaults)
    }
    #expect(try faults(["2024-01-10", "2024-05-20"], "2024-02-01") == ("2024-01-10", []))
    #expect(try faults(["2024-01-04", "2024-05-20"], "2024-02-01").1 == [])
    let early = try faults(["2024-01-03", "2024-05-20"], "2024-02-01").1
    #expect(early == [.baselineEarly(days: 29, allowed: 28)])
    let late = try faults(["2024-02-20", "2024-05-20"], "2024-02-01").1
    #expect(late == [.baselineLate(days: 19)])
    let two = try faults(["2023-06-20", "2024-01-20", "2024-05-20"], "2024-02-01")
    #expect(two.0 == "2024-01-20" && two.1 == [.visitsUnused(1)])
  }

  @Test("Non-target disease alone is at best non-CR/non-PD, and only after the least time of stable disease")
  func nonTargetOnly() throws {
    func course(_ second: String) throws -> ResponseCourse {
      try judge([
        finding("A1", "2024-01-01", nil, role: .nonTarget, kind: .ascites),
        finding("A1", second, nil, role: .nonTarget, kind: .ascites),
      ])
    }
    let best = try #require(try course("2024-03-01").best[.recist])
    #expect(best.outcome == "NN" && best.branch.contains("day 42 or later"))
    #expect(try course("2024-01-31").best[.recist]?.outcome == "NE")
    let recist = try RECIST11(library)
    let strict = RECIST11.BestOverallPolicy(confirmation: true, confirmationDays: 28, minimumStableDays: 42)
    let once = recist.bestOverall([.init(day: 60, response: .complete)], strict, isMeasurable: false)
    #expect(once.outcome == .nonCompleteNonProgressive)
  }

  @Test("A lesion that the reader calls non-target is never promoted")
  func roles() throws {
    let alone = try judge([
      finding("L1", "2024-01-01", 40, role: .nonTarget), finding("L1", "2024-03-01", 24, role: .nonTarget),
    ])
    #expect(alone.targets.isEmpty && outcomes(alone) == ["NN"])
    let mixed = try judge([
      finding("L1", "2024-01-01", 60, role: .nonTarget), finding("L2", "2024-01-01", 30),
      finding("L1", "2024-03-01", 60), finding("L2", "2024-03-01", 20),
    ])
    #expect(mixed.targets == ["L2"] && mixed.left["L1"] == .nonTarget)
  }

  private func full(_ day: String, _ share: ExactDecimal?, hu: ExactDecimal = 100) -> LesionFinding {
    var finding = finding("L1", day, share.map { $0 * 100 } ?? .zero)
    finding.tracer = "FDG"
    guard let share else { return finding }
    (finding.enhancing, finding.attenuation) = (share * 90, hu)
    (finding.suvMax, finding.suvMean, finding.sulPeak) = (share * 10, share * 8, share * 9)
    (finding.volume, finding.uptake) = (share * 100, true)
    return finding
  }

  @Test("Disease that returns after a complete response is progression by every criterion")
  func memoryOfCompleteResponse() throws {
    let course = try judge(
      [full("2024-01-01", 1), full("2024-03-01", nil), full("2024-05-01", "0.71")],
      cycles: ["2024-01-05", "2024-02-20"])
    for criterion in ResponseCriterion.allCases {
      let words = outcomes(course, criterion)
      #expect(words[0] == "CR" || words[0] == "CMR", "\(criterion)")
      #expect(words[1] == "PD" || words[1] == "PMD", "\(criterion): \(words[1] ?? "open")")
    }
    // Without a complete response in between it is none, but for growth: − 29 % of the baseline.
    let stable = try judge(
      [full("2024-01-01", 1), full("2024-05-01", "0.71")], cycles: ["2024-01-05", "2024-02-20"])
    #expect(outcomes(stable, .eortc) == ["PMR"] && outcomes(stable, .percist) == ["SMD"])
  }

  /// 100 → 50 → 54 is 8 % above the nadir, 55 is 10 %; both are far below the baseline.
  @Test("Choi counts growth from the smallest sum, attenuation goes before it")
  func choiNadir() throws {
    func last(_ share: ExactDecimal, hu: ExactDecimal) throws -> String? {
      outcomes(
        try judge([full("2024-01-01", 1), full("2024-03-01", "0.5"), full("2024-05-01", share, hu: hu)]),
        .choi)[1]
    }
    #expect(try last("0.54", hu: 100) == "PR")
    #expect(try last("0.55", hu: 100) == "PD")
    #expect(try last("0.55", hu: 85) == "PR")
  }

  @Test("Between a response and its confirmation as many visits NE or SD as the policy says")
  func confirmation() throws {
    let recist = try RECIST11(library)
    func best(_ words: String, ne: Int? = 1, sd: Int? = 0) -> SizeResponse? {
      let policy = RECIST11.BestOverallPolicy(
        confirmation: true, confirmationDays: 28, minimumStableDays: 42, notEvaluableBetween: ne,
        stableBetween: sd)
      let visits = words.split(separator: " ").enumerated().map { n, word in
        RECIST11.VisitResponse(day: 56 * (n + 1), response: SizeResponse(rawValue: String(word))!)
      }
      return recist.bestOverall(visits, policy).outcome
    }
    #expect(best("PR PR") == .partial && best("PR NE PR") == .partial)
    #expect(best("PR NE NE PR") == .stable && best("PR NE NE PR", ne: 2) == .partial)
    #expect(best("PR SD PR") == .stable && best("PR SD PR", sd: 1) == .partial)
    #expect(best("PR SD SD PR", sd: 1) == .stable && best("PR SD SD PR", sd: nil) == .partial)
    #expect(best("CR NE CR") == .complete && best("CR NE NE CR") == .stable)
    let words = RECIST11.BestOverallPolicy(
      confirmation: true, confirmationDays: 28, minimumStableDays: 42
    ).words
    #expect(words.contains("1 not evaluable") && words.contains("0 with stable disease"))
  }
}
