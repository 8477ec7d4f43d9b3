import Diagnostics
import Fixtures
import Foundation
import Quantities
import Stages
import Testing

@testable import Documents
@testable import Studies

/// Plan files from text to their pages.
@Suite struct PlanTests {
  static let home = URL(filePath: "/nowhere/plan.json5")

  private func record(_ text: String) throws -> PlanRecord {
    try PlanTask.record(PlanFile.parse(text, at: Self.home), work: Self.home) { _, _ in }
  }

  @Test(arguments: [PlanTemplate.Kind.tare, .prrt])
  func templatesRunAsTheyStand(_ kind: PlanTemplate.Kind) throws {
    try JourneyTests.inFolder { folder in
      let file = folder.appending(path: "plan.json5")
      _ = try PlanTemplate.run(kind, to: file, overwrite: false)
      #expect(throws: Problem.self) { try PlanTemplate.run(kind, to: file, overwrite: false) }
      let outcome = try PlanTask.run(PlanFile.read(file), to: folder.appending(path: "out")) { _, _ in }
      #expect(outcome.review.isEmpty)
      let table = kind == .prrt ? "tables/planned-cycles.csv" : "plan.csv"
      for name in ["plan.html", "plan.pdf", "plan.json", table] {
        let data = try Data(contentsOf: folder.appending(path: "out/" + name))
        #expect(data.count > (name == table ? 100 : 1000), "\(name)")
      }
      let page = try String(contentsOf: folder.appending(path: "out/plan.html"), encoding: .utf8)
      #expect(page.contains("Research use only") && !page.contains("src=\"http"))
      let json = try JSONSerialization.jsonObject(with: Data(outcome.json.utf8)) as? [String: Any]
      #expect(json?["hepatica"] as? Int == 1 && json?["researchUse"] != nil)
    }
  }

  /// 40 Gy to 1540 mL of normal liver of which 880 mL are perfused: D = k A (1 − L)(1 − R) m_n/(Σ r m m_N) by hand.
  @Test func theTemplatesNumbersByHand() throws {
    let injection = try #require(try record(PlanTemplate.text(.tare)).radioembolisation?.injections.first)
    let shunt = 31.0 / 911, effective = 880 + 160 * 5.2 + 60 * 3.1
    let perActivity = 50 * (1 - shunt) * 0.99 / (effective * 1.05e-3) * 880 / 1540
    #expect(agree(try #require(injection.prescribedGBq), 40 / perActivity, relative: 1e-9))
    let tumour = try #require(injection.models.last?.dosesGy.tumour?.value)
    #expect(agree(tumour, 40.0 * 1540 / 880 * (160 * 5.2 + 60 * 3.1) / 220, relative: 1e-9))
    #expect(injection.proposals.first { $0.isPrescribed }?.limiting?.region == "normal liver")
    let vial = try #require(injection.vials.first { $0.isChosen })
    // The smallest vial that reaches the prescription would put 42.2 Gy into normal liver, the one before 39.8 Gy.
    #expect(vial.nominalGBq == 8 && injection.publishedResponse == "response predicted")
    let sufficient = try #require(injection.vials.first { $0.isSufficient })
    #expect(sufficient.nominalGBq == 8.5)
    let normal = try #require(injection.injectedDosesGy?.normalLiver?.value)
    #expect(agree(normal, 40 * vial.atTreatmentGBq / (40 / perActivity), relative: 1e-9) && normal < 40)
    #expect(injection.spread.count == 4)
  }

  private static let minimal = """
    {
      hepatica: 1, patient: { pseudonym: "X" },
      tare: {
        microspheres: "resin", energyConstant: "literature",
        liver: { ml: 1500, tumourMl: 200 }, lungs: { shuntFraction: 0.1 },
        earlier: [{ date: "2025-01-02", treatment: "resin", lungGy: 25, normalLiverGy: 20 }],
        limits: [{ region: "normalLiver", gray: 700, cumulative: true, source: "test" }],
        injections: [INJECTIONS],
      },
    }
    """

  private func plan(_ injections: String) -> String {
    Self.minimal.replacingOccurrences(of: "INJECTIONS", with: injections)
  }

