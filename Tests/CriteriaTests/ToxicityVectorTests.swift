import Fixtures
import Quantities
import Testing

@testable import Criteria

/// Every row of the toxicity vectors.
@Suite struct ToxicityVectorTests {
  let scale: ToxicityScale
  let clinical: ClinicalToxicity

  init() throws {
    scale = try ToxicityScale(library.rules("CTCAE"), measurands: library.rules("measurands"))
    clinical = try ClinicalToxicity(library)
  }

  private func grade(_ row: [String: String]) throws -> LaboratoryGrade {
    let code = row["term"] ?? ""
    let measurand = try #require(scale.measurands[code])
    // The traps have no unit column: all are in the unit of the other file.
    let symbol = row["unit"] ?? (code == "TBIL" ? "mg/dL" : "U/L")
    func amount(_ column: String) throws -> Amount? {
      try row.decimal(column).map { try measurand.amount($0, symbol) }
    }
    let baseline = try amount("baseline").map {
      row["baseline_visit"] == "yes" ? Baseline.thisVisit : .measured($0)
    }
    let finding = LaboratoryFinding(
      value: try #require(try amount("value")), lower: try amount("lln"), upper: try amount("uln"),
      baseline: baseline ?? .missing, onAnticoagulation: row["on_anticoagulation"] == "yes")
    return try scale.grade(code, finding)
  }

  @Test func laboratoryTerms() throws {
    let faults = try Fixtures.everyRow("ctcae_labs") { check in
      let grade = try grade(check.row)
      check.equal("expected_grade", grade.grade)
      let usesBaseline = ["ALT", "AST", "ALP", "GGT", "TBIL", "CREA"].contains(check.row["term"])
      let flagged = grade.flags.contains(.baselineMissing)
      if usesBaseline, flagged != (check.row["baseline"]?.isEmpty ?? true) {
        check.fail("baseline missing flag: \(flagged)")
      }
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func decimalTraps() throws {
    let faults = try Fixtures.everyRow("ctcae_float_traps") { check in
      let grade = try grade(check.row)
      check.equal("expected_grade", grade.grade)
      check.differs("naive_binary_float_grade", grade.grade.map(String.init), from: "expected_grade")
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func ascites() throws {
    let faults = try Fixtures.everyRow("ctcae_ascites") { check in
      let row = check.row
      let finding = ClinicalToxicity.Ascites(
        present: row.yesOrNo("finding"), symptomatic: row.yesOrNo("symptomatic"),
        medicalIntervention: row.yesOrNo("medical_intervention"),
        invasiveIntervention: row.yesOrNo("invasive_intervention"),
        lifeThreatening: row.yesOrNo("life_threatening"), death: row.yesOrNo("death"))
      check.equal("expected_grade", try clinical.ascites(finding).outcome)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func worstValueInWindow() throws {
    let faults = try Fixtures.everyRow("worst_value_window") { check in
      let row = check.row
      let window = try #require(TreatmentWindow(cycles: row.days("cycle_dates")))
      let extreme = try #require(TreatmentWindow.Extreme(rawValue: row["extreme"] ?? ""))
      check.equal("window_start", window.start.description)
      check.equal("window_end_inclusive", window.end.description)
      let worst = window.worst(row.dated("labs_date:value") { ExactDecimal($0) }, extreme)
      check.near("expected_value", worst?.value.doubleValue)
      check.equal("expected_first_date", worst?.day.description)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func newAscites() throws {
    let faults = try Fixtures.everyRow("new_ascites") { check in
      let imaging = check.row.dated("imaging_date:ascites") { $0 == "Y" ? true : $0 == "N" ? false : nil }
      check.equal("expected", NewAscites(cycles: check.row.days("cycle_dates"), imaging: imaging).description)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func radioembolisationInducedLiverDisease() throws {
    let faults = try Fixtures.everyRow("reild") { check in
      let row = check.row
      let finding = ClinicalToxicity.LiverDiseaseFinding(
        days: row["days_after_tare"].flatMap { Int($0) }, bilirubin: row.decimal("bilirubin_mgdl"),
        newAscites: row.yesOrNo("new_ascites"), progression: row.yesOrNo("tumour_progression"),
        obstruction: row.yesOrNo("bile_duct_obstruction"))
      check.equal("expected_reild_sangro2008", try clinical.liverDisease(finding, by: .sangro).outcome)
      check.equal("expected_reild_wide_2w_4mo", try clinical.liverDisease(finding, by: .wide).outcome)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func chronicHepatotoxicity() throws {
    let faults = try Fixtures.everyRow("chronic_hepatotoxicity") { check in
      let row = check.row
      let finding = LateLiverFinding(
        months: row.decimal("months_after_tare"), cirrhosisLike: row.yesOrNo("cirrhosis_like"),
        dysfunction: row.yesOrNo("liver_dysfunction"), ascites: row.yesOrNo("ascites"),
        splenomegaly: row.yesOrNo("splenomegaly"), varices: row.yesOrNo("varices"),
        explainedByProgression: row.yesOrNo("explained_by_progression"))
      check.equal("expected_chronic_signal", try clinical.chronicSignal(finding).outcome)
      check.equal("expected_findings", finding.findings.joined(separator: ";"))
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }
}
