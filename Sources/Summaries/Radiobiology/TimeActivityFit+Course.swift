import Quantities
import Stages

extension TimeActivityFit {
  /// All exponentials of the curve; the drawn curve with its tail for a trapezoid; the population's half-life for a
  /// single time point. `nil` where the clearance is not known.
  public var course: DoseRateCourse? {
    get throws {
      if let terms {
        return try DoseRateCourse(
          terms.map { .init(amplitude: $0.amplitude.inMegabecquerels, halfLife: $0.halfLife) })
      }
      guard let tail = slowestHalfLife else { return nil }
      guard points.count > 1, let last = points.last else { return DoseRateCourse(effectiveHalfLife: tail) }
      let measured = curve.filter { $0.time < last.time }.map {
        DoseRateCourse.Point(time: $0.time, rate: $0.activity.inMegabecquerels)
      }
      let end = DoseRateCourse.Point(
        time: last.time, rate: max(0, last.activity.value.inMegabecquerels))
      return try DoseRateCourse(points: measured + [end], tailHalfLife: tail)
    }
  }

  /// The longest effective half-life among the parameters, h in the fit.
  var slowestHalfLife: TimeSpan? {
    parameters.filter { $0.unit == "h" && $0.name.contains("half-life") }.map(\.value).max().map {
      .hours($0)
    }
  }
}
