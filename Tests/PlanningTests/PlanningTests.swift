import Diagnostics
import Fixtures
import Foundation
@testable import Quantities
import Testing

@testable import Planning

@Suite struct PlanningTests {
  let data: MicrosphereData
  typealias Time = Quantities.TimeSpan

  init() throws { data = try MicrosphereData() }

  /// 10⁹ T/ln 2 · E for the half-lives and energies in use; half a unit of the last printed digit.
  @Test(arguments: [(64.2, 0.9367, 50.04), (64.04, 0.9267, 49.38), (64.2, 0.93, 49.68), (64.2, 0.94, 50.2)])
  func energyConstants(_ hours: Double, _ energy: Double, _ expected: Double) throws {
    let k = try #require(EnergyConstant(halfLife: .hours(hours), meanEnergy: .init(energy)))
    #expect(abs(k.joulesPerGigabecquerel - expected) < (expected == 50.2 ? 0.05 : 0.006))
    #expect(EnergyConstant(joulesPerGigabecquerel: 0, basis: "") == nil)
    #expect(EnergyConstant(halfLife: .hours(0), meanEnergy: .init(1)) == nil)
  }

  /// The label's ceiling is 30 Gy in 1 kg, rounded: 0.60 GBq at 50 J/GBq.
  @Test func labelCeilingIsAboutThirtyGray() {
    let lung = EnergyConstant.glassLabel.dose(data.lungActivityLimit, in: data.lung.mass)
    #expect(abs(lung.value - 30) < 0.6)
  }

  @Test func equalLungDoseIsAllowed() throws {
    let shunt = try #require(LungShunt(fraction: 0.2))
    let dose = LungDose(
      .gigabecquerels(3), shunt: shunt, k: .glassLabel, previous: .init(20), limits: data.lung)
    #expect(!dose.exceedsSingle && !dose.exceedsCumulative)
    #expect(
      LungDose(.gigabecquerels(3), shunt: shunt, k: .glassLabel, previous: .init(20.1), limits: data.lung)
        .exceedsCumulative)
    #expect(
      LungShunt(fraction: 1) == nil && LungShunt(fraction: -0.1) == nil && LungShunt(fraction: .nan) == nil)
    #expect(LungShunt(.init(lungAnterior: 1, lungPosterior: 1, liverAnterior: 0, liverPosterior: 5)) == nil)
  }

  @Test func impossibleBodiesAreRefused() throws {
    #expect(throws: Problem.self) { try BodySurfaceMethod(bodySurfaceArea: -1) }
    #expect(throws: Problem.self) {
      try BodySurfaceMethod(bodySurfaceArea: 1.8).activity(tumour: .init(-1), normal: .init(5))
    }
    #expect(throws: Problem.self) {
      try BodySurfaceMethod(bodySurfaceArea: 1.8).lobarActivity(
        tumourInLobe: .init(5), lobe: .init(900), liver: .init(800))
    }
    #expect(throws: Problem.self) { try data.resinRules.empiricalActivity(tumour: 5, liver: 0) }
    #expect(throws: Problem.self) { try data.resinRules.reduce(.gigabecquerels(2), lungShunt: 15) }
  }

  /// The smallest vial suffices and the next smaller one does not, for every requirement and time.
  @Test(arguments: [0.0, 24, 68, 120], GlassVials.Catalogue.allCases)
  func theVialIsTheSmallest(_ hours: Double, _ catalogue: GlassVials.Catalogue) throws {
    let sizes = try #require(data.glass.nominal[catalogue])
    for tenth in stride(from: 0.5, through: 20, by: 0.37) {
      let required = Activity.gigabecquerels(tenth)
      guard let choice = data.glass.choose(atLeast: required, after: .hours(hours), from: catalogue) else {
        #expect(data.decay.activity(try #require(sizes.last), after: .hours(hours)) < required)
        continue
      }
      #expect(choice.atTreatment.value >= required.value * (1 - 1e-9))
      if let smaller = sizes.last(where: { $0 < choice.nominal }) {
        #expect(data.decay.activity(smaller, after: .hours(hours)) < required)
      }
    }
    #expect(data.glass.choose(atLeast: .zero, after: .zero, from: catalogue) == nil)
  }

  /// The printed vials of resin microspheres, and 68 Bq per sphere where the table prints 50.
  @Test func resinDeliveries() {
    let printed = [3.0, 4.3, 5.6, 7.3]
    for (delivery, expected) in zip(data.resin.catalogue, printed) {
      #expect(abs(delivery.activity.inGigabecquerels - expected) < 0.05)
    }
    #expect(abs((data.resin.catalogue.first?.perSphere.value ?? 0) - 68) < 0.5)
  }

  @Test func decayGoesBothWays() throws {
    #expect(Decay(halfLife: .zero) == nil)
    let there = data.decay.activity(.gigabecquerels(3), after: .hours(-34))
    #expect(agree(data.decay.activity(there, after: .hours(34)).inGigabecquerels, 3, relative: 1e-12))
  }

  private func microspheres() throws -> String {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../Sources/Planning/Data/microspheres.json5")
    return try String(contentsOf: url.standardizedFileURL, encoding: .utf8)
  }

  @Test(arguments: [
    ("halfLife: 64.2", "halfLife: -1"), ("halfLife: 64.2", "halfLif: 64.2"), ("step: 0.5", "step: 0"),
    ("{ activity: 3.0 }", "{ upTo: 0.9, activity: 3.0 }"), ("reduction: 0.2", "reduction: 1"),
    ("standardVials: [3,", "standardVials: [\"3\","), ("singleLimit: 30,", ""), ("citation", "cited"),
  ])
  func wrongDeviceDataAreRefused(_ right: String, _ wrong: String) throws {
    let text = try microspheres()
    #expect(text.contains(right))
    #expect(throws: Problem.self) {
      try MicrosphereData(parsing: text.replacingOccurrences(of: right, with: wrong), document: "site.json5")
    }
  }
}