  private let right = """
    { name: "right", perfusedMl: 900, tumours: [{ name: "T", ml: 150, toNormal: 4 }], prescribe: 4.0 }
    """
  private let left = """
    { name: "left", perfusedMl: 600, tumours: [{ name: "T", ml: 50, toNormal: 4 }], prescribe: 3.0 }
    """

  /// 7 GBq × 0.1 × 49.67 J/GBq are 34.8 Gy in 1 kg: above 30 Gy, and with 25 Gy before above 50 Gy.
  @Test func injectionsOfOneSessionAddUp() throws {
    let tare = try record(plan("\(right), \(left)"))
    let session = try #require(tare.radioembolisation?.sessions.first)
    #expect(agree(session.activityGBq, 7) && session.injections == ["right", "left"])
    let single = try #require(session.judged.first { $0.limit.scope == "single" })
    #expect(agree(single.doseGy.value, 34.769) && single.isCrossed)
    let cumulative = try #require(session.judged.first { $0.limit.name == "lungs, cumulative" })
    #expect(agree(cumulative.totalGy, 59.769) && cumulative.isCrossed)
    #expect(
      agree(try #require(session.reductionFactor), 25 / 34.769) && session.reductionBy == "lungs, cumulative")
    #expect(tare.review.contains { $0.contains("exceeds 50 Gy") })
    let apart = try record(
      plan("\(right), \(left.replacingOccurrences(of: "name: \"left\"", with: "name: \"left\", session: 2"))")
    )
    #expect(apart.radioembolisation?.sessions.count == 2)
    #expect(
      apart.radioembolisation?.sessions[0].judged.first { $0.limit.scope == "single" }?.isCrossed == false)
  }

  /// The vial decays from its measurement to the start, the residual back from its own.
  @Test func whatWasGivenIsCarriedToTheStart() throws {
    let given = right.replacingOccurrences(
      of: "prescribe: 4.0",
      with: """
        prescribe: 4.0, given: { start: "2026-03-12T10:00:00", vialGBq: 4.6, measured: "2026-03-12T04:00:00",
          residualGBq: 0.2, residualMeasured: "2026-03-12T12:00:00" }
        """)
    let injection = try #require(try record(plan(given)).radioembolisation?.injections.first)
    let expected = 4.6 * exp2(-6 / 64.2) - 0.2 * exp2(2 / 64.2)
    #expect(agree(try #require(injection.given?.netGBq), expected, relative: 1e-9))
    #expect(injection.given?.isWithinTolerance == true)
    let short = given.replacingOccurrences(of: "vialGBq: 4.6", with: "vialGBq: 4.0")
    let late = try record(plan(short))
    #expect(late.radioembolisation?.injections.first?.given?.isWithinTolerance == false)
    #expect(late.review.contains { $0.contains("outside ±10 %") })
  }

  @Test func predictedStandsBesideDelivered() throws {
    try JourneyTests.inFolder { folder in
      let delivered = DoseSummary(
        title: "TARE", engine: "voxel kernel", nuclide: "Y-90",
        regions: [Self.region("GTV", 180, 12), Self.region("Liver without lesions", 50, 4)])
      try JSONEncoder().encode(delivered).write(to: folder.appending(path: "summary.json"))
      let text = plan(
        right.replacingOccurrences(
          of: "prescribe: 4.0", with: "prescribe: 4.0, delivered: { T: \"GTV\", tumour: \"GTV\" }")
      )
      .replacingOccurrences(
        of: "injections:",
        with:
          "delivered: { summary: \"summary.json\", regions: { normalLiver: \"Liver without lesions\" } }, injections:"
      )
      let plan = try PlanFile.parse(text, at: folder.appending(path: "plan.json5"))
      // The only tumour is all of them.
      let both = try #require(PlanTask.record(plan, work: folder) { _, _ in }.radioembolisation)
      let rows = try #require(both.injections.first?.comparison)
      #expect(rows.count == 2 && rows[0].predictedGy.value == rows[1].predictedGy.value)
      #expect(rows.allSatisfy { $0.region == "T" }, "by its own name, whatever the file called it")
      let one = try PlanFile.parse(
        text.replacingOccurrences(of: "T: \"GTV\", ", with: ""), at: folder.appending(path: "plan.json5"))
      let record = try #require(try PlanTask.record(one, work: folder) { _, _ in }.radioembolisation)
      let tumour = try #require(record.injections.first?.comparison.first)
      let predicted = try #require(record.injections.first?.models.last?.dosesGy.tumour?.value)
      #expect(tumour.predictedGy.value == predicted && tumour.deliveredGy.value == 180)
      #expect(agree(tumour.deviationPercent, 100 * (180 / predicted - 1), relative: 1e-9))
      #expect(record.total.first?.structure == "Liver without lesions")
    }
  }

  /// 4 GBq leave 199 J: 2400 Gy in 105 g are 252 J, 1.27 times that; 3000 Gy are 1.6 times that.
  @Test func aDeliveredDoseNeedsTheActivityThatWasGiven() throws {
    try JourneyTests.inFolder { folder in
      func findings(_ gray: Double) throws -> [String] {
        let summary = DoseSummary(
          title: "TARE", engine: "voxel kernel", nuclide: "Y-90", regions: [Self.region("GTV", gray, 12)])
        try JSONEncoder().encode(summary).write(to: folder.appending(path: "summary.json"))
        let text = plan(right).replacingOccurrences(
          of: "injections:", with: "delivered: { summary: \"summary.json\" }, injections:")
        let plan = try PlanFile.parse(text, at: folder.appending(path: "plan.json5"))
        return try PlanTask.record(plan, work: folder) { _, _ in }.review
      }
      let words = "times the energy of all decays of what was administered"
      let (usual, high) = (try findings(180), try findings(2400))
      #expect(!usual.contains { $0.contains(words) })
      #expect(high.contains { $0.contains("1.27 \(words)") }, "\(high)")
      let problem = #expect(throws: Problem.self) { _ = try findings(3000) }
      #expect(problem?.remedy.contains("administered activity") == true)
    }
  }

  static func region(_ name: String, _ gray: Double, _ u: Double) -> RegionDose {
    RegionDose(
      region: Region(program: name), volume: Uncertain(Quantity(100)), mass: Uncertain(Mass(105)),
      mean: Uncertain(AbsorbedDose(gray), standardUncertainty: AbsorbedDose(u)), minimum: .zero,
      maximum: AbsorbedDose(2 * gray), doseAtVolume: [:],
      histogram: DoseVolumeHistogram(dose: [0], volumeFraction: [1]))
  }

  /// All mistakes at once, each with its line.
  @Test func everyMistakeIsNamedWithItsLine() throws {
    let text = """
      { hepatica: 2,
        patient: { weightKg: "70" },
        tare: {
          microspheres: "sand",
          energyConstant: 50,
          liver: { ml: 1500, tumourMl: 1600 },
          lungs: { shuntFraction: 1.2 },
          limits: [{ region: "spleen", gray: -4, source: "x" }],
          injections: [
            { name: "a", perfusedMl: 100, tumours: [{ name: "T", ml: 150, toNormal: 0 }], prescribe: "guess" },
            { name: "a", treatmnt: "2026-03-12", vial: { calibration: "yesterday" } },
          ],
        },
      }
      """
    let problems = try #require(#expect(throws: Problems.self) { try PlanFile.parse(text, at: Self.home) })
    let all = problems.all.map { "\($0.location) \($0.what)" }
    for (line, word) in [
      (1, "format 2"), (2, "pseudonym"), (2, "number is expected"), (4, "sand"), (5, "an object"),
      (6, "1600"),
      (7, "1.2"),
      (8, "spleen"), (8, "-4"),
      (10, "larger"), (10, "guess"), (10, "ratio of 0"), (11, "perfusedMl"), (11, "yesterday"),
      (11, "treatmnt"), (11, "treatment"),
    ] {
      #expect(
        all.contains { $0.hasPrefix("plan.json5:\(line) ") && $0.contains(word) },
        "line \(line): \(word) in \(all)")
    }
  }

  @Test func aPrescriptionThatCannotBeComputedIsRefused() throws {
    let text = plan(right.replacingOccurrences(of: "prescribe: 4.0", with: "prescribe: \"voxel\""))
    let problem = #expect(throws: Problem.self) { try record(text) }
    #expect(problem?.what.contains("SPECT") == true)
    #expect(throws: (any Error).self) {
      try record(plan(right.replacingOccurrences(of: "900", with: "1600")))
    }
  }
}

