import Fixtures
import Foundation
@testable import Nuclides
import Testing

/// The beta shapes of `Scripts/emissions/beta_shape.py`, as `Scripts/make-emissions` wrote them for these tests.
@Suite struct BetaShapeTests {
  static let folder = Fixtures.here.appending(path: "emissions")

  /// Mean energies of single branches against DDEP's (computed with LOGFT there). Allowed shape: 0.25 %, the rounding of
  /// the printed means. Unique first-forbidden: 1.5 % for branches of 1 % and more, evaluators differ by as much (Y-90:
  /// 926.7 keV DDEP, 933.1 keV ICRP 107). Weak branches: 6 %, and below 30 keV the printed uncertainty.
  @Test func branches() throws {
    let rows = try Fixtures.table(Self.folder.appending(path: "beta_branches.csv"))
    #expect(rows.count > 50)
    for row in rows {
      let (mean, ddep) = (try #require(row.number("mean_keV")), try #require(row.number("ddep_mean_keV")))
      let weak = try #require(row.number("percent")) < 1
      let tolerance = ddep < 30 ? 0.15 : row["shape"] == "1U" ? (weak ? 0.06 : 0.015) : 0.0025
      #expect(abs(mean / ddep - 1) < tolerance, "\(row)")
    }
  }

  /// Whole spectra, bin by bin, against those that the reference codes were given; made there with the same
  /// approximations except for how screening enters: 0.5 % wherever a bin holds more than a tenth of the fullest one, and
  /// 3 % below 10 keV, where the reference extrapolates the screened shape.
  @Test(arguments: [("Y-90", "Y90_point"), ("Lu-177", "Lu177_point")])
  func referenceSpectra(_ nuclide: String, _ file: String) throws {
    let bins = try Nuclide.named(nuclide).requireEmissions().beta.bins
    let rows = try Fixtures.table(Self.folder.appending(path: "\(file).csv"))
    #expect(rows.count == bins.count)
    let least = 0.1 * bins.map(\.probability).max()!
    for (row, bin) in zip(rows, bins) where bin.probability > least {
      let tolerance = bin.lower < 10 ? 0.03 : 0.005
      #expect(abs(try #require(row.number("per_decay")) / bin.probability - 1) < tolerance, "\(row)")
    }
  }

  /// The finite nucleus, which the reference spectra neglect, moves the mean by 0.4 % (Z = 40) at most.
  @Test(arguments: [("Y90", 0.0015...0.004), ("Lu177", 0.0008...0.003)])
  func finiteNucleus(_ name: String, _ range: ClosedRange<Double>) throws {
    func mean(_ file: String) throws -> Double {
      try Fixtures.table(Self.folder.appending(path: "\(file).csv")).reduce(0) {
        $0 + ($1.number("low_keV")! + $1.number("high_keV")!) / 2 * $1.number("per_decay")!
      }
    }
    #expect(range.contains(try 1 - mean(name + "_finite") / mean(name + "_point")))
  }
}
