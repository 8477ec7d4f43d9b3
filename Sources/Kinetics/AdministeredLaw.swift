import Diagnostics
import Foundation
import Quantities
import Stages

/// What was administered bounds every curve: A(t) ≤ A₀ 2^(−t/T) at any time, and so Ã ≤ A₀ T/ln 2.
///
/// Measured shares above 1 are errors of calibration or noise. Up to `RecoveredShare.reportedAbove` they pass, up to
/// `refusedAbove` they are reported and raise the bound to themselves, beyond that no calibration in use explains them.
struct AdministeredLaw: Sendable {
  let administered: AdministeredActivity
  /// The greatest measured share of what was administered and not yet decayed.
  let greatestShare: Double

  init(_ administered: AdministeredActivity, _ points: [TimeActivityPoint]) {
    self.administered = administered
    greatestShare =
      points.map { administered.share(of: $0.activity.value, after: $0.time).value }.max() ?? 0
  }

  /// Activity at administration that no curve exceeds, Bq.
  var greatestActivity: Double { administered.activity.value.value * max(1, greatestShare) }
  /// Bq·s.
  var greatestIntegral: Double { administered.greatestDecays.value * max(1, greatestShare) }

  /// - Throws: `Problem` where the measurements are impossible.
  func check(_ region: String) throws {
    guard RecoveredShare(greatestShare).isRefused else { return }
    throw Problem(
      .dataRejected,
      what:
        "the measured activity is \(rounded(greatestShare)) times what was administered and not yet decayed",
      at: "time–activity data of \(region)",
      why:
        "a region cannot hold more than was administered (\(rounded(administered.activity.value.inMegabecquerels)) MBq); "
        + "beyond \(RecoveredShare.refusedAbove) no calibration in use is that far off",
      remedy:
        "check the date and time of image and administration, the unit of the image (Bq or kBq), the calibration "
        + "factor and the administered activity")
  }

  var warnings: [String] {
    RecoveredShare(greatestShare).isReported
      ? [
        "The measured activity is \(rounded(greatestShare)) times what was administered and not yet decayed: check "
          + "calibration, times and administered activity."
      ] : []
  }
}
