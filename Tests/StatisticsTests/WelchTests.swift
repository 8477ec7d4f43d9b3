import Fixtures
import Testing

@testable import Statistics

@Suite("Welch's t test")
struct WelchTests {
  /// R 4.2.2: t.test(c(1.1,2.3,1.9,3.4,2.2), c(2.9,3.8,3.1,4.4,3.6,5.2)).
  @Test func agreesWithR() throws {
    let test = try WelchTTest([1.1, 2.3, 1.9, 3.4, 2.2], [2.9, 3.8, 3.1, 4.4, 3.6, 5.2])
    #expect(agree(test.t, -3.2475925827929917, relative: 1e-8))
    #expect(agree(test.degreesOfFreedom, 8.7400640176089475, relative: 1e-8))
    #expect(agree(test.p, 0.0104315533923427, relative: 1e-8))
    #expect(agree(test.interval.lower, -2.8102286431572781, relative: 1e-8))
    #expect(agree(test.interval.upper, -0.4964380235093891, relative: 1e-8))
  }

  @Test func exchangedSamplesChangeTheSign() throws {
    let (a, b) = ([1.0, 2, 4], [3.0, 9, 5, 7])
    let (x, y) = (try WelchTTest(a, b), try WelchTTest(b, a))
    #expect(x.p == y.p && x.t == -y.t && agree(x.interval.lower, -y.interval.upper))
  }

  @Test func tooFewOrEqualValuesAreTold() {
    #expect(throws: StatisticsError.tooFew(needed: 2, got: 1)) { try WelchTTest([1], [1, 2]) }
    #expect(throws: StatisticsError.noVariation("the sample")) { try WelchTTest([1, 1], [2, 2]) }
  }
}
