import Checks
import Stages

/// Counts, unless a mapping leads elsewhere.
extension UnitChoice {
  mutating func nuclearMedicine() -> Result? {
    let units = Set(stack.frames.flatMap { $0.mappings.compactMap { $0.unit?.unit } }).subtracting([.counts])
    if units.count > 1 {
      findings.append(
        .blocking(
          .values(.severalUnits(units.map(\.word).sorted())), at: "\(place) (0040,9096)", keys: [.unit]))
      return nil
    }
    if let unit = units.first { return mapped(to: unit) }
    if stack.frames.contains(where: { !$0.mappings.isEmpty && $0.mappings.allSatisfy { $0.unit == nil } }) {
      findings.append(
        .review(.values(.mappingUnknown), at: "\(place) (0040,08EA)"))
    }
    noteSlope()
    return Result(unit: .counts, scales: rescaled, source: "NM object without mapping to a unit")
  }

  /// Rescale Slope is not part of the NM object, but occurs.
  mutating func noteSlope() {
    guard let slope = stack.frames.first?.rescale, slope != .identity else { return }
    findings.append(
      .review(.values(.slopeOfCounts(slope.slope)), at: "\(place) (0028,1053)", keys: [.unit]))
  }
}
