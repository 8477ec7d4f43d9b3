import Diagnostics
import Quantities
import Testing

@testable import Criteria

@Suite struct RECISTCourseTests {
  let recist: RECIST11
  let targets = [
    BaselineLesion(id: "liver", organ: "liver", kind: .solid, long: 60, short: 40, slice: 3),
    BaselineLesion(id: "node", organ: "mesentery", kind: .node, long: 30, short: 20, slice: 3),
  ]

  init() throws { recist = try RECIST11(library) }

  private func visit(_ day: Int, _ liver: RECIST11.TargetMeasurement?, _ node: RECIST11.TargetMeasurement?)
    -> RECIST11.Visit
  {
    var measured: [String: RECIST11.TargetMeasurement] = [:]
    (measured["liver"], measured["node"]) = (liver, node)
    return .init(day: day, targets: measured, nonTarget: .notPresent, newLesion: false)
  }

  private func responses(_ visits: [RECIST11.Visit]) throws -> [String?] {
    try recist.assess(targets: targets, visits: visits).map { $0.overall.outcome?.rawValue }
  }

  /// 80 → 56 (PR, exactly − 30 %) → 50 → 60 (+ 20 % and 10 mm from the nadir of 50).
  @Test func theNadirMoves() throws {
    let course = [
      visit(56, .measured(40), .measured(16)), visit(112, .measured(36), .measured(14)),
      visit(168, .measured(44), .measured(16)),
    ]
    #expect(try responses(course) == ["PR", "PR", "PD"])
    #expect(try responses(course.reversed()) == ["PR", "PR", "PD"])
    let last = try recist.assess(targets: targets, visits: course)[2]
    #expect(last.sums == SumCourse(baseline: 80, nadir: 50, current: 60))
  }

  /// A sum with a lesion missing is no nadir: 40 alone would make 60 a progression.
  @Test func incompleteSumsAreNoNadir() throws {
    #expect(
      try responses([visit(56, .measured(40), nil), visit(112, .measured(44), .measured(16))]) == [
        "NE", "SD",
      ])
    #expect(try responses([visit(56, .measured(100), .notEvaluated)]) == ["PD"])
  }

  @Test func completeResponseAndRelapse() throws {
    #expect(
      try responses([visit(56, .absent, .measured("9.9")), visit(112, .absent, .measured(10))]) == [
        "CR", "PD",
      ])
    #expect(try responses([visit(56, .absent, .measured(10))]) == ["PR"])
    #expect(try responses([visit(56, .tooSmall, .absent)]) == ["PR"])
    let sums = try recist.assess(targets: targets, visits: [visit(56, .tooSmall, .absent)])[0].sums
    #expect(sums?.current == 5)
  }

  @Test func nonTargetsAloneAndNewLesions() throws {
    let alone = try recist.assess(
      targets: [],
      visits: [.init(day: 56, targets: [:], nonTarget: .nonCompleteNonProgressive, newLesion: false)])
    #expect(alone[0].target == nil && alone[0].overall.outcome == .nonCompleteNonProgressive)
    var new = visit(56, .absent, .absent)
    new.newLesion = true
    #expect(try responses([new]) == ["PD"])
  }

  @Test func foreignTargetsAreRefused() {
    let foreign = RECIST11.Visit(
      day: 56, targets: ["lung": .measured(12)], nonTarget: .notPresent, newLesion: false)
    #expect(throws: Problem.self) { try recist.assess(targets: targets, visits: [foreign]) }
    #expect(throws: Problem.self) {
      try recist.assess(targets: targets, visits: [visit(56, .measured(-1), .absent)])
    }
  }

  @Test func bestOverallFollowsTheCourse() throws {
    let course = try recist.assess(
      targets: targets,
      visits: [visit(56, .measured(40), .measured(16)), visit(112, .measured(38), .measured(16))])
    let policy = RECIST11.BestOverallPolicy(confirmation: true, confirmationDays: 28, minimumStableDays: 42)
    #expect(recist.bestOverall(course.compactMap(\.visit), policy).outcome == .partial)
  }
}
