@testable import Quantities
import Checks
import Reporting
import Testing

@testable import Criteria

@Suite struct ResponseTests {
  @Test func verdictsNameTheClause() throws {
    let verdict = try RECIST11(library).target(
      SumCourse(baseline: 100, nadir: 40, current: 48), allGone: false, priorComplete: false,
      anyNotEvaluated: false)
    #expect(verdict.outcome == .progressive)
    #expect(verdict.branch.contains("progressionAbsolute = 5 mm"))
    #expect(verdict.inputs.contains(.init("baseline sum", "100 mm")))
    #expect(verdict.source.doi == "10.1016/j.ejca.2008.10.026")
  }

  @Test func nothingToFollowIsNoResponse() throws {
    let none = try RECIST11(library).target(
      SumCourse(baseline: 0, nadir: 0, current: 10), allGone: false, priorComplete: false,
      anyNotEvaluated: false)
    #expect(none.outcome == nil)
    #expect(
      try RECIST11(library).overall(target: nil, nonTarget: .notPresent, newLesion: false).outcome == nil)
    #expect(SumCourse(baseline: 0, nadir: 0, current: 10).percentFromBaseline == nil)
  }

  /// DOTANOC before and DOTATATE after is no metabolic response.
  @Test func tracersMustAgree() throws {
    let eortc = try EORTC1999(library)
    func response(_ same: Bool?) throws -> Verdict<MetabolicResponse> {
      try eortc.response(
        suvBaseline: 20, suvCurrent: 5, cycles: 2, newLesion: false, extentIncrease: 0, resolved: false,
        sameTracer: same)
    }
    #expect(try response(true).outcome == .partial)
    #expect(try response(false).outcome == nil)
    #expect(try response(false).notes.first?.contains("tracer differs") ?? false)
    #expect(try response(nil).missing == ["same tracer as at baseline"])
  }

  @Test func percistElsewhereIsExploratory() throws {
    let verdict = try PERCIST10(library).response(
      sulBaseline: 10, sulCurrent: 6, newLesion: false, resolved: false, glycolysisIncrease: nil, isFDG: false
    )
    #expect(verdict.outcome == .partial)
    #expect(verdict.notes.contains("exploratory: PERCIST was made for FDG"))
    #expect(verdict.notes.contains("total lesion glycolysis was not measured"))
  }

  @Test func choiNeedsAttenuationWhereSizeDoesNotDecide() throws {
    let choi = try ChoiCriterion(library)
    func response(_ size: ExactDecimal) throws -> Verdict<SizeResponse> {
      try choi.response(
        baseline: .init(size: 100, attenuation: nil), current: .init(size: size, attenuation: nil),
        newLesion: false,
        allGone: false)
    }
    #expect(try response(80).outcome == .partial)
    #expect(try response(100).outcome == nil)
  }

  /// The selection does not depend on the order of the list, and says why a lesion was left out.
  @Test func selectionIsStable() throws {
    let recist = try RECIST11(library)
    let lesions = (0..<6).map {
      BaselineLesion(id: "L\($0)", organ: "liver", kind: .solid, long: 20, short: 15, slice: 3)
    }
    #expect(recist.select(lesions).targets.map(\.id) == ["L0", "L1"])
    #expect(recist.select(lesions.reversed()).targets.map(\.id) == ["L0", "L1"])
    #expect(recist.select(lesions).left["L5"] == .largerInOrgan(2))
    let node = BaselineLesion(id: "N", organ: "mesentery", kind: .node, long: 30, short: 12, slice: 3)
    #expect(recist.select([node]).left["N"]?.wording.what == "pathological node below 15 mm: non-target")
  }

  @Test func theOrderOfVisitsDoesNotMatter() throws {
    let recist = try RECIST11(library)
    let policy = RECIST11.BestOverallPolicy(confirmation: true, confirmationDays: 28, minimumStableDays: 42)
    let visits: [RECIST11.VisitResponse] = [
      .init(day: 112, response: .partial), .init(day: 168, response: .progressive),
      .init(day: 56, response: .partial),
      .init(day: 200, response: .complete),
    ]
    let verdict = recist.bestOverall(visits, policy)
    #expect(verdict.outcome == .partial)
    #expect(verdict.notes == ["1 visits after progression are not counted"])
  }

  @Test func receptorScoresNeedTheirReferences() throws {
    let imaging = try ReceptorImaging(library)
    let none = ReceptorImaging.References(bloodPool: nil, liver: nil, spleen: nil)
    #expect(try imaging.krenning(lesion: 10, visible: true, references: none).outcome == nil)
    #expect(try imaging.krenning(lesion: nil, visible: false, references: none).outcome == 0)
    let partial = ReceptorImaging.References(bloodPool: nil, liver: 4, spleen: 20)
    #expect(try imaging.krenning(lesion: 5, visible: true, references: partial).outcome == 3)
  }

  @Test func ratiosNeedPositiveReferences() {
    #expect(UptakeRatios(lesions: [1, 2], normalLiver: 0) == nil)
    #expect(UptakeRatios(numerators: [1], denominators: [1, 2]) == nil)
    #expect(UptakeRatios(lesions: [], normalLiver: 1) == nil)
    #expect(!ReaderVotes([]).isUnanimous && !ReaderVotes([]).majority)
    #expect(!ReaderVotes([true, false]).majority)
  }
}

@Suite struct LiverFunctionTests {
  @Test func missingItemsScoreNothing() throws {
    let function = try LiverFunction(library)
    let open = try function.childPugh(
      .init(bilirubin: 1, albumin: 4, inr: nil, ascites: LiverFunction.Ascites.none, encephalopathy: 0))
    #expect(open.outcome == nil && open.missing == ["INR"])
    let wrong = try function.childPugh(
      .init(bilirubin: 1, albumin: 4, inr: 1, ascites: LiverFunction.Ascites.none, encephalopathy: 5))
    #expect(wrong.outcome == nil)
    #expect(function.albi(bilirubin: 10, albumin: nil).missing == ["albumin"])
    #expect(function.albi(bilirubin: 0, albumin: 40).outcome == nil)
  }

  @Test func performanceStatusHasItsScale() throws {
    let function = try LiverFunction(library)
    #expect(try function.ecog(2).outcome == 2)
    #expect(try function.ecog(6).outcome == nil)
    #expect(try function.ecog(nil).missing == ["ECOG performance status"])
  }

  @Test func kidneysNeedPossibleNumbers() {
    #expect(RenalFunction(creatinineInMilligramsPerDecilitre: 0, age: 60, sex: .male) == nil)
    #expect(RenalFunction(creatinineInMilligramsPerDecilitre: 1, age: 160, sex: .male) == nil)
  }

  @Test func tumourLiesInTheLiver() throws {
    let rules = try BurdenRules(library)
    #expect(try rules.band(BurdenVolumes(tumour: 200, liver: 100)).outcome == nil)
    #expect(BurdenVolumes(tumour: 0, liver: 0).percent == nil)
  }
}
