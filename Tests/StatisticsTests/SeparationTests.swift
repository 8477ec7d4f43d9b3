import Fixtures
import Foundation
@testable import Statistics
import Testing

/// Values of `dose_response.csv` at the maximum itself: Newton's method in NumPy, 60 steps from zero.
@Suite("Logistic regression at its maximum")
struct ConvergedLogisticTests {
  @Test("Standard errors are those of the last iterate, to 1e-10")
  func errors() throws {
    let rows = try Oracle.table("dose_response")
    let curve = try DoseResponse(dose: rows.column("dose_gy"), response: rows.map { $0["response"] == "1" })
    let fit = curve.fit.coefficients
    #expect(agree(fit[0].value, -3.698661877897706, relative: 1e-11))
    #expect(agree(fit[1].value, 0.029085162677933686, relative: 1e-11))
    #expect(agree(fit[0].standardError, 1.3554000793053274, relative: 1e-10))
    #expect(agree(fit[1].standardError, 0.010163805812521515, relative: 1e-10))
    #expect(agree(curve.d50.standardError, 13.185331940838722, relative: 1e-10))
  }
}

@Suite("Separation and Firth's correction")
struct SeparationTests {
  static let doses: [Double] = [20, 30, 40, 50, 60, 70, 80, 100, 100, 110, 120, 130, 140, 150, 160, 170]
  static let responses = [Bool](repeating: false, count: 8) + [Bool](repeating: true, count: 8)

  @Test("Outcomes that only touch at one dose have no finite curve, in any unit and order")
  func quasiComplete() throws {
    for scale in [0.01, 1, 1000.0] {
      #expect(throws: StatisticsError.quasiSeparated(column: 0)) {
        try DoseResponse(dose: Self.doses.map { $0 * scale }, response: Self.responses)
      }
      #expect(throws: StatisticsError.quasiSeparated(column: 0)) {
        try DoseResponse(
          dose: Self.doses.reversed().map { $0 * scale }, response: Self.responses.reversed())
      }
    }
    // One overlap more, and the maximum exists.
    var overlapping = Self.responses
    overlapping[6] = true
    #expect(try DoseResponse(dose: Self.doses, response: overlapping).d50.value.isFinite)
  }

  @Test("A level whose cases all have one outcome is named")
  func emptyCell() throws {
    let covariates = (0..<20).map { (n: Int) -> [Double] in [Double(n % 7), n < 5 ? 1 : 0] }
    let outcome = (0..<20).map { (n: Int) -> Bool in n < 5 || n % 3 == 0 }
    #expect(throws: StatisticsError.quasiSeparated(column: 1)) {
      try LogisticRegression(covariates: covariates, outcome: outcome)
    }
    let error = StatisticsError.quasiSeparated(column: 1)
    #expect(error.described(with: ["age", "arm B"]).hasPrefix("arm B separates"))
    #expect(error.description.hasPrefix("covariate 2 separates") && error.isSeparation)
  }

  /// Of a 2 × 2 table Jeffreys' prior adds ½ to each cell (Firth 1993, section 3.3): an exact value.
  @Test(
    "Firth's log odds ratio of a 2 × 2 table is that of the cells plus one half",
    arguments: [
      (8, 0, 2, 6), (5, 5, 5, 5), (10, 0, 0, 10), (1, 9, 3, 2),
    ])
  func fourfold(a: Int, b: Int, c: Int, d: Int) throws {
    let cells = [(1.0, true, a), (1, false, b), (0, true, c), (0, false, d)]
    let cases = cells.flatMap { x, y, n in [(Double, Bool)](repeating: (x, y), count: n) }
    let fit = try FirthRegression.logistic(covariates: cases.map { [$0.0] }, outcome: cases.map(\.1))
    let half = { (n: Int) -> Double in Double(n) + 0.5 }
    let odds = half(a) * half(d) / (half(b) * half(c))
    #expect(agree(fit.coefficients[1].value, log(odds), absolute: 1e-9))
    #expect(agree(fit.coefficients[0].value, log(half(c) / half(d)), absolute: 1e-9))
  }

  /// SciPy 1.17: the penalised likelihood written out, BFGS and Newton with numerical derivatives; limits by brentq on
  /// the profile.
  @Test("Firth's logistic curve of separated doses and of two covariates, with profile limits and p")
  func logistic() throws {
    let one = try FirthRegression.logistic(
      covariates: Self.doses.map { [$0 / 100] }, outcome: Self.responses)
    #expect(agree(one.coefficients[0].value, -7.301465354139394, relative: 1e-7))
    #expect(agree(one.coefficients[1].value, 7.545697085417735, relative: 1e-7))
    #expect(agree(one.coefficients[1].interval.lower, 2.3350531259544365, relative: 1e-6))
    #expect(agree(one.coefficients[1].interval.upper, 34.67192660951079, relative: 1e-6))
    #expect(agree(one.coefficients[1].p, 0.00023011711716114321, relative: 1e-5))
    let x = [
      [0, 1.2], [0, 0.4], [0, 2.2], [0, 1.9], [1, 0.3], [1, 2.8], [1, 1.1], [1, 0.9], [1, 3.1], [0, 2.7],
    ]
    let y = [false, false, true, false, true, true, true, true, true, false]
    let two = try FirthRegression.logistic(covariates: x, outcome: y)
    for (got, want) in zip(two.coefficients, [-1.55631696140966, 3.12664044294343, 0.32713899125289]) {
      #expect(agree(got.value, want, relative: 1e-7))
    }
    #expect(agree(two.coefficients[1].interval.lower, 0.4634738305210091, relative: 1e-6))
    #expect(agree(two.coefficients[1].interval.upper, 9.389342604209347, relative: 1e-6))
    #expect(agree(two.coefficients[1].p, 0.018838378899916013, relative: 1e-5))
    #expect(agree(two.coefficients[2].interval.lower, -1.435890137040757, relative: 1e-6))
  }

  @Test("Firth's Cox model of monotone likelihoods, against SciPy; units do not matter")
  func cox() throws {
    let data = try SurvivalData(times: [1, 2, 3, 4, 5, 6], events: [true, true, true, true, true, false])
    for scale in [1, 100.0] {
      let fit = try FirthRegression.cox(data, covariates: [6, 5, 4, 3, 2, 1].map { [$0 * scale] })
      let c = fit.coefficients[0]
      #expect(agree(c.value * scale, 2.24386630022116, relative: 1e-7))
      #expect(agree(c.interval.lower * scale, 0.5326768743645948, relative: 1e-6))
      #expect(agree(c.interval.upper * scale, 7.042597593225994, relative: 1e-6))
      #expect(agree(c.p, 0.0019443276960275579, relative: 1e-5))
    }
    let two = try FirthRegression.cox(
      SurvivalData(
        times: [2, 3.5, 4, 5, 6.2, 7, 8.8, 9, 11, 12],
        events: [true, true, false, true, true, false, false, false, false, false]),
      covariates: [
        [1, 0.3], [1, 1.2], [1, 0.5], [1, 2.0], [1, 1.1], [0, 0.2], [0, 1.9], [0, 0.8], [0, 1.4], [0, 0.1],
      ])
    #expect(agree(two.coefficients[0].value, 3.03667802262339, relative: 1e-7))
    #expect(agree(two.coefficients[1].value, -0.18374561367904, relative: 1e-6))
    #expect(agree(two.coefficients[0].interval.upper, 7.990086888375017, relative: 1e-6))
    #expect(agree(two.coefficients[0].p, 0.01007133124441955, relative: 1e-5))
  }
}

