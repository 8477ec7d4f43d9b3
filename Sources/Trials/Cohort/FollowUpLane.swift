import Quantities

/// One treated patient's way through treatment and follow-up, for a swimmer figure.
public struct FollowUpLane: Sendable {
  public var patient: String
  public var arm: String?
  public var best: Cohort.BestResponse?
  public var isConfirmed: Bool
  /// Days after the first administration.
  public var treatments: [Double]
  /// Months; `nil` where no progression was seen.
  public var progression: Double?
  /// Months to death or last contact.
  public var end: Double
  public var died: Bool

  static let mostDrawn = 40

  /// Patients with overall survival (`OS`), evenly spaced by length of follow-up where there are many.
  static func all(_ cohort: Cohort) -> [FollowUpLane] {
    let overall = cohort.followUps.filter { $0.endpoint == "OS" }.sorted {
      ($0.months, $0.patient) < ($1.months, $1.patient)
    }
    guard overall.count > mostDrawn else { return overall.map { FollowUpLane($0, cohort) } }
    return (0..<mostDrawn).map { FollowUpLane(overall[$0 * (overall.count - 1) / (mostDrawn - 1)], cohort) }
  }

  private init(_ overall: Cohort.FollowUp, _ cohort: Cohort) {
    let patient = overall.patient
    (self.patient, arm) = (cohort.patients[patient].id, cohort.patients[patient].arm)
    (end, died) = (overall.months, overall.end == .event)
    let response = cohort.responses.first { $0.patient == patient }
    (best, isConfirmed) = (response?.best, response?.isConfirmed ?? false)
    let courses = cohort.courses.filter { $0.patient == patient }
    let start = courses.compactMap(\.first).min()
    treatments = courses.flatMap { Self.days($0, start) }
    // Free of progression ends with progression unless it ends with death.
    progression =
      cohort.followUps.first { row in
        row.patient == patient && row.endpoint == "PFS" && row.end == .event && !(died && row.months >= end)
      }?.months
  }

  /// Administrations spread evenly from the first to the last.
  private static func days(_ course: Cohort.Course, _ start: CalendarDay?) -> [Double] {
    guard let start, let first = course.first else { return [] }
    let begin = Double(first.days(since: start))
    guard let last = course.last, let cycles = course.cycles, cycles > 1 else { return [begin] }
    let step = Double(last.days(since: first)) / Double(cycles - 1)
    return (0..<cycles).map { begin + step * Double($0) }
  }
}
