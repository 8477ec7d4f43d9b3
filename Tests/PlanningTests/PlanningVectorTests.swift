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

  @Test func singleCompartment() throws {
    let faults = try Fixtures.everyRow("y90_mird") { check in
      let row = check.row
      let method = try SingleCompartment(
        mass: row.kilograms("perfused_mass_kg"), shunt: row.shunt(), k: row.k("k_j_per_gbq"),
        residual: row.real("residual_fraction"))
      let activity = method.activity(for: AbsorbedDose(try row.real("target_dose_gy")))
      check.near("expected_activity_gbq", activity.inGigabecquerels)
      check.near("check_dose_gy", method.dose(activity).value)
      check.near("expected_lung_dose_gy_1kg", method.lungDose(activity, limits: data.lung).dose.value)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

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

  @Test func partition() throws {
    let faults = try Fixtures.everyRow("y90_partition") { check in
      let row = check.row
      let model = try PartitionModel(
        tumourToNormal: row.real("tn_ratio"), tumour: row.kilograms("tumour_mass_kg"),
        normal: row.kilograms("normal_mass_kg"), shunt: row.shunt(), k: row.k("k"))
      let activity = model.activity(normalDose: AbsorbedDose(try row.real("normal_liver_dose_gy")))
      let doses = model.doses(activity, lungMass: data.lung.mass)
      check.near("expected_activity_gbq", activity.inGigabecquerels)
      check.near("expected_tumour_dose_gy", doses.tumour.value)
      check.near("expected_normal_dose_gy", doses.normal.value)
      check.near("expected_lung_dose_gy_1kg", doses.lung.value)
      check.near("expected_activity_gbq", model.activity(tumourDose: doses.tumour).inGigabecquerels)
      check.differs("known_wrong_activity_gbq", activity.inGigabecquerels, from: "expected_activity_gbq")
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func constrainedPartition() throws {
    let faults = try Fixtures.everyRow("y90_partition_constrained") { check in
      let row = check.row
      let model = try PartitionModel(
        tumourToNormal: row.real("tn_ratio"), tumour: row.kilograms("tumour_mass_kg"),
        normal: row.kilograms("normal_mass_kg"), shunt: row.shunt(), k: row.k("k"))
      let plan = try model.largestActivity(
        normal: AbsorbedDose(row.real("normal_limit_gy")), lung: AbsorbedDose(row.real("lung_limit_gy")),
        lungMass: data.lung.mass)
      check.near("expected_max_activity_gbq", plan.activity.inGigabecquerels)
      check.equal("expected_limiting_organ", plan.limitingOrgan.rawValue)
      check.near("expected_tumour_dose_gy", plan.doses.tumour.value)
      check.near("expected_normal_dose_gy", plan.doses.normal.value)
      check.near("expected_lung_dose_gy", plan.doses.lung.value)
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
