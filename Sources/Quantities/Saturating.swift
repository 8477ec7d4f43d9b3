extension Int {
  /// A number as a whole one; beyond ±2⁵³ the nearest bound, and 0 for not a number: counts that come from files must
  /// never stop the program. `Scripts/check-conversions` forbids the bare conversion where numbers come in.
  ///
  /// - Parameter x: is cut towards zero; round it before.
  @inlinable public init(saturating x: Double) {
    self = x.isNaN ? 0 : Int(Swift.min(Swift.max(x, -0x1p53), 0x1p53))
  }
}
