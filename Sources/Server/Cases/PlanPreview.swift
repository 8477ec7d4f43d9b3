import Arguments
import Files
import Foundation
import Quantities
import Stages
import Studies

/// What the slider of a plan moves: doses of each injection by each model, sessions against their limits, histograms.
struct PlanPreview: Encodable {
  struct Injection: Encodable {
    var name: String
    var models: [ModelRecord]
    var limits: [LimitRecord]
    var dvh: [Curve]
  }
  /// A histogram of the planned dose, Gy against the part of the volume that has at least that.
  struct Curve: Encodable {
    var name: String
    var gray, fraction: [Double]
    /// Relative standard uncertainty of the doses.
    var relative: Double
  }
  var injections: [Injection]
  var sessions: [SessionRecord]
  var review: [String]

  init(_ result: RadioembolisationTask.Result) {
    injections = result.record.injections.map { injection in
      Injection(
        name: injection.name, models: injection.models, limits: injection.limits,
        dvh: result.views.first { $0.injection == injection.name }.map {
          Self.curves($0.summary, scaled: Self.share(injection))
        } ?? [])
    }
    sessions = result.record.sessions
    review = result.findings.toReview
  }

  /// The histograms of a plan are at the activity of the chosen vial; those of the slider at what it prescribes.
  private static func share(_ injection: InjectionRecord) -> Double {
    guard let wanted = injection.prescribedGBq, let vial = injection.injectedGBq, vial > 0 else { return 1 }
    return wanted / vial
  }

  private static func curves(_ summary: DoseSummary, scaled factor: Double) -> [Curve] {
    summary.regions.map { region in
      let mean = region.mean
      return Curve(
        name: region.region.label, gray: region.histogram.dose.map { $0 * factor },
        fraction: region.histogram.volumeFraction,
        relative: mean.relativeUncertainty ?? 0)
    }
  }
}
