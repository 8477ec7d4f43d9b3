import Diagnostics
import Quantities

/// One visit of a course: imaging of one or several days that is judged as a whole.
///
/// Liver MRI on Monday and chest CT on Thursday are one assessment. Findings with the same name of a visit belong
/// together whatever their days; without names, days belong together while they lie within `unnamedDays` of the first
/// one, no lesion is there twice, no cycle of treatment begins in between, and no lesion is called new next to a baseline.
public struct LesionVisit: Sendable, Hashable {
  /// Days after the first day of a visit that has no name within which a further day still belongs to it.
  static let unnamedDays = 14

  public var name: String
  public var findings: [LesionFinding]

  /// First and last day. A progression is dated by the first, follow-up without one by the last.
  public var day: CalendarDay { findings.map(\.day).min()! }
  public var last: CalendarDay { findings.map(\.day).max()! }
  /// How many days the visit took; 1 for a single day.
  public var length: Int { last.days(since: day) + 1 }

  fileprivate func takes(_ others: [LesionFinding], cycles: [CalendarDay]) -> Bool {
    guard let next = others.map(\.day).min(), next.days(since: day) <= Self.unnamedDays else { return false }
    let known = Set(findings.map(\.lesion))
    let isSplit = cycles.contains { last <= $0 && $0 < next }
    return !isSplit && !others.contains { known.contains($0.lesion) || $0.role == .new }
  }
}

extension LesionCourse {
  /// The visits in the order of their first days.
  ///
  /// - Throws: `Problem` for a lesion that has two findings at one visit.
  public func visits() throws(Problem) -> [LesionVisit] {
    let named = Dictionary(grouping: findings.filter { !$0.visit.isEmpty }) { $0.visit.lowercased() }
    var visits = named.map { LesionVisit(name: $0.value[0].visit, findings: $0.value) } + unnamed
    visits.sort { ($0.day, $0.last) < ($1.day, $1.last) }
    for visit in visits { try check(visit) }
    return visits
  }

  private var unnamed: [LesionVisit] {
    let days = Dictionary(grouping: findings.filter(\.visit.isEmpty), by: \.day).sorted { $0.key < $1.key }
    return days.reduce(into: []) { visits, next in
      if let last = visits.indices.last, visits[last].takes(next.value, cycles: cycles) {
        visits[last].findings += next.value
      } else {
        visits.append(LesionVisit(name: "", findings: next.value))
      }
    }
  }

  private func check(_ visit: LesionVisit) throws(Problem) {
    let counts = Dictionary(grouping: visit.findings, by: \.lesion).filter { $0.value.count > 1 }
    guard let (lesion, twice) = counts.min(by: { $0.key < $1.key }) else { return }
    throw Problem(
      .dataRejected, what: "\(lesion) is there twice at one visit",
      at: "rows \(twice.map { String($0.row) }.joined(separator: " and "))",
      why: "the two results conflict",
      remedy: "keep one row per lesion and visit, or give the later days a visit of their own")
  }
}
