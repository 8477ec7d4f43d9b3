import Checks
import Diagnostics
import Stages
import Volumes

extension Inventory {
  /// Urine and what is left at the point of injection reach some hundreds.
  private static let largestUptake: Float = 1000

  /// Looks at loaded values for signs that they are not in the unit they claim: questions for a human, nothing is
  /// changed.
  public static func findings(onValuesOf series: ImageSeries) -> [ImageFinding] {
    let all = ValueSurvey(series.values.voxels)
    var found: [ImageFinding] = []
    if all.notFinite > 0 {
      found.append(
        .blocking(
          .notNumbers,
          "\(all.notFinite) voxels are not numbers", at: series.id, why: "no mean or dose can be computed"))
    }
    switch series.unit {
    case .becquerelPerMillilitre where all.isWhole && all.maximum > 0 && all.maximum < 65536:
      found.append(
        .review(
          .valuesLikeCounts,
          "all values are whole numbers up to \(Int(all.maximum)), as counts are, but the unit is Bq/mL",
          at: series.id,
          why: "counts taken for Bq/mL give an arbitrary dose"))
    case .suvBodyWeight where all.maximum > largestUptake:
      found.append(
        .review(
          .uptakeImplausible, "the unit is SUV, but values reach \(all.maximum)", at: series.id,
          why: "no tissue takes up so much; they look like Bq/mL"))
    case .counts where !all.isWhole && all.maximum > 0:
      found.append(
        .review(
          .countsLikeValues,
          "the unit is counts, but values are fractions up to \(all.maximum)", at: series.id,
          why: "they may be Bq/mL or scaled already; then a calibration would count twice"))
    case .counts where !Plausibility.totalCounts.allows(all.sum):
      found.append(
        .review(
          .countsImplausible,
          Plausibility.totalCounts.fault(all.sum) ?? "", at: series.id,
          why: "the values are not counts of one acquisition, or there are none"))
    case .hounsfield where !Plausibility.hounsfield.allows(Double(all.minimum)) || all.maximum > 32767:
      found.append(
        .review(
          .hounsfieldRange,
          "CT numbers range from \(all.minimum) to \(all.maximum); air near −1000 is not among them",
          at: series.id,
          why: "densities would be wrong if these are not HU"))
    default: break
    }
    return found
  }
}

/// Extremes of a volume and whether all its values are whole.
private struct ValueSurvey {
  var minimum = Float.infinity, maximum = -Float.infinity
  var notFinite = 0
  var sum = 0.0
  var isWhole = true

  init(_ values: [Float]) {
    values.withUnsafeBufferPointer { buffer in
      for v in buffer {
        guard v.isFinite else {
          notFinite += 1
          continue
        }
        sum += Double(v)
        if v < minimum { minimum = v }
        if v > maximum { maximum = v }
        if isWhole, v != v.rounded() { isWhole = false }
      }
    }
  }
}
