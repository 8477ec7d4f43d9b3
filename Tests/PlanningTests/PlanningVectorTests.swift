import Fixtures
import Quantities
import Testing

@testable import Planning

extension [String: String] {
  fileprivate func real(_ column: String) throws -> Double {
    try #require(number(column), "column \(column)")
  }
  fileprivate func kilograms(_ column: String) throws -> Mass { .kilograms(try real(column)) }
  fileprivate func millilitres(_ column: String) throws -> Quantity<Millilitre> { .init(try real(column)) }
  fileprivate func shunt() throws -> LungShunt {
    let fraction = try real("lsf")
    return try #require(LungShunt(fraction: fraction))
  }
  fileprivate func k(_ column: String) throws -> EnergyConstant {
    let value = try real(column)
    return try #require(EnergyConstant(joulesPerGigabecquerel: value, basis: "vector"))
  }
}

/// Every row of the Y-90 vectors.
@Suite struct PlanningVectorTests {
  let data: MicrosphereData

  init() throws { data = try MicrosphereData() }

  @Test func bodySurface() throws {
    let faults = try Fixtures.everyRow("y90_bsa") { check in
      let row = check.row
      let (height, weight) = (try row.real("height_cm"), try row.real("weight_kg"))
      let size = try #require(BodySize(heightInCentimetres: height, weightInKilograms: weight))
      let (tumour, normal) = (
        try row.millilitres("tumour_volume_ml"), try row.millilitres("normal_volume_ml")
      )
      let method = try BodySurfaceMethod(
        bodySurfaceArea: size.surfaceAreaDuBois, offset: data.resinRules.bsaOffset)
      check.near("bsa_dubois_m2", size.surfaceAreaDuBois, decimals: 6)
      check.near("tumour_fraction", tumour / (tumour + normal))
      check.near(
        "expected_bsa_activity_gbq", try method.activity(tumour: tumour, normal: normal).inGigabecquerels)
      let volumes = try (
        #require(ExactDecimal(row["tumour_volume_ml"] ?? "")),
        #require(ExactDecimal(row["normal_volume_ml"] ?? ""))
      )
      let empirical = try data.resinRules.empiricalActivity(tumour: volumes.0, liver: volumes.0 + volumes.1)
      check.near("expected_empirical_gbq", empirical.inGigabecquerels)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func modifiedBodySurface() throws {
    let faults = try Fixtures.everyRow("y90_modified_bsa") { check in
      let row = check.row
      let method = try BodySurfaceMethod(
        bodySurfaceArea: row.real("bsa_m2"), offset: data.resinRules.bsaOffset)
      let (tumour, lobe) = (
        try row.millilitres("tumour_volume_in_lobe_ml"), try row.millilitres("lobe_volume_ml")
      )
      let liver = try row.millilitres("whole_liver_volume_ml")
      check.near(
        "expected_activity_gbq",
        try method.lobarActivity(tumourInLobe: tumour, lobe: lobe, liver: liver).inGigabecquerels)
      check.near("tumour_fraction_of_lobe", tumour / lobe)
      check.near("lobe_fraction", lobe / liver)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func lungShuntReduction() throws {
    let faults = try Fixtures.everyRow("y90_resin_lsf_reduction") { check in
      let row = check.row
      let lsf = try #require(ExactDecimal(row["lsf"] ?? ""))
      switch try data.resinRules.reduce(.gigabecquerels(row.real("planned_activity_gbq")), lungShunt: lsf) {
      case .contraindicated:
        check.equal("expected_reduction", "contraindicated")
        check.near("expected_activity_gbq", nil)
      case .reduced(let reduction, let activity):
        check.near("expected_reduction", reduction)
        check.near("expected_activity_gbq", activity.inGigabecquerels)
      }
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func lungShunt() throws {
    let faults = try Fixtures.everyRow("lung_shunt") { check in
      let row = check.row
      let counts = LungShunt.PlanarCounts(
        lungAnterior: try row.real("lung_ant"), lungPosterior: try row.real("lung_post"),
        liverAnterior: try row.real("liver_ant"), liverPosterior: try row.real("liver_post"))
      let shunt = try #require(LungShunt(counts))
      let dose = LungDose(
        .gigabecquerels(try row.real("activity_gbq")), shunt: shunt, k: try row.k("k"),
        previous: AbsorbedDose(try row.real("previous_lung_dose_gy")), limits: data.lung)
      check.near("expected_lsf", shunt.fraction)
      check.near("expected_lung_dose_gy", dose.dose.value)
      check.near("expected_cumulative_gy", dose.cumulative.value)
      check.equal("exceeds_30_single", dose.exceedsSingle)
      check.equal("exceeds_50_cumulative", dose.exceedsCumulative)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func decay() throws {
    let faults = try Fixtures.everyRow("decay") { check in
      let row = check.row
      let halfLife = TimeSpan.hours(try row.real("half_life_h"))
      let decay = try #require(Decay(halfLife: halfLife))
      let activity = decay.activity(Activity(try row.real("activity0")), after: .hours(try row.real("hours")))
      check.near("expected_activity", activity.value)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func glassVials() throws {
    let faults = try Fixtures.everyRow("glass_vial_choice") { check in
      let row = check.row
      let hours = TimeSpan.hours(try row.real("hours_after_calibration"))
      let catalogue = try #require(GlassVials.Catalogue(rawValue: row["catalogue"] ?? ""))
      let choice = data.glass.choose(
        atLeast: .gigabecquerels(try row.real("required_gbq_at_treatment")), after: hours, from: catalogue)
      if let choice {
        check.near("expected_vial_gbq", choice.nominal.inGigabecquerels)
      } else {
        check.equal("expected_vial_gbq", "none")
      }
      check.near("activity_at_treatment_gbq", choice?.atTreatment.inGigabecquerels)
      check.near("excess_percent", choice?.excessPercent)
      check.near("bq_per_sphere_at_treatment", data.glass.activityPerSphere(after: hours).value)
      check.near("spheres_in_vial", choice?.spheres)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func resinPrecalibration() throws {
    let faults = try Fixtures.everyRow("resin_precalibration") { check in
      let activity = data.resin.activity(before: .hours(try check.row.real("hours_before_calibration")))
      check.near("expected_activity_gbq", activity.inGigabecquerels)
      check.near("rounded_0.1", (activity.inGigabecquerels * 10).rounded() / 10)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }
}
