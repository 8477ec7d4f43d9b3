public struct TimePoint: Sendable {
  public var name: String
  public var emission: ImageSource
  public var ct: ImageSource?
  /// Multiplies the calibration's dead-time correction where the camera's own was switched off.
  public var deadTimeFactor: Double?
  /// In place of the case's own, for its registration onto the reference.
  public var registrationSeed: UInt64?

  package init(name: String, emission: ImageSource, ct: ImageSource? = nil, deadTimeFactor: Double? = nil) {
    self.name = name
    self.emission = emission
    self.ct = ct
    self.deadTimeFactor = deadTimeFactor
  }

}
