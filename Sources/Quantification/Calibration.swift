import Diagnostics
import Quantities
import Stages

/// What turns the counts of a camera into activity, with the conditions under which it holds.
public struct Calibration: Sendable, Hashable {
  /// The factor in the unit in which it was measured.
  public enum Factor: Sendable, Hashable {
    /// Sensitivity: counts per second in the image per MBq in the field (MIRD Pamphlet 23, doi:10.2967/jnumed.111.100123).
    case countsPerSecondPerMegabecquerel(Double)
    /// Bq/mL per count; holds only for the voxel size and the counting time of the calibration.
    case becquerelPerMillilitrePerCount(Double)
    /// Bq/mL per count per second; holds only for the voxel size of the calibration.
    case becquerelPerMillilitrePerCountPerSecond(Double)

    var value: Double {
      switch self {
      case .countsPerSecondPerMegabecquerel(let v), .becquerelPerMillilitrePerCount(let v),
        .becquerelPerMillilitrePerCountPerSecond(let v):
        v
      }
    }
  }

  /// Whether a voxel holds the counts of all projections or those of one. Never guessed: a mistake is a factor
  /// of the number of projections.
  public enum Counts: String, Sendable, Hashable, Codable, CaseIterable { case total, perProjection }

  /// Under which conditions the factor was measured; compared with those that the image states.
  public struct Conditions: Sendable, Hashable {
    public var scanner: String
    public var collimator: String
    public var window: String
    /// The phantom.
    public var geometry: String
    /// Size of the voxels; needed by factors per count.
    public var voxelVolume: Quantity<Millilitre>?
    public init(
      scanner: String = "", collimator: String = "", window: String = "", geometry: String = "",
      voxelVolume: Quantity<Millilitre>? = nil
    ) {
      (self.scanner, self.collimator, self.window) = (scanner, collimator, window)
      (self.geometry, self.voxelVolume) = (geometry, voxelVolume)
    }
  }

  public let factor: Factor
  public let counts: Counts
  /// Radionuclide in the form `Lu-177`.
  public let nuclide: String
  public let conditions: Conditions
  public let date: DateTime
  /// How long before or after `date` the factor may be used; `nil` for no limit.
  public let validity: TimeSpan?
  /// Relative standard uncertainty of the factor (k = 1); `nil` if not known.
  public let relativeUncertainty: Double?
  public let deadTime: DeadTime
  public let recovery: RecoveryCurve?

  /// - Throws: `Problems` with everything that is wrong: a factor not above zero, no nuclide, an uncertainty
  ///   outside 0…1, a validity not above zero.
  public init(
    factor: Factor, counts: Counts, nuclide: String, conditions: Conditions = Conditions(), date: DateTime,
    validity: TimeSpan? = nil, relativeUncertainty: Double? = nil, deadTime: DeadTime = .none,
    recovery: RecoveryCurve? = nil
  ) throws {
    var found: [Problem] = []
    func refuse(_ what: String, _ remedy: String) {
      found.append(
        Problem(
          .dataRejected, what: what, at: "calibration", why: "every activity scales with it", remedy: remedy))
    }
    if !(factor.value > 0 && factor.value.isFinite) {
      refuse("the factor \(factor.value) is not above zero", "check number and unit")
    }
    if nuclide.isEmpty { refuse("the nuclide is missing", "name it, for example Lu-177") }
    if let u = relativeUncertainty, !(0...1).contains(u) {
      refuse("the relative uncertainty \(u) is not between 0 and 1", "give a fraction, for example 0.03")
    }
    if let v = validity, !(v.value > 0) {
      refuse("the validity is not above zero", "give days, for example 400")
    }
    guard found.isEmpty else { throw Problems(found) }
    (self.factor, self.counts, self.nuclide, self.conditions) = (factor, counts, nuclide, conditions)
    (self.date, self.validity, self.relativeUncertainty) = (date, validity, relativeUncertainty)
    (self.deadTime, self.recovery) = (deadTime, recovery)
  }
}

extension Calibration {
  /// Compares the conditions with those of an image; what the image does not state becomes a warning.
  ///
  /// - Throws: `Problem` for another nuclide or collimator, a voxel size that a factor per count does not allow,
  ///   or an image outside the validity.
  func check(nuclide: String, start: DateTime, voxelVolume: Double, collimator: String?, at place: String)
    throws
    -> [Note]
  {
    func refuse(_ what: String, _ why: String, _ remedy: String) -> Problem {
      Problem(.dataRejected, what: what, at: place, why: why, remedy: remedy)
    }
    guard nuclide == self.nuclide else {
      throw refuse(
        "the calibration is for \(self.nuclide), the image of \(nuclide)",
        "sensitivity depends on the nuclide",
        "use a calibration for \(nuclide)")
    }
    let age = abs(start.since(date).inDays)
    if let validity, age > validity.inDays {
      throw refuse(
        "the image was acquired \(counted(Int(age), "day")) from the calibration, which is valid for \(Int(validity.inDays))",
        "sensitivity drifts", "recalibrate, or extend the validity knowingly")
    }
    if let collimator, !conditions.collimator.isEmpty, collimator != conditions.collimator {
      throw refuse(
        "the calibration was made with collimator \(conditions.collimator), the image with \(collimator)",
        "sensitivity depends on the collimator", "use a calibration for that collimator")
    }
    try checkVoxelVolume(voxelVolume, refuse)
    return warnings(collimator: collimator)
  }

  private func checkVoxelVolume(_ found: Double, _ refuse: (String, String, String) -> Problem) throws {
    guard !factor.isSensitivity, let expected = conditions.voxelVolume?.value else { return }
    guard abs(found / expected - 1) < 0.01 else {
      throw refuse(
        "voxels of \(found) mL, but the factor was measured with voxels of \(expected) mL",
        "counts per voxel scale with its size", "use a sensitivity in counts per second per MBq")
    }
  }

  private func warnings(collimator: String?) -> [Note] {
    var all: [ImageNote] = []
    if !conditions.collimator.isEmpty, collimator == nil {
      all.append(.collimatorUnknown(calibrated: conditions.collimator))
    }
    if !factor.isSensitivity, conditions.voxelVolume == nil {
      all.append(.voxelSizeUnknown)
    }
    if validity == nil { all.append(.withoutValidity) }
    if relativeUncertainty == nil { all.append(.withoutUncertainty) }
    return all.map(Note.image)
  }
}

extension Calibration.Factor {
  var isSensitivity: Bool {
    if case .countsPerSecondPerMegabecquerel = self { return true }
    return false
  }
}
