/// What a reader must know of the baseline of a response and of the choice of its targets.
package enum ResponseNote: Sendable, Hashable {
  /// Visits before the baseline.
  case visitsUnused(Int)
  /// Days before the first cycle, and those that the criterion allows.
  case baselineEarly(days: Int, allowed: Int)
  case baselineLate(days: Int)
  case targetNotMeasurable(String, TargetExclusion?)
  case targetsMany(Int, allowed: Int)
  case targetsManyInOrgan(String, Int, allowed: Int)
  case newAtBaseline(String)
}

/// Why a lesion is not a target by RECIST 1.1. Lengths in mm.
package enum TargetExclusion: Sendable, Hashable {
  case neverMeasurable(kind: String)
  case nodeBelow(Double)
  case nodeNormal
  /// The least that its slice thickness allows.
  case below(Double)
  case largerTaken(Int)
  case largerInOrgan(Int)
  // By the reader.
  case notChosen, nonTarget
}
