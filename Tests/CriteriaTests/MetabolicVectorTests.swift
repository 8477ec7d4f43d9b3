import Fixtures
import Quantities
import Testing

@testable import Criteria

/// Every row of the uptake vectors.
@Suite struct MetabolicVectorTests {
  @Test func eortc() throws {
    let criterion = try EORTC1999(library)
    let faults = try Fixtures.everyRow("eortc1999") { check in
      let row = check.row
      let verdict = try criterion.response(
        suvBaseline: try row.need("suv_baseline"), suvCurrent: try row.need("suv_current"),
        cycles: try #require(Int(row["cycles_given"] ?? "")), newLesion: row.flag("new_lesion"),
        extentIncrease: try row.need("extent_increase_pct"), resolved: row.flag("resolved"), sameTracer: true)
      check.equal("expected", verdict.outcome?.rawValue)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func percist() throws {
    let criterion = try PERCIST10(library)
    let faults = try Fixtures.everyRow("percist10") { check in
      let row = check.row
      let verdict = try criterion.response(
        sulBaseline: try row.need("sulpeak_baseline"), sulCurrent: try row.need("sulpeak_current"),
        newLesion: row.flag("new_lesion"), resolved: row.flag("resolved_to_background"),
        glycolysisIncrease: row.decimal("tlg_increase_pct"), isFDG: true)
      check.equal("expected", verdict.outcome?.rawValue)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func percistThreshold() throws {
    let criterion = try PERCIST10(library)
    let faults = try Fixtures.everyRow("percist_threshold") { check in
      let row = check.row
      let liver = PERCIST10.Background(mean: try row.need("liver_mean"), deviation: try row.need("liver_sd"))
      let blood = PERCIST10.Background(mean: try row.need("blood_mean"), deviation: try row.need("blood_sd"))
      let least = criterion.measurableFrom(liver: row.flag("liver_usable") ? liver : nil, bloodPool: blood)
      check.equal("expected_min_sulpeak", least.fixed(decimals: 2))
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func krenning() throws {
    let imaging = try ReceptorImaging(library)
    let faults = try Fixtures.everyRow("krenning") { check in
      let row = check.row
      let references = ReceptorImaging.References(
        bloodPool: row.decimal("blood_pool_suv"), liver: row.decimal("liver_suv"),
        spleen: row.decimal("spleen_suv"))
      let score = try imaging.krenning(
        lesion: row.decimal("lesion_suv"), visible: row.yesOrNo("visible"), references: references
      ).outcome
      check.equal("expected_krenning", score)
      let protocolItems = try library.rules("tata-ia-prrt").eligibility([
        "krenning": .number(score.map { ExactDecimal(integerLiteral: $0) })
      ])
      check.equal("eligible_tata_3_or_4", protocolItems.items[0].finding == .passed)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func receptorConfirmation() throws {
    let imaging = try ReceptorImaging(library)
    let faults = try Fixtures.everyRow("sstr_confirmation") { check in
      let row = check.row
      let verdict = try imaging.isConfirmed(
        lesion: try row.need("lesion_suvmax"), normalLiver: try row.need("normal_liver_suvmax_30mm"))
      check.equal("confirmed_gt_2x", verdict.outcome)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func readers() throws {
    let faults = try Fixtures.everyRow("reader_majority") { check in
      let votes = ReaderVotes((check.row["votes"] ?? "").split(separator: " ").map { $0 == "Y" })
      check.equal("expected_majority_gt75", votes.majority)
      check.equal("expected_unanimous", votes.isUnanimous)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func tumourToNormal() throws {
    let faults = try Fixtures.everyRow("tn_ratio") { check in
      let row = check.row
      let normal = try row.need("normal_liver_mean_same_lobe").doubleValue
      let ratios = try #require(
        UptakeRatios(lesions: row.numbers("lesion_mean_concentrations"), normalLiver: normal))
      check.near("expected_per_lesion_tn", ratios.perLesion)
      check.near("expected_lobe_mean_tn", ratios.value(.meanOfRatios))
      check.near("expected_lobe_geometric_mean_tn", ratios.value(.geometricMean))
      check.near("expected_lobe_median_tn", ratios.value(.median))
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func enhancementGate() throws {
    let columns: [(Aggregation, String, String)] = [
      (.meanOfRatios, "mean_of_ratios", "gate_mean_of_ratios"),
      (.ratioOfMeans, "ratio_of_means", "gate_ratio_of_means"),
      (.geometricMean, "geometric_mean", "gate_geometric"), (.median, "median", "gate_median"),
    ]
    let faults = try Fixtures.everyRow("enhancement_ratio_gate") { check in
      let row = check.row
      let ratios = try #require(
        UptakeRatios(
          numerators: row.numbers("suv_ia_5_lesions"), denominators: row.numbers("suv_iv_5_lesions")))
      for (aggregation, value, gate) in columns {
        check.near(value, ratios.value(aggregation))
        check.equal(gate, ratios.reaches(3, by: aggregation))
      }
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }
}
