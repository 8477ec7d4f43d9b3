import Fixtures
import Quantities
import Testing

@testable import Criteria

/// Every row of the selection, liver and kidney vectors.
@Suite struct SelectionVectorTests {
  private func facts(_ row: [String: String], _ columns: [(name: String, column: String)]) -> Facts {
    var facts = Facts()
    for (name, column) in columns {
      facts[name] = row.yesOrNo(column).map { .flag($0) } ?? row.decimal(column).map { .number($0) }
    }
    return facts
  }

  @Test func tata() throws {
    let columns = [
      ("krenning", "krenning"), ("largestLesion", "largest_lesion_mm"), ("extrahepatic", "extrahepatic"),
      ("petAge", "days_pet_before_treatment"), ("haemoglobin", "hb_gdl"), ("erythrocytes", "rbc_per_mm3"),
      ("leukocytes", "wbc_per_mm3"), ("platelets", "plt_per_mm3"), ("bilirubin", "tbil_mgdl"),
      ("bilirubinULN", "tbil_uln"), ("creatinine", "creatinine_mgdl"), ("creatinineClearance", "crcl_ml_min"),
      ("portalVeinThrombosis", "pvt"), ("arteriographyContraindicated", "arteriography_contraindication"),
      ("lifeExpectancy", "life_expectancy_months"),
    ]
    let corrected = try library.rules("tata-ia-prrt")
    let literal = try corrected.setting("erythrocytesMinimum", to: 300_000)
    let faults = try Fixtures.everyRow("eligibility_tata") { check in
      let facts = facts(check.row, columns)
      let result = try corrected.eligibility(facts)
      check.equal("expected_eligible_corrected", result.status.outcome == "eligible")
      check.equal("expected_fail_reasons_corrected", result.failed.map(\.token).joined(separator: " "))
      check.equal(
        "expected_eligible_literal_rbc", try literal.eligibility(facts).status.outcome == "eligible")
      if !result.undetermined.isEmpty { check.fail("undetermined although nothing is missing") }
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func tare() throws {
    let columns = [
      ("ecog", "ecog"), ("bilirubin", "tbil_mgdl"), ("highlySelective", "highly_selective"),
      ("altMultiple", "alt_xULN"), ("astMultiple", "ast_xULN"), ("targetBurden", "burden_percent_of_target"),
      ("innumerable", "too_numerous_to_count"), ("tumourFraction", "tumour_volume_percent"),
      ("albumin", "albumin_gdl"),
      ("lungDoseSingle", "lung_dose_single_gy"), ("lungDoseCumulative", "lung_dose_cumulative_gy"),
      ("gastrointestinalCollateral", "uncorrectable_gi_collateral"), ("compromisedLung", "compromised_lung"),
      ("ascitesOrEncephalopathy", "ascites_or_encephalopathy"), ("creatinine", "creatinine_mgdl"),
      ("platelets", "plt_10e9_l"), ("contrastAllergy", "contrast_allergy"),
      ("lifeExpectancy", "life_expectancy_months"),
      ("bilobar", "bilobar"), ("portalVeinThrombosis", "pvt"),
    ]
    let rules = try library.rules("tare")
    let faults = try Fixtures.everyRow("eligibility_tare") { check in
      let result = try rules.eligibility(facts(check.row, columns))
      check.equal("expected_status", result.status.outcome)
      for (category, column) in [
        ("exclusion", "expected_exclusions"), ("absolute", "expected_absolute"),
        ("relative", "expected_relative"),
      ] {
        check.equal(column, result.failed(in: category).map(\.token).joined(separator: " "))
      }
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func tareCautions() throws {
    let columns = [
      ("bilobar", "bilobar"), ("lowGrade", "low_grade"), ("longLifeExpectancy", "long_life_expectancy"),
      ("lowNormalExposure", "predicted_normal_exposure_low"),
      ("localisedUnresectable", "localised_unresectable"),
      ("biliaryInstrumentation", "prior_biliary_instrumentation"), ("priorEmbolisation", "prior_tae_tace"),
      ("priorSameLobe", "prior_tare_same_lobe"), ("priorPRRT", "prior_prrt"),
      ("olderPatient", "older_patient"),
      ("daysSinceFirstLobe", "days_since_first_lobe"),
    ]
    let rules = try library.rules("tare-cautions")
    let faults = try Fixtures.everyRow("tare_cautions") { check in
      let result = try rules.eligibility(facts(check.row, columns))
      check.equal("expected_messages", result.failed.map(\.text).joined(separator: " | "))
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func liverBurden() throws {
    let rules = try BurdenRules(library)
    let limits: [(BurdenRules.Limit, String)] = [
      (.veryHigh, "mayo_gt75"), (.tareExclusion, "tare_exclusion_gt70"),
      (.tareWithLowAlbumin, "tare_gt50_if_albumin_lt3"), (.tareBilobar, "tare_relative_lt20_bilobar"),
      (.prognostic, "ezziddin_gt25"),
    ]
    let faults = try Fixtures.everyRow("liver_burden") { check in
      let burden = BurdenVolumes(
        tumour: try check.row.need("tumour_ml"), liver: try check.row.need("liver_ml"))
      check.equal("expected_percent", burden.percent?.fixed(decimals: 4))
      check.equal("expected_band", try rules.band(burden).outcome)
      for (limit, column) in limits { check.equal(column, try rules.crosses(limit, burden).outcome) }
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func tumourDoseThresholds() throws {
    let rules = try BurdenRules(library)
    let faults = try Fixtures.everyRow("tare_dose_thresholds") { check in
      check.equal(
        "expected", try rules.predictedResponse(tumourDose: check.row.decimal("tumour_dose_gy")).outcome)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func albi() throws {
    let function = try LiverFunction(library)
    let faults = try Fixtures.everyRow("albi") { check in
      let verdict = function.albi(
        bilirubin: check.row.number("bilirubin_umol_l"), albumin: check.row.number("albumin_g_l"))
      check.near("expected_score", verdict.outcome?.score, decimals: 6)
      check.equal("expected_grade", verdict.outcome?.grade)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func childPugh() throws {
    let function = try LiverFunction(library)
    let faults = try Fixtures.everyRow("child_pugh") { check in
      let row = check.row
      let verdict = try function.childPugh(
        .init(
          bilirubin: row.decimal("bilirubin_mgdl"), albumin: row.decimal("albumin_gdl"),
          inr: row.decimal("inr"),
          ascites: LiverFunction.Ascites(rawValue: row["ascites"] ?? ""),
          encephalopathy: Int(row["encephalopathy_grade"] ?? "")))
      check.equal("expected_points", verdict.outcome?.points)
      check.equal("expected_class", verdict.outcome?.class.rawValue)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func renal() throws {
    let tata = try library.rules("tata-ia-prrt")
    let faults = try Fixtures.everyRow("renal") { check in
      let row = check.row
      let (creatinine, age) = (try row.need("creatinine_mgdl").doubleValue, try row.need("age").doubleValue)
      let sex = try #require(Sex(rawValue: row["sex"] ?? ""))
      let function = try #require(
        RenalFunction(creatinineInMilligramsPerDecilitre: creatinine, age: age, sex: sex))
      let clearance = function.cockcroftGault(weight: try #require(row.number("weight_kg")))
      check.near("expected_cockcroft_gault_ml_min", clearance, decimals: 4)
      check.near("expected_ckdepi2021", function.ckdEPI2021, decimals: 4)
      let items = try tata.eligibility([
        "creatinine": .number(row.decimal("creatinine_mgdl")),
        "creatinineClearance": .number(ExactDecimal(shortest: clearance)),
      ])
      check.equal("tata_renal_exclusion", !items.failed.isEmpty)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func units() throws {
    let measurands = try library.rules("measurands").measurands
    let faults = try Fixtures.everyRow("units") { check in
      let row = check.row
      let measurand = try #require(measurands.values.first { $0.aliases.contains(row["quantity"] ?? "") })
      let result = try measurand.convert(try row.need("value"), from: row["from"] ?? "", to: row["to"] ?? "")
      check.near("expected", result.doubleValue)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  /// The scale ends at 4: a score of 7 is a slip, and makes nobody eligible.
  @Test(
    "A Krenning score beyond its scale is not met",
    arguments: [("2", true), ("3", false), ("4", false), ("7", true)])
  func krenningHasItsScale(_ score: String, _ fails: Bool) throws {
    let verdict = try library.rules("tata-ia-prrt").eligibility(
      Facts(["krenning": .number(#require(ExactDecimal(score)))]))
    #expect(verdict.failed.contains { $0.token == "krenning" } == fails)
  }
}
