import Checks
import Diagnostics
import Stages

/// One scale, and one that can be.
extension UnitChoice {
  /// A slope of zero or of millions is damage, not a scale.
  mutating func checkScales() -> Bool {
    if stack.files.contains(where: \.hasLookUpTable) {
      findings.append(
        .blocking(.values(.lookUpTable), at: "\(place) (0028,3000)"))
      return false
    }
    let slopes = stack.frames.compactMap(\.rescale?.slope)
    if slopes.contains(where: { $0 == 0 }) {
      findings.append(
        .blocking(.values(.slopeZero), at: "\(place) (0028,1053)"))
      return false
    }
    if kind.isImage, let fault = implausible(slopes) {
      findings.append(
        .blocking(.values(.slopeImplausible(fault)), at: "\(place) (0028,1053)"))
      return false
    }
    if !slopes.isEmpty, slopes.count != stack.frames.count {
      findings.append(
        .blocking(
          .values(.slopeAbsent(slices: stack.frames.count - slopes.count, of: stack.frames.count)),
          at: "\(place) (0028,1053)"))
      return false
    }
    return true
  }

  private func implausible(_ slopes: [Double]) -> BeyondRange? {
    let limit: Plausibility = kind == .ct ? .hounsfieldSlope : .slope
    return slopes.lazy.compactMap { BeyondRange(limit, $0) }.first
  }

  /// A mapping by look-up table is not applied; where it is the only one, the unit is not known by it.
  mutating func noteTables() {
    let tables = stack.files.count { $0.hasMappingTable }
    guard tables > 0 else { return }
    findings.append(
      .review(.values(.mappingTable(files: tables)), at: "\(place) (0040,9212)"))
  }
}
