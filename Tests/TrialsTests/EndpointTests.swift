import Fixtures
import Foundation
@testable import Statistics
import Testing

@testable import Trials

@Suite("Endpoints")
struct EndpointTests {
  let plan = try! ProtocolFile(text: ProtocolTemplate.lutia.text, document: "p").plan

  @Test("The lesions that count: strictly longer than 30 mm, three of them, the longest")
  func lesions() {
    let rule = LesionRule(maximum: 3, longerThanMillimetres: 30)
    let chosen = rule.select([("a", 30), ("b", 31), ("c", 60), ("d", 31), ("e", 45), ("f", 12)])
    #expect(chosen == ["c", "e", "b"])
    #expect(rule.select([("a", 30)]) == [])
  }

  /// R 4.2.2: paired_t.*, paired_t_log.* of the same file.
  @Test("Primary analysis on both scales against R")
  func primary() throws {
    let rows = try Fixtures.table(Fixtures.statistics.appending(path: "paired_tn.csv"))
    let results = try oracle()
    let (ia, iv) = (rows.map { $0.number("tn_ia")! }, rows.map { $0.number("tn_iv")! })
    let raw = try PairedComparison(ia, iv, scale: .raw)
    let log = try PairedComparison(ia, iv, scale: .log)
    #expect(agree(raw.p, try #require(results["paired_t.p"]), relative: 1e-8))
    #expect(agree(log.p, try #require(results["paired_t_log.p"]), relative: 1e-8))
    #expect(agree(log.estimate, try #require(results["paired_t_log.ratio"]), relative: 1e-8))
    #expect(raw.otherScaleP == log.p && log.otherScaleP == raw.p)
    // The lesson: which scale was chosen decides what is found.
    #expect(raw.p != log.p)
  }

  /// R 4.2.2, nlme: lmm_reml.* of tn_cycles.csv.
  @Test("Several cycles by the mixed model against R")
  func cycles() throws {
    let values = try Fixtures.table(Fixtures.statistics.appending(path: "tn_cycles.csv")).map { row in
      CycleValue(
        patient: row["patient"]!, cycle: Int(row["cycle"]!)!, isTreated: row["arm"] == "IA",
        value: row.number("tn")!)
    }
    let model = try CyclesModel(values, scale: .log)
    let reference = try JSONDecoder().decode(
      LMMReference.self, from: Data(contentsOf: Fixtures.statistics.appending(path: "lmm_reference.json")))
    #expect(agree(log(model.estimate), reference.REML.coef[1], relative: 1e-6))
    #expect(agree(pow(model.betweenPatients, 2), reference.REML.var_patient, relative: 1e-6))
    #expect(agree(pow(model.withinPatient, 2), reference.REML.var_residual, relative: 1e-6))
    #expect(model.interactionP != nil && model.interval.contains(model.estimate))
  }

  @Test("Patients without one of the lobes are left out of the pairs and named")
  func incomplete() throws {
    var values = (1...5).flatMap { n in
      [
        CycleValue(patient: "P\(n)", cycle: 1, isTreated: true, value: 4 + Double(n)),
        CycleValue(patient: "P\(n)", cycle: 1, isTreated: false, value: 3 + Double(n * n) / 10),
      ]
    }
    values.append(CycleValue(patient: "P6", cycle: 1, isTreated: true, value: 9))
    let analysis = try WithinPatientAnalysis(values, plan: plan)
    #expect(analysis.incomplete == ["P6"] && analysis.primary.count == 5)
    #expect(analysis.later == nil && analysis.byCycle.keys.sorted() == [1])
  }

  /// `sample_size_paired_t.csv`, R `power.t.test`, and the seed's reading of the published LUTIA interval.
  @Test("Power of 26 pairs, and of the published result")
  func power() throws {
    let plan = SamplePlan(pairs: 26, alpha: 0.05)
    #expect(abs(plan.detectable80 - 0.572) < 0.0005 && abs(plan.detectable90 - 0.662) < 0.0005)
    // Ratio 1.17 [1.00–1.37] of 27 pairs implies SD(log ratio) 0.398: found in every second such trial.
    let published = SamplePlan(pairs: 27, alpha: 0.05, observedEffect: log(1.17) / 0.398)
    #expect(abs(published.power! - 0.51) < 0.01 && published.pairsFor80 == 53)
  }

  @Test("Organs and gate of an arterial against a venous scan")
  func enhancement() throws {
    let plan = try ProtocolFile(text: ProtocolTemplate.lutarterial.text, document: "p").plan
    let uptake = [
      "kidney": ["A": (8.0, 10.0), "B": (9.0, 12.0), "C": (7.0, 9.5)], "marrow": ["A": (1.0, 1.1)],
    ]
    let patients = [3.2, 2.9, 3.5].enumerated().map { n, ratio in
      EnhancementAnalysis.Patient(name: "\(n)", ratios: [.meanOfRatios: ratio], passesGate: ratio >= 3)
    }
    let analysis = EnhancementAnalysis(
      uptake: uptake.mapValues { $0.mapValues { (arterial: $0.0, venous: $0.1) } }, patients: patients,
      plan: plan)
    #expect(analysis.eligible == ["0", "2"])
    let kidney = try #require(analysis.regions[0].comparison)
    #expect(agree(kidney.estimate, pow(8.0 / 10 * 9 / 12 * 7 / 9.5, 1.0 / 3), relative: 1e-12))
    #expect(analysis.regions[1].comparison == nil && analysis.regions[1].patients == 1)
    #expect(agree(analysis.overall!.ratio, pow(3.2 * 2.9 * 3.5, 1.0 / 3), relative: 1e-12))
    let residence = ResidenceSummary(region: "kidney", hours: [2, 4])
    #expect(residence.mean == 3 && agree(residence.standardDeviation!, 2.0.squareRoot()))
  }

  private struct LMMReference: Decodable {
    struct Fit: Decodable {
      var coef: [Double]
      var var_residual, var_patient: Double
    }
    var REML: Fit
  }

  private func oracle() throws -> [String: Double] {
    let rows = try Fixtures.table(Fixtures.statistics.appending(path: "results_R.csv"))
    return Dictionary(
      rows.compactMap { row in
        Double(row["V2"]!.trimmingCharacters(in: .whitespaces)).map { (row["V1"]!, $0) }
      }, uniquingKeysWith: { a, _ in a })
  }
}
