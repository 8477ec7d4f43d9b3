/// A rule by which visits are due after an administration, as a trial's protocol or a department's routine has it.
public struct VisitRule: Sendable, Hashable {
  /// The administrations that it counts from.
  public enum Origin: String, Sendable, CaseIterable { case eachCycle, firstCycle, lastCycle }
  public var name: String
  /// `clinic`, `imaging`, `laboratory`.
  public var kind: String
  public var after: Origin
  /// Calendar days and months after the origin, added up; 0 or more.
  public var days: Int
  public var months: Int
  /// Days before and after that still count, 0 or more.
  public var early, late: Int

  public init(
    name: String, kind: String, after: Origin, days: Int = 0, months: Int = 0, early: Int, late: Int
  ) {
    (self.name, self.kind, self.after) = (name, kind, after)
    (self.days, self.months, self.early, self.late) = (days, months, early, late)
  }
}
