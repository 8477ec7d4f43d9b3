import Diagnostics
@testable import Quantities
import Testing

@testable import Criteria

@Suite struct ToxicityTests {
  let scale: ToxicityScale

  init() throws { scale = try ToxicityScale(library.rules("CTCAE"), measurands: library.rules("measurands")) }

  private func amount(_ code: String, _ value: ExactDecimal, _ unit: String) throws -> Amount {
    try #require(scale.measurands[code]).amount(value, unit)
  }

  private func grade(
    _ code: String, _ value: ExactDecimal, _ unit: String, lower: ExactDecimal? = nil,
    upper: ExactDecimal? = nil,
    baseline: ExactDecimal? = nil, anticoagulated: Bool? = false
  ) throws -> LaboratoryGrade {
    let finding = LaboratoryFinding(
      value: try amount(code, value, unit), lower: try lower.map { try amount(code, $0, unit) },
      upper: try upper.map { try amount(code, $0, unit) },
      baseline: try baseline.map { .measured(try amount(code, $0, unit)) } ?? .missing,
      onAnticoagulation: anticoagulated)
    return try scale.grade(code, finding)
  }

  /// Missing limits leave the grade open unless a fixed limit has decided already; never 0.
  @Test func missingLimitsAreNotNormal() throws {
    let noULN = try grade("ALT", 500, "U/L", baseline: 20)
    #expect(noULN.grade == nil && noULN.gap == .upperLimitMissing)
    let noLLN = try grade("PLT", 86, "10^9/L")
    #expect(noLLN.grade == nil && noLLN.gap == .lowerLimitMissing && noLLN.atLeast == 0)
    #expect(try grade("PLT", 70, "10^9/L").grade == 2)
    let creatinine = try grade("CREA", "2.0", "mg/dL", baseline: 1)
    #expect(creatinine.grade == nil && creatinine.atLeast == 2)
  }

  /// CTCAE v5.0: without anticoagulation above 1.2, 1.5 and 2.5; with it above 1, 1.5 and 2.5 times the baseline.
  @Test("Anticoagulation that was not answered is not no: a grade stands where both readings give it")
  func unansweredAnticoagulation() throws {
    func inr(_ value: ExactDecimal, _ on: Bool?, baseline: ExactDecimal? = 2) throws -> LaboratoryGrade {
      try grade("INR", value, "1", upper: "1.2", baseline: baseline, anticoagulated: on)
    }
    // 2.6 is grade 3 without, and 1.3 × the baseline with.
    #expect(try inr("2.6", false).grade == 3 && inr("2.6", true).grade == 1)
    let open = try inr("2.6", nil)
    #expect(open.grade == nil && open.gap == .anticoagulationUnknown && open.atLeast == 1)
    // 5.1 is grade 3 either way; and without a baseline there is one reading alone.
    #expect(try inr("5.1", nil).grade == 3)
    #expect(try inr("2.6", nil, baseline: nil).grade == inr("2.6", false, baseline: nil).grade)
    // Other terms do not ask.
    #expect(try grade("ALT", 130, "U/L", upper: 40, baseline: 30, anticoagulated: nil).grade == 2)
  }

  @Test func impossibleNumbersAreNotGraded() throws {
    #expect(try grade("ALT", -1, "U/L", upper: 50).grade == nil)
    #expect(try grade("ALT", 60, "U/L", upper: 0).gap == .limitNotPositive)
    #expect(try grade("ALT", 60, "U/L", upper: 50, baseline: 0).gap == .limitNotPositive)
    #expect(try grade("ALT", 60, "U/L", lower: 0, upper: 50).grade == 1)
  }

  /// The grade does not depend on the unit in which a laboratory prints.
  @Test(arguments: [("9.9", 2), ("10", 1), ("8", 2), ("7.9", 3)])
  func unitsDoNotMatter(_ grams: String, _ expected: Int) throws {
    let value = try #require(ExactDecimal(grams))
    #expect(try grade("HGB", value, "g/dL", lower: 12).grade == expected)
    #expect(try grade("HGB", value * 10, "g/L", lower: 120).grade == expected)
    #expect(try grade("HGB", value * "0.6206", "mmol/L", lower: 12 * "0.6206").grade == expected)
  }

  @Test func limitsInAnotherUnitAreCompared() throws {
    let finding = LaboratoryFinding(
      value: try amount("TBIL", "30.7872", "umol/L"), upper: try amount("TBIL", "1.2", "mg/dL"),
      baseline: .missing)
    // 30.7872 µmol/L is exactly 1.8 mg/dL, 1.5 times the limit.
    #expect(try scale.grade("TBIL", finding).grade == 1)
  }

