import Fixtures
import Foundation
@testable import Quantification
@testable import Quantities
import Testing

@Suite("Reference rows of uptake and burden")
struct VectorTests {
  @Test("Standardised uptake values over dates") func suv() throws {
    let faults = try Fixtures.everyRow("suv_dicom") { check in
      let row = Row(cells: check.row)
      let injection = try #require(DateTime(iso8601: row.cells["injection_datetime"]!))
      let start = try #require(DateTime(iso8601: row.cells["scan_start_datetime"]!))
      let half = try #require(
        ["Y-90": 64.2, "Lu-177": 159.528, "Ga-68": 67.71 / 60, "Tc-99m": 6.0067][row.cells["nuclide"]!])
      let weight = row.number("weight_kg")!
      let uptake = try UptakeNormalisation(
        weight: weight, injected: Activity(row.number("injected_bq")!), injection: injection,
        halfLife: .hours(half))
      let instant =
        switch row.cells["decay_correction"]! {
        case "START": start
        case "ADMIN": injection
        default: start.advanced(by: .hours(row.number("frame_delay_h_if_none")!))
        }
      let concentration = Quantity<BecquerelPerMillilitre>(row.number("voxel_bq_ml")!)
      let suv = uptake.bodyWeight(concentration, at: instant)
      let mass = try LeanBodyMass(
        .janmahasatian, weight: weight, height: row.number("height_cm")!,
        sex: try #require(LeanBodyMass.Sex(rawValue: row.cells["sex"]!)))
      check.expect(agree(start.since(injection).inHours, row.number("expected_delta_h")!, relative: 1e-6))
      check.expect(agree(suv, row.number("expected_suvbw")!))
      check.expect(
        agree(uptake.leanMass(concentration, at: instant, mass), row.number("expected_sul_janma")!))
      // Where the scan is on another day the answer must not be the one from times of day.
      let wrong = row.number("wrong_value_if_date_ignored")!
      if !agree(wrong, row.number("expected_suvbw")!) { check.expect(!agree(suv, wrong, relative: 1e-3)) }
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test("Lean body mass", arguments: try Row.all("body_size"))
  func leanMass(row: Row) throws {
    let sex = try #require(LeanBodyMass.Sex(rawValue: row.cells["sex"]!))
    let (w, h) = (row.number("weight_kg")!, row.number("height_cm")!)
    let james = try LeanBodyMass(.james128, weight: w, height: h, sex: sex).kilograms
    let janma = try LeanBodyMass(.janmahasatian, weight: w, height: h, sex: sex).kilograms
    #expect(abs(james - row.number("expected_lbm_james128")!) <= 0.5e-5)
    #expect(abs(janma - row.number("expected_lbm_janmahasatian")!) <= 0.5e-5)
  }

  @Test("Bands and limits of liver burden", arguments: try Row.all("liver_burden"))
  func burden(row: Row) throws {
    let burden = try LiverBurden(
      tumour: Quantity(row.number("tumour_ml")!), liver: Quantity(row.number("liver_ml")!))
    #expect(abs(burden.percent - row.number("expected_percent")!) <= 0.5e-4)
    #expect(burden.band.rawValue == row.cells["expected_band"])
    #expect(burden.exceeds(percent: 75) == row.cells.flag("mayo_gt75"))
    #expect(burden.exceeds(percent: 70) == row.cells.flag("tare_exclusion_gt70"))
    #expect(burden.exceeds(percent: 50) == row.cells.flag("tare_gt50_if_albumin_lt3"))
    #expect(burden.isBelow(percent: 20) == row.cells.flag("tare_relative_lt20_bilobar"))
    #expect(burden.exceeds(percent: 25) == row.cells.flag("ezziddin_gt25"))
  }

  @Test("Receptor confirmation is strict", arguments: try Row.all("sstr_confirmation"))
  func confirmation(row: Row) {
    let confirmed = ReceptorConfirmation.isConfirmed(
      lesionMaximum: row.number("lesion_suvmax")!, normalMaximum: row.number("normal_liver_suvmax_30mm")!)
    #expect(confirmed == row.cells.flag("confirmed_gt_2x"))
  }

  @Test("Tumour-to-normal ratios", arguments: try Row.all("tn_ratio"))
  func ratios(row: Row) throws {
    let ratio = try TumourToNormal(
      lesionMeans: row.numbers("lesion_mean_concentrations"),
      normalMean: row.number("normal_liver_mean_same_lobe")!)
    let expected = row.numbers("expected_per_lesion_tn")
    #expect(ratio.ratios.count == expected.count)
    for (found, value) in zip(ratio.ratios, expected) { #expect(agree(found, value)) }
    #expect(agree(ratio.mean, row.number("expected_lobe_mean_tn")!))
    #expect(agree(ratio.geometricMean, row.number("expected_lobe_geometric_mean_tn")!))
    #expect(agree(ratio.median, row.number("expected_lobe_median_tn")!))
  }
}
