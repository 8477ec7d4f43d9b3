import Quantities

/// A value with the day on which it was taken.
public struct Dated<Value: Sendable & Hashable>: Sendable, Hashable {
  public var day: CalendarDay
  public var value: Value
  public init(_ day: CalendarDay, _ value: Value) { (self.day, self.value) = (day, value) }
}

/// The days in which a value counts as being under or after treatment: from the first cycle to a number of calendar
/// months after the last one, both days included.
public struct TreatmentWindow: Sendable, Hashable {
  public let start: CalendarDay
  public let end: CalendarDay

  /// `nil` without cycles.
  public init?(cycles: [CalendarDay], monthsAfterLast: Int = 3) {
    guard let first = cycles.min(), let last = cycles.max() else { return nil }
    (start, end) = (first, last.adding(months: monthsAfterLast))
  }

  public func contains(_ day: CalendarDay) -> Bool { day >= start && day <= end }

  public enum Extreme: String, Sendable, Hashable {
    /// For enzymes, bilirubin, creatinine, INR.
    case highest = "max"
    /// For blood counts, albumin, filtration rate.
    case lowest = "min"
  }

  /// The worst value in the window; of equal ones the earliest. `nil` if there is none, which is not a normal value.
  ///
  /// The worst of many samples tends to be worse than the worst of few: print ``count(_:)`` with it.
  public func worst<Value: Comparable>(_ values: [Dated<Value>], _ extreme: Extreme) -> Dated<Value>? {
    let inside = values.filter { contains($0.day) }.sorted { $0.day < $1.day }
    let target = extreme == .highest ? inside.map(\.value).max() : inside.map(\.value).min()
    return inside.first { $0.value == target }
  }

  public func count<Value>(_ values: [Dated<Value>]) -> Int { values.count { contains($0.day) } }
}

/// The value before treatment: the last one of the allowed days before the first cycle.
public struct BaselineWindow: Sendable, Hashable {
  public let firstCycle: CalendarDay
  /// Oldest day that is still allowed.
  public let start: CalendarDay
  /// Whether the day of the first cycle counts as before it; true if blood is drawn before administration.
  let includesTreatmentDay: Bool

  /// - Parameter months: calendar months before the first cycle (one in the Mayo series).
  public init(firstCycle: CalendarDay, months: Int = 1, includesTreatmentDay: Bool) {
    (self.firstCycle, self.includesTreatmentDay) = (firstCycle, includesTreatmentDay)
    start = firstCycle.adding(months: -months)
  }

  public func contains(_ day: CalendarDay) -> Bool {
    day >= start && (day < firstCycle || (includesTreatmentDay && day == firstCycle))
  }

  /// The latest value of the window; of several on one day the last in the list. `nil` if there is none.
  public func baseline<Value>(_ values: [Dated<Value>]) -> Dated<Value>? {
    values.enumerated().filter { contains($0.element.day) }
      .max { ($0.element.day, $0.offset) < ($1.element.day, $1.offset) }?.element
  }
}