  @Test func theVerdictExplainsItself() throws {
    let grade = try grade("ALT", "295.1", "U/L", upper: 55, baseline: 59)
    let text = grade.verdict(scale.source).description
    #expect(
      text
        == "CTCAE Alanine aminotransferase increased: 3 because > 5 × baseline (baseline abnormal); ALT 295.1 U/L, ULN 55 U/L, baseline 59 U/L [CTCAE v5.0 (27 November 2017), document version 2]"
    )
    let open = try self.grade("CREA", 2, "mg/dL", baseline: 1).verdict(scale.source)
    #expect(open.outcome == nil)
    #expect(open.missing == ["upper limit of normal"])
    #expect(open.notes.contains("at least grade 2"))
  }

  @Test func flagsWhatAReaderMustKnow() throws {
    #expect(try grade("CREA", "0.9", "mg/dL", upper: "1.2", baseline: "0.5").flags == [.insideReferenceRange])
    #expect(try grade("INR", "2.4", "1", anticoagulated: true).flags == [.anticoagulatedWithoutBaseline])
    #expect(try grade("INR", "2.4", "1").flags.isEmpty)
    #expect(try grade("ALT", 60, "U/L", upper: 55).flags == [.baselineMissing])
    #expect(try grade("PLT", 60, "10^9/L", lower: 150).flags.isEmpty)
  }

  /// A higher value of a rising term never has a lower grade, and the other way round.
  @Test(arguments: [
    "ALT", "AST", "ALP", "GGT", "TBIL", "CREA", "INR", "HGB", "PLT", "WBC", "ANC", "LYM", "ALB", "EGFR",
  ])
  func gradesAreMonotone(_ code: String) throws {
    let term = try #require(scale.terms[code])
    let unit = try #require(scale.measurands[code]).units[0].symbol
    let grades = try (1...400).map { n in
      try #require(
        try grade(code, ExactDecimal(integerLiteral: n) * "0.5", unit, lower: 100, upper: 100, baseline: 90)
          .grade)
    }
    #expect(term.rises ? grades == grades.sorted() : grades == grades.sorted(by: >))
  }

  @Test func unknownTermsAndUnitsAreRefused() throws {
    #expect(throws: Problem.self) { try amount("ALT", 1, "mg/dL") }
    let finding = LaboratoryFinding(value: try amount("RBC", 4, "10^12/L"), baseline: .missing)
    #expect(throws: Problem.self) { try scale.grade("RBC", finding) }
  }

  @Test func clinicalTermsNeedTheirFacts() throws {
    let clinical = try ClinicalToxicity(library)
    #expect(try clinical.ascites(.init(present: true)).outcome == nil)
    #expect(try clinical.ascites(.init(present: nil, death: true)).outcome == nil)
    #expect(try clinical.ascites(.init(present: false)).outcome == 0)
    let failure: Facts = [
      "death": .flag(false), "lifeThreatening": .flag(false), "encephalopathyGrade": .number(1),
      "asterixis": .flag(false),
      "drugInducedInjury": .flag(false), "selfCareLimited": .flag(false),
    ]
    #expect(try clinical.grade("hepaticFailure", failure).outcome == 3)
    #expect(
      try clinical.grade(
        "portalHypertension",
        [
          "death": .flag(false), "lifeThreatening": .flag(false), "reversedFlow": .flag(false),
          "decreasedFlow": .flag(true),
        ]
      ).outcome == 2)
    #expect(try clinical.liverDiseaseGrade(["death": .flag(true)]).outcome == 5)
    let open = try clinical.liverDisease(
      .init(days: 42, bilirubin: 5, newAscites: true, progression: nil, obstruction: false), by: .sangro)
    #expect(open.outcome == nil && open.missing == ["tumour progression"])
  }
}

@Suite struct WindowTests {
  private let day = { (text: String) in CalendarDay(iso8601: text)! }

  @Test func baselineIsTheLastBeforeTreatment() {
    let values = [
      Dated(day("2021-01-01"), 1), Dated(day("2021-02-09"), 2), Dated(day("2021-02-10"), 3),
      Dated(day("2021-01-09"), 4),
    ]
    let window = BaselineWindow(firstCycle: day("2021-02-10"), includesTreatmentDay: false)
    #expect(window.baseline(values)?.value == 2)
    #expect(
      BaselineWindow(firstCycle: day("2021-02-10"), includesTreatmentDay: true).baseline(values)?.value == 3)
    #expect(
      BaselineWindow(firstCycle: day("2021-02-09"), includesTreatmentDay: false).baseline(values)?.value == 4)
    #expect(BaselineWindow(firstCycle: day("2022-02-10"), includesTreatmentDay: true).baseline(values) == nil)
  }

  @Test func noCyclesNoWindow() {
    #expect(TreatmentWindow(cycles: []) == nil)
    #expect(NewAscites(cycles: [], imaging: []) == .undeterminable)
    // In a record, what was not recorded was not there.
    let first = day("2026-03-01")
    #expect(NewAscites(cycles: [], recorded: []) == nil)
    #expect(NewAscites(cycles: [first], recorded: []) == .no)
    #expect(NewAscites(cycles: [first], recorded: [Dated(first, true)]) == .yes(first))
    #expect(NewAscites(cycles: [first], recorded: [Dated(day("2026-02-01"), true)]) == .presentBefore)
  }
}
