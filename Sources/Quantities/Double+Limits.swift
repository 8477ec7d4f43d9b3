extension Double {
  /// True if `self` lies above a limit by more than the noise of binary arithmetic (relative 10⁻⁹): a computed
  /// lung dose of 30.000000000000004 Gy does not exceed 30 Gy.
  public func clearlyExceeds(_ limit: Double) -> Bool {
    self - limit > 1e-9 * Swift.max(abs(self), abs(limit))
  }
  /// True if `self` lies below a limit by more than the noise of binary arithmetic (relative 10⁻⁹).
  public func clearlyBelow(_ limit: Double) -> Bool { limit.clearlyExceeds(self) }
}
