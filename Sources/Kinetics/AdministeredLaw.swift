import Diagnostics
import Foundation
import Quantities
import Stages

/// What was administered bounds every curve: A(t) ≤ A₀ 2^(−t/T) at any time, and so Ã ≤ A₀ T/ln 2.
///
/// Measured shares above 1 are errors of calibration or noise. Up to `reportedAbove` they pass, up to `refusedAbove`
/// they are reported and raise the bound to themselves, beyond that no error of a calibration in use explains them.
struct AdministeredLaw: Sendable {
  static let reportedAbove = 1.1
  static let refusedAbove = 1.5

  let administered: Activity
  let physicalRate: Double
  /// The greatest measured share of what was administered and not yet decayed.
  let greatestShare: Double

  init(_ administered: Activity, _ points: [TimeActivityPoint], physicalRate: Double) {
    (self.administered, self.physicalRate) = (administered, physicalRate)
    greatestShare =
      points.map { $0.activity.value.value / administered.value * exp(physicalRate * $0.time.inHours) }.max()
      ?? 0
  }

  /// Activity at administration that no curve exceeds, Bq.
  var greatestActivity: Double { administered.value * max(1, greatestShare) }
  /// Bq·s.
  var greatestIntegral: Double { greatestActivity / physicalRate * 3600 }

  /// - Throws: `Problem` where the measurements are impossible.
  func check(_ region: String) throws {
    guard greatestShare > Self.refusedAbove else { return }
    throw Problem(
      .dataRejected,
      what:
        "the measured activity is \(rounded(greatestShare)) times what was administered and not yet decayed",
      at: "time–activity data of \(region)",
      why: "a region cannot hold more than was administered (\(rounded(administered.inMegabecquerels)) MBq); "
        + "beyond \(Self.refusedAbove) no calibration in use is that far off",
      remedy:
        "check the date and time of image and administration, the unit of the image (Bq or kBq), the calibration "
        + "factor and the administered activity")
  }

  var warnings: [String] {
    greatestShare > Self.reportedAbove
      ? [
        "The measured activity is \(rounded(greatestShare)) times what was administered and not yet decayed: check "
          + "calibration, times and administered activity."
      ] : []
  }
}
