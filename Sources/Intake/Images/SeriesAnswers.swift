import Checks
import Quantities
import Volumes

/// What the case file states about a series: it settles findings, and nothing else does.
public struct SeriesAnswers: Sendable, Hashable {
  public enum Role: String, Sendable, Hashable, CaseIterable {
    case ct, mr, emission, activity, dose, structures
  }
  /// What the user says that the values are decay-corrected to.
  public enum Decay: Sendable, Hashable {
    case none, start, administration
    case reference(DateTime)

    /// `none`, `start`, `administration` or an ISO 8601 date-time; `nil` otherwise.
    public init?(_ text: String) {
      switch text {
      case "none": self = .none
      case "start": self = .start
      case "administration": self = .administration
      default:
        guard let time = DateTime(iso8601: text) else { return nil }
        self = .reference(time)
      }
    }
  }

  public var role: Role?
  /// `Bq/mL`, `counts`, `HU`, `Gy`, `SUVbw`, `Bq·s/mL`, `MBq·h/mL` or `relative`.
  public var unit: String?
  public var nuclide: String?
  public var start: DateTime?
  public var duration: TimeSpan?
  public var projections: Int?
  public var decay: Decay?
  public var positronFraction: Double?
  public var confirmGeometry: Bool
  /// Centre of the first voxel, mm, LPS.
  public var position: Vector3?
  /// Direction cosines along i and j, and along k where there are nine.
  public var directions: [Double]?
  public var allowGaps: Bool

  public init(
    role: Role? = nil, unit: String? = nil, nuclide: String? = nil, start: DateTime? = nil,
    duration: TimeSpan? = nil, projections: Int? = nil, decay: Decay? = nil, positronFraction: Double? = nil,
    confirmGeometry: Bool = false, position: Vector3? = nil, directions: [Double]? = nil,
    allowGaps: Bool = false
  ) {
    (self.role, self.unit, self.nuclide, self.start) = (role, unit, nuclide, start)
    (self.duration, self.projections, self.decay) = (duration, projections, decay)
    (self.positronFraction, self.confirmGeometry) = (positronFraction, confirmGeometry)
    (self.position, self.directions, self.allowGaps) = (position, directions, allowGaps)
  }

  /// The keys that are given.
  public var given: Set<CaseKey> {
    let all: [(CaseKey, Bool)] = [
      (.role, role != nil), (.unit, unit != nil), (.nuclide, nuclide != nil), (.start, start != nil),
      (.durationSeconds, duration != nil), (.projections, projections != nil), (.decay, decay != nil),
      (.positronFraction, positronFraction != nil), (.confirmGeometry, confirmGeometry),
      (.position, position != nil), (.directions, directions != nil), (.allowGaps, allowGaps),
    ]
    return Set(all.filter(\.1).map(\.0))
  }

  /// What the user wrote, for the provenance.
  var stated: [String: String] {
    var all: [String: String] = [:]
    all["role"] = role?.rawValue
    all["unit"] = unit
    all["nuclide"] = nuclide
    all["start"] = start?.description
    all["durationSeconds"] = duration.map { "\($0.value)" }
    all["projections"] = projections.map { "\($0)" }
    all["decay"] = decay.map { "\($0)" }
    all["positronFraction"] = positronFraction.map { "\($0)" }
    if confirmGeometry { all["confirmGeometry"] = "true" }
    all["position"] = position.map { "\($0.x) \($0.y) \($0.z)" }
    all["directions"] = directions.map { $0.map { "\($0)" }.joined(separator: " ") }
    if allowGaps { all["allowGaps"] = "true" }
    return all
  }
}
