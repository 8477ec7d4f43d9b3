import Diagnostics
import Fixtures
import Foundation
import Quantities
import Stages
import Testing

@testable import Planning

/// The general models against the vectors of the special ones, and the laws that they must obey.
@Suite struct PlannerVectorTests {
  /// One normal compartment and one tumour of given masses, at a density of 1 g/mL so that mL are grams.
  private func volume(
    tumour: Double?, normal: Double, ratio: Double?
  ) throws(Problem) -> PerfusedVolume {
    let tumours = tumour.map { mass in
      [
        PerfusedVolume.Compartment(
          name: "T", volume: Uncertain(Quantity(mass)), toNormal: ratio.map { Uncertain(Quantity($0)) })
      ]
    }
    return try PerfusedVolume(
      name: "volume", compartments: tumours ?? [], normal: Uncertain(Quantity(normal)),
      wholeNormal: Uncertain(Quantity(normal)), density: Quantity(1))
  }

  private func model(_ row: [String: String], k column: String, residual: Double = 0) throws -> TrappingModel
  {
    let k = try #require(EnergyConstant(joulesPerGigabecquerel: row.number(column) ?? 0, basis: "vector"))
    return TrappingModel(
      lungs: .init(
        shunt: Uncertain(Quantity(try #require(row.number("lsf")))), mass: Uncertain(Mass(1000))), k: k,
      residual: residual)
  }

  private func partition(_ row: [String: String]) throws -> DosePerActivity {
    try #require(
      model(row, k: "k").dosePerActivity(
        .partition,
        in: volume(
          tumour: 1000 * (row.number("tumour_mass_kg") ?? 0),
          normal: 1000 * (row.number("normal_mass_kg") ?? 0),
          ratio: row.number("tn_ratio"))))
  }

  @Test func uniformIsTheSingleCompartment() throws {
    let faults = try Fixtures.everyRow("y90_mird") { check in
      let mass = 1000 * (try #require(check.row.number("perfused_mass_kg")))
      let rates = try #require(
        model(check.row, k: "k_j_per_gbq", residual: check.row.number("residual_fraction") ?? 0)
          .dosePerActivity(.uniform, in: volume(tumour: nil, normal: mass, ratio: nil)))
      let goal = AbsorbedDose(try #require(check.row.number("target_dose_gy")))
      let activity = try #require(rates.activity(for: goal, to: .perfusedVolume))
      check.near("expected_activity_gbq", activity.inGigabecquerels)
      check.near("check_dose_gy", rates.dose(activity, to: .perfusedVolume)?.value.value)
      check.near("expected_lung_dose_gy_1kg", rates.dose(activity, to: .lungs)?.value.value)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func partitionFromDosesPerActivity() throws {
    let faults = try Fixtures.everyRow("y90_partition") { check in
      let row = check.row
      let rates = try partition(row)
      let limit = AbsorbedDose(try #require(row.number("normal_liver_dose_gy")))
      let activity = try #require(rates.activity(for: limit, to: .perfusedNormalLiver))
      check.near("expected_activity_gbq", activity.inGigabecquerels)
      let tumour = try #require(rates.dose(activity, to: .allTumours)).value
      check.near("expected_tumour_dose_gy", tumour.value)
      check.near(
        "expected_normal_dose_gy", rates.dose(activity, to: .perfusedNormalLiver)?.value.value)
      check.near("expected_lung_dose_gy_1kg", rates.dose(activity, to: .lungs)?.value.value)
      check.near("expected_activity_gbq", rates.activity(for: tumour, to: .allTumours)?.inGigabecquerels)
      check.differs("known_wrong_activity_gbq", activity.inGigabecquerels, from: "expected_activity_gbq")
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func limitsAreSolvedAndTheOrganNamed() throws {
    let faults = try Fixtures.everyRow("y90_partition_constrained") { check in
      let row = check.row
      let rates = try partition(row)
      let limits = [
        DoseAllowance(
          .perfusedNormalLiver, AbsorbedDose(row.number("normal_limit_gy") ?? 0), source: "vector"),
        DoseAllowance(.lungs, AbsorbedDose(row.number("lung_limit_gy") ?? 0), source: "vector"),
      ]
      let within = try #require(ActivityWithinLimits(rates, limits))
      check.near("expected_max_activity_gbq", within.activity.inGigabecquerels)
      check.equal("expected_limiting_organ", within.limiting.region == .lungs ? "lung" : "normal liver")
      check.near("expected_tumour_dose_gy", rates.dose(within.activity, to: .allTumours)?.value.value)
      check.near(
        "expected_normal_dose_gy", rates.dose(within.activity, to: .perfusedNormalLiver)?.value.value)
      check.near("expected_lung_dose_gy", rates.dose(within.activity, to: .lungs)?.value.value)
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func theFirstSufficientOptionIsTheVectorsVial() throws {
    let data = try MicrosphereData()
    let calibration = try #require(DateTime(iso8601: "2026-03-01T12:00:00"))
    let faults = try Fixtures.everyRow("glass_vial_choice") { check in
      let hours = TimeSpan.hours(try #require(check.row.number("hours_after_calibration")))
      let catalogue = try #require(GlassVials.Catalogue(rawValue: check.row["catalogue"] ?? ""))
      let required = try #require(check.row.number("required_gbq_at_treatment"))
      let options = data.glass.options(
        for: .gigabecquerels(required), at: calibration.advanced(by: hours), calibration: calibration,
        from: catalogue, tolerance: 0.1)
      guard let option = options.first(where: \.isSufficient) else {
        return check.equal("expected_vial_gbq", "none")
      }
      check.near("expected_vial_gbq", option.nominal.inGigabecquerels)
      check.near("activity_at_treatment_gbq", option.atTreatment.inGigabecquerels)
      check.near("excess_percent", option.excessPercent)
      check.near("bq_per_sphere_at_treatment", option.activityPerSphere.value)
      check.near("spheres_in_vial", option.spheres)
      let then = data.decay.activity(option.nominal, after: option.exact.since(calibration))
      if !agree(then.inGigabecquerels, required, relative: 1e-9) { check.fail("exact hour: \(then)") }
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }
}

@Suite struct PlannerTests {
  let k = EnergyConstant.literature
  let lungs = TrappingModel.Lungs(
    shunt: Uncertain(Quantity(0.08), standardUncertainty: Quantity(0.01)), mass: Uncertain(Mass(1000)))

  private func part(
    _ name: String, _ ml: Double, _ ratio: Double, tumour: Bool = true, u: Double? = nil
  ) -> PerfusedVolume.Compartment {
    .init(
      name: name, volume: Uncertain(Quantity(ml), standardUncertainty: u.map { Quantity($0 * ml) }),
      toNormal: Uncertain(Quantity(ratio)), isTumour: tumour)
  }

  private func volume(_ parts: [PerfusedVolume.Compartment], normal: Double = 700) throws -> PerfusedVolume {
    try PerfusedVolume(
      name: "right", compartments: parts, normal: Uncertain(Quantity(normal)),
      wholeNormal: Uncertain(Quantity(1500)), density: Quantity(1.05))
  }

  /// What all parts absorb is what the activity emits, for any number of compartments, a cold one among them.
  @Test(arguments: TrappingModel.Kind.allCases, [0, 0.08, 0.3])
  func energyIsConserved(_ kind: TrappingModel.Kind, _ shunt: Double) throws {
    let lungs = TrappingModel.Lungs(shunt: Uncertain(Quantity(shunt)), mass: Uncertain(Mass(1000)))
    let volume = try volume([part("A", 160, 5.2), part("B", 60, 3.1), part("necrosis", 40, 0, tumour: false)])
    let rates = try #require(TrappingModel(lungs: lungs, k: k).dosePerActivity(kind, in: volume))
    let mass = { (ml: Double) in ml * 1.05 / 1000 }
    func rate(_ region: PlannedRegion) -> Double { rates.values[region]?.value.value ?? 0 }
    var joules = rate(.allTumours) * mass(220) + rate(.perfusedNormalLiver) * mass(700) + rate(.lungs)
    if kind == .uniform { joules += rate(.perfusedVolume) * mass(40) }
    #expect(agree(joules, k.joulesPerGigabecquerel, relative: 1e-12))
    #expect(agree(rate(.normalLiver), rate(.perfusedNormalLiver) * 700 / 1500, relative: 1e-12))
  }

  /// A tumour that takes up like normal liver is no compartment of its own: the partition model is the
  /// one-compartment method.
  @Test func ratioOneIsOneCompartment() throws {
    let volume = try volume([part("A", 160, 1), part("B", 60, 1)])
    let model = TrappingModel(lungs: lungs, k: k, residual: 0.02)
    let uniform = try #require(model.dosePerActivity(.uniform, in: volume))
    let partition = try #require(model.dosePerActivity(.partition, in: volume))
    for region in [PlannedRegion.allTumours, .perfusedNormalLiver, .normalLiver, .perfusedVolume, .lungs] {
      let (a, b) = (uniform.values[region]!.value.value, partition.values[region]!.value.value)
      #expect(agree(a, b, relative: 1e-12), "\(region)")
    }
  }

  /// Tumours of one ratio are one tumour; unequal ones keep their order and their mean.
  @Test func manyTumoursAndOne() throws {
    let model = TrappingModel(lungs: lungs, k: k)
    let two = try volume([part("A", 160, 4), part("B", 60, 4)])
    let multi = try #require(model.dosePerActivity(.multiCompartment, in: two))
    let one = try #require(model.dosePerActivity(.partition, in: volume([part("A", 220, 4)])))
    #expect(
      agree(multi.values[.tumour("A")]!.value.value, one.values[.allTumours]!.value.value, relative: 1e-12))
    #expect(multi.values[.tumour("A")]!.value == multi.values[.tumour("B")]!.value)
    #expect(model.dosePerActivity(.multiCompartment, in: try volume([part("A", 220, 4)])) == nil)
    let without = try volume([.init(name: "A", volume: Uncertain(Quantity(100)))])
    #expect(model.dosePerActivity(.partition, in: without) == nil && without.meanTumourToNormal == nil)
  }

  /// u(D)/D = √((u_m/m)² + (u_L/(1 − L))²) for one compartment; lungs u_L/L. Central differences are exact to the
  /// square of their step, 10⁻⁶ of u.
  @Test func uncertaintyOfOneCompartment() throws {
    let volume = try PerfusedVolume(
      name: "v", compartments: [], normal: Uncertain(Quantity(1000), standardUncertainty: Quantity(80)),
      wholeNormal: Uncertain(Quantity(1500)), density: Quantity(1.05))
    let rates = try #require(TrappingModel(lungs: lungs, k: k).dosePerActivity(.uniform, in: volume))
    let expected = (0.08 * 0.08 + (0.01 / 0.92) * (0.01 / 0.92)).squareRoot()
    #expect(agree(try #require(rates.values[.perfusedVolume]?.relativeUncertainty), expected, relative: 1e-5))
    #expect(agree(try #require(rates.values[.lungs]?.relativeUncertainty), 0.125, relative: 1e-5))
    let exact = TrappingModel(
      lungs: .init(shunt: Uncertain(Quantity(0.08)), mass: Uncertain(Mass(1000))), k: k)
    #expect(exact.dosePerActivity(.uniform, in: volume)?.values[.lungs]?.standardUncertainty == nil)
  }

  @Test func impossibleVolumesAreRefused() throws {
    #expect(throws: Problem.self) { try volume([part("A", 0, 4)]) }
    #expect(throws: Problem.self) { try volume([part("A", 10, 0)]) }
    #expect(throws: Problem.self) { try volume([part("A", 10, .nan)]) }
    #expect(throws: Problem.self) { try volume([], normal: 1501) }
    #expect(try volume([part("necrosis", 10, 0, tumour: false)]).tumours.isEmpty)
  }

  private func planner(
    shunt: Double = 0.08, size: BodySize? = BodySize(heightInCentimetres: 167, weightInKilograms: 68)
  )
    throws -> ActivityPlanner
  {
    ActivityPlanner(
      model: TrappingModel(
        lungs: .init(shunt: Uncertain(Quantity(shunt)), mass: Uncertain(Mass(1000))), k: k),
      data: try MicrosphereData(), size: size, liver: .init(volume: 1800, tumour: 260))
  }

  private var limits: [DoseAllowance] {
    [
      DoseAllowance(.normalLiver, AbsorbedDose(40), source: "test"),
      DoseAllowance(.lungs, AbsorbedDose(30), source: "test", scope: .single),
      DoseAllowance(.lungs, AbsorbedDose(50), received: AbsorbedDose(45), source: "test", scope: .cumulative),
    ]
  }

  @Test func everyMethodStandsSideBySide() throws {
    let request = InjectionRequest(
      volume: try volume([part("A", 160, 5.2), part("B", 60, 3.1)]),
      perfusedGoal: .init(AbsorbedDose(120), .atLeast, source: "test"),
      tumourGoal: .init(AbsorbedDose(205), .atLeast, source: "test"),
      limits: limits)
    let all = try planner().plan(request)
    #expect(Set(all.proposals.map(\.method)) == Set(ActivityMethod.allCases).subtracting([.voxel]))
    #expect(all.unavailable.map(\.method) == [.voxel])
    for proposal in all.proposals {
      let sum = proposal.doses[.lungs]!.value.value
      #expect(
        agree(sum, k.joulesPerGigabecquerel * 0.08 * proposal.activity.inGigabecquerels, relative: 1e-9))
    }
    // The remaining 5 Gy of the cumulative limit decide: 5/(k LSF) GBq.
    let solved = try #require(all.proposals.first { $0.method == .multiCompartment && $0.aim == .limits })
    #expect(solved.limiting?.limit.scope == .cumulative && solved.crossed.isEmpty)
    #expect(agree(solved.activity.inGigabecquerels, 5 / (k.joulesPerGigabecquerel * 0.08), relative: 1e-9))
    let goal = try #require(all.proposals.first { $0.method == .partition && $0.aim == .goal })
    #expect(agree(goal.doses[.allTumours]!.value.value, 205, relative: 1e-9))
    #expect(!goal.crossed.isEmpty)
    let mird = try #require(all.proposals.first { $0.method == .mird })
    #expect(agree(mird.doses[.perfusedVolume]!.value.value, 120, relative: 1e-12))
  }

  @Test func whatIsMissingIsSaid() throws {
    let bare = InjectionRequest(volume: try volume([.init(name: "A", volume: Uncertain(Quantity(100)))]))
    let all = try planner(shunt: 0.25, size: nil).plan(bare)
    #expect(all.proposals.isEmpty)
    #expect(Set(all.unavailable.map(\.method)) == Set(ActivityMethod.allCases))
    let reasons = all.unavailable.map(\.reason).joined(separator: "; ")
    for word in ["contraindication", "height and weight", "ratio", "SPECT", "target dose"] {
      #expect(reasons.contains(word), "\(word)")
    }
    let small = ActivityPlanner(
      model: try planner().model, data: try MicrosphereData(), size: nil, liver: .init(volume: 500, tumour: 0)
    )
    #expect(throws: Problem.self) { try small.plan(bare) }
  }

  /// Two injections that each keep the limits break them together; the factor makes up for it.
  @Test func injectionsOfOneDayShareTheLungs() throws {
    let rates = try #require(
      TrappingModel(lungs: lungs, k: k).dosePerActivity(.partition, in: volume([part("A", 160, 5)])))
    let activity = Activity.gigabecquerels(20 / rates.values[.lungs]!.value.value)
    let one = TreatmentSession([.init(name: "right", activity: activity, rates: rates)])
    let two = TreatmentSession([
      .init(name: "right", activity: activity, rates: rates),
      .init(name: "left", activity: activity, rates: rates),
    ])
    let limit = [DoseAllowance(.lungs, AbsorbedDose(30), source: "test")]
    #expect(one.reduction(for: limit) == nil && !one.judge(limit)[0].isCrossed)
    let reduction = try #require(two.reduction(for: limit))
    #expect(agree(reduction.factor, 0.75, relative: 1e-12) && reduction.limiting.region == .lungs)
    #expect(agree(two.dose(to: .lungs).value.value, 40, relative: 1e-12))
    #expect(agree(two.dose(to: .lungs).relativeUncertainty!, one.dose(to: .lungs).relativeUncertainty!))
  }

  @Test func resinVialsBeforeCalibration() throws {
    let data = try MicrosphereData()
    let calibration = try #require(DateTime(iso8601: "2026-03-10T18:00:00"))
    let treatment = calibration.advanced(by: .hours(-34))
    let option = try #require(
      data.resin.options(for: .gigabecquerels(1.5), at: treatment, calibration: calibration, tolerance: 0.1)
        .first)
    #expect(abs(option.atTreatment.inGigabecquerels - 4.33) < 0.005)
    #expect(agree(option.share, 1.5 / option.atTreatment.inGigabecquerels) && option.isSufficient)
    #expect(agree(option.spheres * option.activityPerSphere.value, 1.5e9, relative: 1e-9))
    let late = data.resin.options(
      for: .gigabecquerels(5), at: calibration, calibration: calibration, tolerance: 0.1)
    #expect(late.first?.isSufficient == false)
  }

  @Test func referencesAreThoseOfTheSources() throws {
    let entries = try DoseReferences().entries
    #expect(entries.filter { $0.region == .tumour }.map(\.dose.value) == [191.3, 72.8])
    #expect(entries.filter { $0.region == .normalLiver }.map(\.dose.value) == [25.4, 59.1])
    #expect(throws: Problem.self) {
      try DoseReferences(
        parsing: "{ edition: '1', version: 1, entries: [{ region: 'spleen', sense: 'mean' }] }",
        document: "site")
    }
  }

  @Test func countingUncertaintyOfThePlanarShunt() throws {
    let counts = LungShunt.PlanarCounts(
      lungAnterior: 400, lungPosterior: 400, liverAnterior: 10000, liverPosterior: 10000)
    // u(L)/L = ½ √(1/400 + 1/400), and so for the liver.
    let f = 400.0 / 10400
    let expected = f * (1 - f) * ((2.0 / 400 + 2.0 / 10000) / 4).squareRoot()
    #expect(agree(try #require(counts.countingUncertainty), expected))
  }
}

@Suite struct PRRTCourseTests {
  private func cycle(_ gbq: Double, kidney: Double? = nil, u: Double? = nil, halfLife: Double? = 51)
    -> PRRTCourse.Cycle
  {
    let organ = kidney.map {
      PRRTCourse.OrganDose(
        dose: Uncertain(AbsorbedDose($0), standardUncertainty: u.map { AbsorbedDose($0) }),
        effectiveHalfLife: halfLife.map { .hours($0) })
    }
    return .init(day: nil, activity: .gigabecquerels(gbq), organs: organ.map { ["kidney": $0] } ?? [:])
  }

  @Test func doseRatesAndWhatIsLeft() throws {
    let data = try PRRTData()
    let kidney = try #require(data.organs["kidney"])
    let course = try PRRTCourse([cycle(7.4, kidney: 4.44), cycle(7.4, kidney: 5.18), cycle(7.4)])
    let rate = try #require(course.rate(of: "kidney"))
    #expect(
      agree(rate.mean, 0.65) && agree(rate.predictionUncertainty!, 0.05 * 2.0.squareRoot() * 1.5.squareRoot())
    )
    let outlook = try OrganOutlook(
      "kidney", limit: DoseLimit(AbsorbedDose(23), source: "test"), tolerance: kidney, course: course,
      next: .gigabecquerels(7.4))
    // 9.62 Gy measured and 4.81 Gy taken from the mean for the third cycle; 8.57 Gy are left.
    #expect(agree(outlook.received.value, 14.43) && outlook.estimatedCycles == [3])
    #expect(outlook.cycles == 1 && agree(outlook.largestActivity.inGigabecquerels, 8.57 / 0.65))
    #expect(outlook.range == 1...2)
  }

  /// BED by hand: Σ D (1 + D g), g = 2.8/(2.8 + 51)/2.5.
  @Test func bedOfACourse() throws {
    let kidney = try #require(try PRRTData().organs["kidney"])
    let course = try PRRTCourse([cycle(7.4, kidney: 4.44), cycle(7.4, kidney: 5.18)])
    let outlook = try OrganOutlook(
      "kidney", limit: DoseLimit(AbsorbedDose(40), of: .bed, source: "test"), tolerance: kidney,
      course: course, next: .gigabecquerels(7.4))
    let g = 2.8 / 53.8 / 2.5
    #expect(agree(outlook.received.value, 4.44 * (1 + 4.44 * g) + 5.18 * (1 + 5.18 * g), relative: 1e-12))
    let own = try OrganBudget(
      dosePerGigabecquerel: 0.65, bedLimit: AbsorbedDose(40), received: outlook.received,
      radiobiology: .init(alphaBeta: 2.5, repairHalfTime: .hours(2.8), effectiveHalfLife: .hours(51)))
    #expect(agree(outlook.largestActivity.value, own.largestActivity.value, relative: 1e-12))
  }

  @Test func whatIsNotKnownIsNamed() throws {
    let kidney = try #require(try PRRTData().organs["kidney"])
    let without = try PRRTCourse([cycle(7.4, kidney: 4.4, halfLife: nil)])
    let problem = #expect(throws: Problem.self) {
      try OrganOutlook(
        "kidney", limit: DoseLimit(AbsorbedDose(40), of: .bed, source: "test"), tolerance: kidney,
        course: without,
        next: .gigabecquerels(7.4))
    }
    #expect(problem?.what.contains("half-life") == true)
    #expect(throws: Problem.self) {
      try OrganOutlook(
        "marrow", limit: DoseLimit(AbsorbedDose(2), source: "test"), tolerance: kidney, course: without,
        next: .gigabecquerels(7.4))
    }
    #expect(throws: Problem.self) { try PRRTCourse([cycle(0)]) }
    #expect(throws: Problem.self) { try PRRTCourse([cycle(7.4, kidney: -1)]) }
    let single = try PRRTCourse([cycle(7.4, kidney: 4.4, u: 0.74)])
    #expect(agree(single.rate(of: "kidney")!.predictionUncertainty!, 0.1))
  }

  /// Logarithms 0, ln 4 of the ratios 1, 4: mean 2, t₀.₉₇₅ with one degree 12.7062047, half width that × ln 4/√2/√2.
  @Test func gainOfTheArtery() throws {
    let gain = try IntraArterialGain(intraArterial: [10, 40], intravenous: [10, 10])
    #expect(agree(gain.gain, 2, relative: 1e-12))
    let half = 12.706204736 * log(4) / 2
    #expect(agree(try #require(gain.interval).upperBound, 2 * exp(half), relative: 1e-6))
    #expect(try IntraArterialGain(intraArterial: [30], intravenous: [10]).interval == nil)
    let swapped = try IntraArterialGain(intraArterial: [10, 10], intravenous: [10, 40])
    #expect(agree(swapped.gain * gain.gain, 1, relative: 1e-12))
    #expect(throws: Problem.self) { try IntraArterialGain(intraArterial: [1, 2], intravenous: [1]) }
    #expect(throws: Problem.self) { try IntraArterialGain(intraArterial: [0], intravenous: [1]) }
  }
}