@Suite("Edges of estimates")
struct EdgeTests {
  @Test("An area of 1 or 0 has a limit: the k-th root of 2.5 % for k disjoint pairs")
  func area() throws {
    let yes = try ROC(values: [5, 6, 7, 1, 2], outcome: [true, true, true, false, false])
    #expect(yes.auc == 1 && agree(yes.interval().lower, 0.025.squareRoot(), relative: 1e-12))
    #expect(yes.interval().upper == 1)
    let no = try ROC(values: [1, 2, 5, 6, 7], outcome: [true, true, false, false, false])
    #expect(no.auc == 0 && agree(no.interval().upper, 1 - 0.025.squareRoot(), relative: 1e-12))
    // Lesions of two patients are one pair of patients, not two of lesions.
    let alike = try ROC(
      values: [5, 6, 1, 2, 7, 0], outcome: [true, true, false, false, true, false],
      clusters: [0, 0, 1, 1, 2, 3])
    #expect(agree(alike.interval().lower, 0.025.squareRoot(), relative: 1e-12))
    #expect(throws: StatisticsError.noVariation("the value")) {
      try ROC(values: [3, 3, 3], outcome: [true, false, true])
    }
  }

  @Test("Times that differ by rounding alone are one time")
  func ties() throws {
    let exact = KaplanMeier(try SurvivalData(times: [1.2, 1.2, 3], events: [true, true, true]))
    let rounded = KaplanMeier(try SurvivalData(times: [1.2, 1.2 + 2e-9, 3], events: [true, true, true]))
    #expect(exact.survival == rounded.survival && rounded.times == [1.2, 3])
    let apart = KaplanMeier(try SurvivalData(times: [1.2, 1.2001, 3], events: [true, true, true]))
    #expect(apart.times.count == 3)
  }

  @Test("Differences that are equal but for rounding share a rank: 0.3 − 0.2 and 0.2 − 0.1")
  func rankTies() throws {
    let test = try SignedRankTest(differences: [0.3 - 0.2, 0.1 - 0.2, 0.7, 0.1 + 0.2 - 0.3])
    #expect(test.count == 3 && test.zeros == 1 && test.hasTies && test.v == 4.5)
  }

  @Test("Columns that follow from others, or do not vary, are found whatever their order")
  func dependent() {
    let rows = (0..<12).map { (n: Int) -> [Double] in
      let (parity, square) = (Double(n % 2), Double(n * n % 7))
      return [parity, square, 1 - parity, 5, Double(n)]
    }
    #expect(Design.dependentColumns(rows) == [2, 3])
    #expect(Design.dependentColumns(rows.map { $0.reversed() }) == [1, 4])
  }
}
