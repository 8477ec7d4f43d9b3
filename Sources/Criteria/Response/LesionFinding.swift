import Quantities

/// What one reader saw of one lesion at one visit.
public struct LesionFinding: Sendable, Hashable {
  public enum State: String, Sendable, Hashable, CaseIterable {
    case measured
    /// Seen, and too small to measure.
    case tooSmall = "too small"
    case absent
    case notEvaluated = "not evaluated"
    /// Unequivocal progression of a lesion that is not measured.
    case progressive
  }
  /// What the reader took the lesion for.
  public enum Role: String, Sendable, Hashable, CaseIterable {
    case target
    case nonTarget = "non-target"
    case new
  }

  public var lesion: String
  public var day: CalendarDay
  /// Name of the visit, which may take several days; empty if it has none.
  public var visit = ""
  public var organ: String
  public var kind: BaselineLesion.Kind
  public var role: Role?
  public var state: State
  /// Longest diameter, short axis, slice thickness, longest diameter of the arterially enhancing part, mm.
  public var long, short, slice, enhancing: ExactDecimal?
  /// Product of the two largest perpendicular diameters, mm².
  public var product: ExactDecimal?
  /// HU in the portal venous phase.
  public var attenuation: ExactDecimal?
  public var suvMax, suvMean, sulPeak: ExactDecimal?
  /// SUL of normal liver and of the blood pool in the same scan.
  public var liver, bloodPool: PERCIST10.Background?
  /// Longest dimension of uptake, mm.
  public var extent: ExactDecimal?
  /// Volume, mL.
  public var volume: ExactDecimal?
  /// Whether uptake is above the surroundings.
  public var uptake: Bool?
  /// For example `FDG` or `DOTATATE`.
  public var tracer: String
  /// The lesion of which this is a fragment, or with which it has become one; empty for a lesion of its own.
  public var partOf = ""
  public var row: Int

  public init(
    lesion: String, day: CalendarDay, organ: String, kind: BaselineLesion.Kind, role: Role?, state: State,
    tracer: String = "", row: Int = 0
  ) {
    (self.lesion, self.day, self.organ, self.kind) = (lesion, day, organ, kind)
    (self.role, self.state, self.tracer, self.row) = (role, state, tracer, row)
  }
}

extension LesionFinding {
  var isSeen: Bool { state != .absent && state != .notEvaluated }

  /// As RECIST 1.1 chooses targets; a lesion without diameters has the size 0 and is never measurable. Without a slice
  /// thickness 5 mm is taken, the thickest that the 10 mm rule allows.
  var atBaseline: BaselineLesion {
    BaselineLesion(
      id: lesion, organ: organ, kind: kind, long: long ?? .zero, short: short ?? .zero, slice: slice ?? 5)
  }

  /// What enters the sum of diameters.
  var targetMeasurement: RECIST11.TargetMeasurement {
    switch state {
    case .measured, .progressive: (kind == .node ? short : long).map { .measured($0) } ?? .notEvaluated
    case .tooSmall: .tooSmall
    case .absent: .absent
    case .notEvaluated: .notEvaluated
    }
  }

  /// mm²; `nil` if it cannot be determined. Too small to measure counts as 5 mm by 5 mm.
  var area: ExactDecimal? {
    switch state {
    case .absent: .zero
    case .tooSmall: 25
    case .notEvaluated: nil
    case .measured, .progressive: product ?? long.flatMap { long in short.map { long * $0 } }
    }
  }

  /// A measure that is 0 where the lesion is gone.
  func value(_ measure: KeyPath<LesionFinding, ExactDecimal?>) -> ExactDecimal? {
    self[keyPath: measure] ?? (state == .absent ? .zero : nil)
  }
}

/// All that one reader saw of one patient.
public struct LesionCourse: Sendable, Hashable {
  public var patient: String
  public var reader: String
  public var findings: [LesionFinding]
  /// Days of treatment; empty if unknown.
  public var cycles: [CalendarDay]
  public init(patient: String, reader: String, findings: [LesionFinding], cycles: [CalendarDay]) {
    (self.patient, self.reader, self.findings, self.cycles) = (patient, reader, findings, cycles)
  }
}
