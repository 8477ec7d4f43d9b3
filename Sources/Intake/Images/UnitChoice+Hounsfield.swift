import Checks
import Stages

/// A CT is in HU, whatever it says.
extension UnitChoice {
  mutating func computedTomography() -> Result? {
    checkHounsfieldScale()
    switch stack.first.rescaleType {
    case nil, "HU":
      if stack.frames.allSatisfy({ $0.rescale != nil }) {
        return Result(unit: .hounsfield, scales: rescaled, source: "CT object")
      }
      if let mapped = mapped(to: .hounsfield) { return mapped }
      findings.append(
        .review(.values(.hounsfieldWithoutSlope), at: "\(place) (0028,1053)", keys: [.unit]))
      return Result(unit: .hounsfield, scales: rescaled, source: "CT object")
    case "US":
      findings.append(
        .review(.values(.hounsfieldUnspecified), at: "\(place) (0028,1054)", keys: [.unit]))
      return Result(unit: .hounsfield, scales: rescaled, source: "CT object, Rescale Type US")
    case let type?:
      findings.append(
        .review(.values(.hounsfieldForeign(type: type)), at: "\(place) (0028,1054)"))
      return Result(unit: .other(type), scales: rescaled, source: "Rescale Type (0028,1054)")
    }
  }

  /// One CT has one scale, and its stored values are HU but for an offset.
  mutating func checkHounsfieldScale() {
    let scales = Set(rescaled)
    let at = "\(place) (0028,1052) (0028,1053)"
    if scales.count > 1 {
      findings.append(
        .review(.values(.hounsfieldDiffers), at: at))
    }
    guard let odd = scales.first(where: { $0.slope != 1 }), scales.count == 1 else { return }
    findings.append(
      .review(.values(.hounsfieldSlope(odd.slope)), at: at))
  }
}
