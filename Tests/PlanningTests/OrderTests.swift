import Fixtures
import Foundation
import Quantities
import Testing

@testable import Planning

/// Orders that can be placed: judged at what would be injected.
@Suite("Orders of microspheres")
struct OrderTests {
  private let data = try! MicrosphereData()
  private let calibration = DateTime(iso8601: "2026-03-08T12:00:00")!

  private func rates(_ gyPerGBq: Double) -> DosePerActivity {
    DosePerActivity(
      model: "partition",
      values: [.normalLiver: Uncertain(Quantity(gyPerGBq)), .allTumours: Uncertain(Quantity(4 * gyPerGBq))])
  }

  private func hours(_ range: ClosedRange<Int>) -> [DateTime] {
    range.map { calibration.advanced(by: .hours(Double($0))) }
  }

  /// 2.37 GBq are 40 Gy: at 94 h 7 GBq hold 2.54 GBq, which are 42.8 Gy. Later the same vial keeps the limit.
  @Test func limitsAreJudgedAtWhatIsInjected() throws {
    let prescribed = Activity.gigabecquerels(2.37)
    let limit = DoseAllowance(.normalLiver, AbsorbedDose(40), source: "test")
    let search = OrderSearch(.glass, data, catalogue: .standard, rates: rates(40 / 2.37), limits: [limit])
    let fixed = search.candidates(for: prescribed, calibrations: [calibration], treatments: hours(94...94))
    let seven = try #require(fixed.first { $0.option.nominal == .gigabecquerels(7) })
    let five = try #require(fixed.first { $0.option.nominal == .gigabecquerels(5) })
    #expect(!seven.isKept && agree(seven.injected.inGigabecquerels, 7 * exp2(-94 / 64.2)))
    #expect(five.isKept && five.deviationPercent < 0)
    // What keeps the limits stands before what comes closer and breaks them.
    #expect(fixed.first?.isKept == true)
    let free = search.candidates(for: prescribed, calibrations: [calibration], treatments: hours(24...200))
    let best = try #require(free.first)
    #expect(best.isKept && abs(best.deviationPercent) < 1 && best.deviationPercent <= 0)
    let window = try #require(best.window)
    // At both ends: the limit, and ten percent less than prescribed.
    let atStart = data.decay.activity(best.option.nominal, after: window.from.since(calibration))
    let atEnd = data.decay.activity(best.option.nominal, after: window.to.since(calibration))
    #expect(agree(atStart.inGigabecquerels, 2.37, relative: 1e-9))
    #expect(agree(atEnd.inGigabecquerels, 0.9 * 2.37, relative: 1e-9))
  }

  @Test func glassIsNotUsedBeforeItsCalibration() {
    let search = OrderSearch(.glass, data, catalogue: .standard, rates: rates(10), limits: [])
    #expect(
      search.candidates(for: .gigabecquerels(3), calibrations: [calibration], treatments: hours(-30 ... -20))
        .isEmpty)
  }

  /// The names of vendors are 3.0 GBq carried back by 34, 58 and 82 h.
  @Test func resinHasItsNames() throws {
    let names = [0, 34, 58, 82].map { data.resin.name(before: .hours(Double($0))) }
    #expect(
      names == [
        "3.0 GBq, day of calibration", "4.3 GBq, 1 day precalibrated", "5.6 GBq, 2 days precalibrated",
        "7.3 GBq, 3 days precalibrated",
      ])
    #expect(data.resin.lead(of: .gigabecquerels(4.3))?.inHours == 34)
    #expect(data.resin.lead(of: .gigabecquerels(5.0)) == nil)
    let search = OrderSearch(.resin, data, catalogue: .standard, rates: rates(10), limits: [])
    let all = search.candidates(
      for: .gigabecquerels(2.2), calibrations: [calibration], treatments: hours(-34 ... -34))
    // The vial holds more than is drawn from it.
    #expect(all.first?.injected == .gigabecquerels(2.2) && all.first?.deviationPercent == 0)
    #expect(all.first?.option.source == "4.3 GBq, 1 day precalibrated")
  }

  /// 60 Gy to 1.5 kg at 63 MBq/J are 5.67 GBq; the vial is made for the hour.
  @Test func holmiumHasItsOwnConstants() throws {
    let holmium = data.adapted(to: .holmium)
    #expect(holmium.nuclide == "Ho-166" && holmium.decay.halfLife.inHours == 26.83)
    let k = data.holmium.energyConstant
    #expect(
      agree(
        k.activity(for: AbsorbedDose(60), in: Mass(1500)).inGigabecquerels, 60 * 1.5 * 0.063, relative: 1e-3))
    #expect(data.nuclide == "Y-90" && data.adapted(to: .glass).decay == data.decay)
    let option = try #require(
      holmium.options(
        .holmium, for: .gigabecquerels(5), at: calibration.advanced(by: .hours(26.83)),
        calibration: calibration,
        from: .standard, tolerance: 0.1
      ).first)
    #expect(agree(option.nominal.inGigabecquerels, 10) && option.isSufficient)
    #expect(option.window.from < option.exact && option.exact < option.window.to)
  }

  /// 3.9 ± 1.2 Gy/GBq times 3.02: 11.8 ± 3.6, within about 5 and 19.
  @Test func expectedGainCarriesBothUncertainties() throws {
    let gain = try IntraArterialGain(
      intraArterial: [30, 45, 61, 75, 92], intravenous: [10, 15, 20, 25, 30])
    let rate = Uncertain<GrayPerGigabecquerel>(Quantity(3.9), standardUncertainty: Quantity(1.2))
    let expected = ExpectedGain(rate, gain)
    #expect(agree(expected.mean, 3.9 * gain.gain))
    #expect(agree(expected.uncertainty!, 3.62, absolute: 0.03))
    let interval = try #require(expected.interval)
    #expect(agree(interval.lowerBound, 4.7, absolute: 0.1) && agree(interval.upperBound, 18.9, absolute: 0.1))
    // Without that of the dose, the gain's own remains; a single pair without either states none.
    let own = ExpectedGain(Uncertain(Quantity(3.9)), gain)
    #expect(agree(own.interval!.lowerBound, 3.9 * gain.interval!.lowerBound))
    let single = try IntraArterialGain(intraArterial: [30], intravenous: [10])
    #expect(ExpectedGain(Uncertain(Quantity(3.9)), single).interval == nil)
    #expect(agree(ExpectedGain(rate, single).uncertainty!, 3.6))
  }

  /// Two cycles of 4.6 and 4.3 Gy per 7 GBq; what both state of their calibration stays, whatever their number.
  @Test func theOutlookKeepsWhatMeasurementsState() throws {
    func course(_ u: Double?) throws -> PRRTCourse {
      try PRRTCourse(
        [4.6, 4.3].map { gray in
          PRRTCourse.Cycle(
            day: nil, activity: .gigabecquerels(7),
            organs: [
              "kidney": .init(
                dose: Uncertain(AbsorbedDose(gray), standardUncertainty: u.map { AbsorbedDose($0) }))
            ])
        })
    }
    let between = try #require(course(nil).rate(of: "kidney")?.predictionUncertainty)
    let both = try #require(course(0.7).rate(of: "kidney")?.predictionUncertainty)
    #expect(agree(both, (between * between + 0.01).squareRoot()))
  }
}
