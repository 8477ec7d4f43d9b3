import Checks
import Stages

/// Real World Value Mapping, against its own words and against the rescale.
extension UnitChoice {
  /// Code and meaning name one unit twice.
  mutating func checkUnits() -> Bool {
    let all = stack.frames.lazy.flatMap(\.mappings)
    guard let odd = all.first(where: { $0.unit != nil && $0.contradictsItself }) else { return true }
    findings.append(
      .blocking(
        .values(.unitContradictsItself(code: odd.unitCode, meaning: odd.meaning)),
        at: "\(place) (0040,08EA)"))
    return false
  }

  /// Rescale and Real World Value Mapping may both lead to a unit; then they must lead to the same values.
  mutating func compared(_ own: Result) -> Result? {
    for (frame, scale) in zip(stack.frames, own.scales) {
      for mapping in frame.mappings where mapping.unit?.unit == own.unit {
        guard let other = mapping.scaled, !other.agrees(with: scale) else { continue }
        findings.append(
          .blocking(
            .values(
              .rescaleDiffers(
                unit: own.unit.word, rescale: .init(slope: scale.slope, intercept: scale.intercept),
                mapping: .init(slope: other.slope, intercept: other.intercept))),
            at: "\(place) (0028,1053) (0040,9096)"))
        return nil
      }
    }
    return own
  }

  /// Applies the items of Real World Value Mapping that lead to `unit`, one per frame.
  mutating func mapped(to unit: ImageUnit) -> Result? {
    var scales: [Linear] = []
    for frame in stack.frames {
      let candidates = Set(frame.mappings.filter { $0.unit?.unit == unit }.compactMap(\.scaled))
      guard !candidates.isEmpty else { return nil }
      guard candidates.count == 1 else {
        findings.append(
          .blocking(.values(.mappingsDiffer(unit: unit.word)), at: "\(place) (0040,9096)"))
        return nil
      }
      scales.append(candidates.first!)
    }
    return scales.isEmpty
      ? nil : Result(unit: unit, scales: scales, source: "Real World Value Mapping (0040,9096)")
  }
}