@Suite struct PRRTPlanTests {
  private func record(_ prrt: String, at folder: URL = PlanTests.home) throws -> PlanRecord {
    let text = "{ hepatica: 1, patient: { pseudonym: 'X' }, prrt: { \(prrt) } }"
    return try PlanTask.record(PlanFile.parse(text, at: folder), work: folder) { _, _ in }
  }

  @Test func cyclesThatRemain() throws {
    let plan = try record(
      """
      cycles: [{ date: "2026-01-05", activityGBq: 7.4, organs: { kidney: { gray: { value: 7.4, u: 0.74 }, effectiveHalfLifeHours: 51 } } },
               { date: "2026-05-04", activityGBq: 7.4 }]
      """)
    let prrt = try #require(plan.prrt)
    // 7.4 Gy measured and as much taken for the second cycle: 8.2 of 23 Gy are left, one cycle of 7.4 Gy.
    #expect(prrt.remainingCycles == 1 && prrt.limitedBy == "kidney, absorbed dose")
    #expect(prrt.outlooks.first?.estimatedCycles == [2])
    #expect(plan.review.contains { $0.contains("119 days") })
    #expect(prrt.unjudged.contains { $0.method.hasPrefix("marrow") })
    let risky = try #require(
      try record(
        "riskFactors: true, cycles: [{ activityGBq: 7.4, organs: { kidney: { gray: 7.4, effectiveHalfLifeHours: 51 } } }]"
      ).prrt)
    #expect(risky.outlooks.contains { $0.measure == "BED" && $0.limitGy == 28 })
  }

  /// The way lesions are combined decides at the gate: 2.98, 2.99, 2.9797 and 3.0 of the second vector row.
  @Test func theGateNamesItsAggregation() throws {
    let plan = try record(
      "intraArterial: [{ kind: 'enhancement', intraArterial: [29, 45, 60, 75, 90], intravenous: [10, 15, 20, 25, 30] }], tumourGyPerGBq: 4"
    )
    let gate = try #require(plan.prrt?.gates.first)
    #expect(
      gate.aggregates.map(\.aggregation) == ["mean of ratios", "ratio of means", "geometric mean", "median"])
    #expect(gate.aggregates.map(\.reachesGate) == [false, false, false, true] && !gate.agree)
    #expect(plan.review.contains { $0.contains("depends on how") })
    #expect(agree(try #require(gate.expectedGyPerGBq), 4 * gate.gain))
    #expect(gate.gainLow! < gate.gain && gate.gain < gate.gainHigh!)
    let ratio = try #require(
      try record("intraArterial: [{ kind: 'tumourToNormal', intraArterial: [8], intravenous: [4] }]").prrt?
        .gates
        .first)
    #expect(
      ratio.gate == nil && ratio.gainLow == nil && ratio.aggregates.allSatisfy { $0.reachesGate == nil })
  }

  @Test func dosesComeFromResults() throws {
    try JourneyTests.inFolder { folder in
      let summary = DoseSummary(
        title: "cycle 1", engine: "kernel", nuclide: "Lu-177",
        regions: [PlanTests.region("Kidney L", 4, 0.4), PlanTests.region("Kidney R", 6, 0.6)])
      try JSONEncoder().encode(summary).write(to: folder.appending(path: "summary.json"))
      let file = folder.appending(path: "plan.json5")
      let prrt = try #require(
        try record(
          "cycles: [{ activityGBq: 7.4, summary: 'summary.json', regions: { kidney: 'Kidney L + Kidney R' } }]",
          at: file
        ).prrt)
      #expect(
        prrt.cycles.first?.doses["kidney"]?.value == 5
          && prrt.cycles.first?.source == "results of the dosimetry")
      let problems = #expect(throws: Problems.self) {
        try record(
          "cycles: [{ activityGBq: 7.4, summary: 'summary.json', regions: { kidney: 'Niere' } }]", at: file)
      }
      #expect(problems?.all.contains { $0.remedy.contains("Kidney L, Kidney R") } == true)
    }
  }
}
