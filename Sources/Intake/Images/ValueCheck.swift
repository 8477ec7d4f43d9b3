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
      found.append(.blocking(.values(.notNumbers(voxels: all.notFinite)), at: series.id))
    }
    if let doubt = doubt(series.unit, all) { found.append(.review(.values(doubt), at: series.id)) }
    return found
  }

  private static func doubt(_ unit: ImageUnit, _ all: ValueSurvey) -> ValueNote? {
    switch unit {
    case .becquerelPerMillilitre where all.isWhole && all.maximum > 0 && all.maximum < 65536:
      .likeCounts(greatest: Int(all.maximum))
    case .suvBodyWeight where all.maximum > largestUptake:
      .uptakeImplausible(greatest: all.maximum)
    case .counts where !all.isWhole && all.maximum > 0:
      .likeValues(greatest: all.maximum)
    case .counts: BeyondRange(.totalCounts, all.sum).map { .countsImplausible($0) }
    case .hounsfield where !Plausibility.hounsfield.allows(Double(all.minimum)) || all.maximum > 32767:
      .hounsfieldRange(least: all.minimum, greatest: all.maximum)
    default: nil
    }
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
