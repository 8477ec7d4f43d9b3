import Quantities

extension KineticsScenario {
  private static let lutetium = 159.528
  private static let yttrium = 64.04
  private static let holmium = 26.812

  /// Every kind of curve, one to six points, 2 to 10 % noise, three nuclides. Of sparse data the truth is drawn from the
  /// population that is assumed, and a second time from another, which is reported but not judged.
  public static let all: [KineticsScenario] = washout + uptake + sparse

  private static let washout: [KineticsScenario] = {
    let body = Truth.even(40...110)
    let four = [4.0, 24, 96, 168]
    let five = [4.0, 24, 48, 96, 168]
    let six = [2.0, 6, 24, 48, 96, 168]
    return [
      .init("Lu-177 mono, 4 points, 2 %", .mono, lutetium, body, four, 0.02),
      .init("Lu-177 mono, 4 points, 5 %", .mono, lutetium, body, four, 0.05),
      .init("Lu-177 mono, 4 points, 10 %", .mono, lutetium, body, four, 0.1),
      .init("Lu-177 mono, 5 points, 5 %", .mono, lutetium, body, five, 0.05),
      .init("Lu-177 bi, 4 points, 5 %", .bi, lutetium, body, four, 0.05),
      .init("Lu-177 bi, 5 points, 5 %", .bi, lutetium, body, five, 0.05),
      .init("Lu-177 bi, 6 points, 2 %", .bi, lutetium, body, six, 0.02),
      .init("Lu-177 bi, 6 points, 5 %", .bi, lutetium, body, six, 0.05),
      .init("Lu-177 tri, 6 points, 2 %", .tri, lutetium, body, six, 0.02),
      .init("Y-90 mono, 4 points, 5 %", .mono, yttrium, .even(25...60), [4, 24, 48, 96], 0.05),
      .init("Ho-166 mono, 4 points, 5 %", .mono, holmium, .even(12...26), [3, 20, 44, 68], 0.05),
    ]
  }()

  private static let uptake: [KineticsScenario] = {
    let body = Truth.even(40...110)
    return [
      .init("Lu-177 uptake, 4 points, 5 %", .uptakeWashout, lutetium, body, [4, 24, 96, 168], 0.05),
      .init("Lu-177 uptake, 5 points, 5 %", .uptakeWashout, lutetium, body, [1, 4, 24, 96, 168], 0.05),
      .init("Lu-177 uptake–bi, 5 points, 5 %", .uptakeBiWashout, lutetium, body, [1, 4, 24, 96, 168], 0.05),
      .init("Y-90 uptake, 5 points, 10 %", .uptakeWashout, yttrium, .even(25...60), [1, 4, 24, 48, 96], 0.1),
    ]
  }()

  private static let sparse: [KineticsScenario] = {
    let kidney = PopulationPrior.published(nuclide: "Lu-177", product: "DOTATATE", organ: "kidney")!
    let own = Truth.logNormal(kidney.median.inHours, kidney.spread)
    func pair(
      _ name: String, _ shape: ExponentialShape, _ times: [Double], _ noise: Double
    ) -> [KineticsScenario] {
      [
        .init(name, shape, lutetium, own, times, noise, prior: kidney),
        .init(
          name + ", other population", shape, lutetium, .logNormal(65, 1.35), times, noise, prior: kidney,
          isJudged: false),
      ]
    }
    return pair("1 point (72 h), 5 %", .mono, [72], 0.05)
      + pair("2 points, 5 %", .mono, [24, 96], 0.05)
      + pair("3 points, 5 %", .mono, [24, 96, 168], 0.05)
      + pair("3 points from uptake on, 5 %", .uptakeWashout, [4, 24, 96], 0.05)
      + [
        .init(
          "3 points from uptake on, no population", .uptakeWashout, lutetium, .even(40...110), [4, 24, 96],
          0.05)
      ]
  }()
}
