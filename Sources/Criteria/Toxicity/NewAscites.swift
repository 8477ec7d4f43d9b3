import Quantities

/// Whether ascites came up under treatment.
public enum NewAscites: Sendable, Hashable {
  /// With the first day on which imaging showed it.
  case yes(CalendarDay)
  case no
  /// Some imaging before the first cycle showed it already.
  case presentBefore
  /// There was no formal imaging before the first cycle, or there was no cycle.
  case undeterminable

  /// Imaging on the day of the first cycle counts as after it.
  public init(cycles: [CalendarDay], imaging: [Dated<Bool>]) {
    guard let first = cycles.min() else {
      self = .undeterminable
      return
    }
    let before = imaging.filter { $0.day < first }
    if before.isEmpty {
      self = .undeterminable
    } else if before.contains(where: \.value) {
      self = .presentBefore
    } else {
      self = imaging.filter { $0.day >= first && $0.value }.map(\.day).min().map { .yes($0) } ?? .no
    }
  }

  /// In a record what was not written down was not there; `nil` without a cycle.
  public init?(cycles: [CalendarDay], recorded: [Dated<Bool>]) {
    guard let first = cycles.min() else { return nil }
    let seen = recorded.filter(\.value).map(\.day)
    self = seen.contains { $0 < first } ? .presentBefore : seen.min().map { .yes($0) } ?? .no
  }
}

extension NewAscites: CustomStringConvertible {
  public var description: String {
    switch self {
    case .yes(let day): "yes (\(day))"
    case .no: "no"
    case .presentBefore: "no (present before)"
    case .undeterminable: "undeterminable (no prior formal imaging)"
    }
  }
}