@Suite struct PRRTTests {
  let data: PRRTData

  init() throws { data = try PRRTData() }

  @Test func scheduleOfEightWeeks() throws {
    let days = ["2026-01-05", "2026-03-02", "2026-05-04", "2026-08-03"].compactMap {
      CalendarDay(iso8601: $0)
    }
    #expect(data.irregularIntervals(days) == [4: 91])
    #expect(data.irregularIntervals(Array(days.prefix(3)).reversed()).isEmpty)
    #expect(data.irregularIntervals([]).isEmpty)
    #expect(data.cycles == 4 && data.activityPerCycle == .gigabecquerels(7.4))
  }

  /// Four cycles of 7.4 GBq at 0.75 Gy/GBq stay below 23 Gy; the fifth does not.
  @Test func cyclesWithinADoseLimit() throws {
    let limit = try #require(data.organs["kidney"]?.dose?.value)
    let budget = try OrganBudget(dosePerGigabecquerel: 0.75, limit: limit, received: .zero)
    #expect(budget.cycles(of: data.activityPerCycle) == 4)
    #expect(agree(budget.largestActivity.inGigabecquerels, 23 / 0.75))
    let used = try OrganBudget(dosePerGigabecquerel: 0.75, limit: limit, received: AbsorbedDose(30))
    #expect(used.cycles(of: data.activityPerCycle) == 0 && used.largestActivity == .zero)
  }

  /// Spending the largest activity uses up the budget exactly, whatever the curvature.
  @Test(arguments: [0.0, 10, 35])
  func theLargestActivityIsTheLimit(_ received: Double) throws {
    let biology = OrganBudget.Radiobiology(
      alphaBeta: 2.5, repairHalfTime: .hours(2.8), effectiveHalfLife: .hours(51))
    let budget = try OrganBudget(
      dosePerGigabecquerel: 0.6, bedLimit: AbsorbedDose(40), received: AbsorbedDose(received),
      radiobiology: biology)
    #expect(agree(budget.cost(budget.largestActivity).value, 40 - received, relative: 1e-12))
    #expect(agree(budget.dosePenalty, 2.8 / 53.8 / 2.5, relative: 1e-12))
    #expect(throws: Problem.self) {
      try OrganBudget(dosePerGigabecquerel: 0, limit: .init(23), received: .zero)
    }
  }

  private let noon = DateTime(year: 2026, month: 3, day: 2, hour: 12)!

  @Test func administeredAgainstPrescribed() throws {
    let early = noon.advanced(by: .hours(-24)), late = noon.advanced(by: .hours(1))
    let given = try MeasuredAdministration(
      before: .init(.gigabecquerels(8.2), at: early), residual: .init(.gigabecquerels(0.1), at: late),
      administration: noon, prescribed: .gigabecquerels(7.4), decay: data.decay)
    let expected = 8.2 * exp2(-24 / 159.528) - 0.1 * exp2(1 / 159.528)
    #expect(agree(given.net.inGigabecquerels, expected))
    #expect(given.isWithinTolerance)
    // Forgetting that the vial was measured a day before would be 10 % off.
    #expect(abs(8.1 / 7.4 - 1) > abs(given.deviation) + 0.07)
  }

  @Test func toleranceAndImpossibleResiduals() throws {
    func given(_ gigabecquerels: Double, residual: Double? = nil) throws -> MeasuredAdministration {
      try MeasuredAdministration(
        before: .init(.gigabecquerels(gigabecquerels), at: noon),
        residual: residual.map { .init(.gigabecquerels($0), at: noon) }, administration: noon,
        prescribed: .gigabecquerels(7.4), decay: data.decay)
    }
    #expect(try given(8.14).isWithinTolerance)
    #expect(try !given(8.15).isWithinTolerance)
    #expect(try !given(6.65).isWithinTolerance)
    #expect(throws: Problem.self) { try given(7, residual: 7.1) }
  }
}
