import Quantities
import Trials

/// Times of one patient that endpoints are made of.
package struct PatientTimes {
  package var patient: String
  package var origin: CalendarDay
  package var death: CalendarDay?
  /// Last day known to be alive, or of death.
  package var end: CalendarDay
  /// First day of another treatment of the tumour after the origin.
  var otherTherapy: CalendarDay?
}

/// One endpoint of one patient: how long, and whether the event came.
package struct EndpointTime {
  package var endpoint: String
  package var from, to: CalendarDay
  package var isEvent: Bool

  /// Months of 30.4375 days.
  package var months: Double { Double(to.days(since: from)) / 30.4375 }
}

/// Makes endpoints by the rules from judgements of response.
package struct EndpointMaker {
  package let rules: EndpointRules
  package let responses: RegistryResponses
  /// Judgements of the liver alone; `nil` where the registry has none.
  package let liver: RegistryResponses?
  package let criterion: String

  package func all(_ times: PatientTimes) -> [EndpointTime] {
    let overall = EndpointTime(
      endpoint: "OS", from: times.origin, to: times.end, isEvent: times.death != nil)
    guard !responses.isEmpty else { return [overall] }
    let progressionFree = time("PFS", times, responses, from: times.origin, death: times.death)
    let progression = time("TTP", times, responses, from: times.origin, death: nil)
    let hepatic = liver.map { time("HPFS", times, $0, from: times.origin, death: times.death) }
    return [overall, progressionFree, progression] + [hepatic, duration(times)].compactMap(\.self)
  }

  /// From the first response to progression or death; `nil` without a response.
  private func duration(_ times: PatientTimes) -> EndpointTime? {
    let best = responses.best(times.patient, criterion)
    guard best == "CR" || best == "PR",
      let first = responses.judgements(times.patient, criterion).first(where: \.isResponse)
    else { return nil }
    return time("DoR", times, responses, from: first.day, death: times.death)
  }

  private func time(
    _ endpoint: String, _ times: PatientTimes, _ responses: RegistryResponses, from: CalendarDay,
    death: CalendarDay?
  ) -> EndpointTime {
    let all = responses.judgements(times.patient, criterion)
    let progression = all.first { $0.result == .progressive }?.day
    let adequate = all.filter { $0.result != .notEvaluable }.map(\.last)
    let event = [progression, death].compactMap(\.self).min()
    if let event, counts(event, adequate, times) {
      return EndpointTime(endpoint: endpoint, from: from, to: max(event, from), isEvent: true)
    }
    let last = adequate.filter { isBeforeCensoring($0, adequate, times) }.max()
    return EndpointTime(endpoint: endpoint, from: from, to: max(last ?? from, from), isEvent: false)
  }

  private func counts(_ event: CalendarDay, _ adequate: [CalendarDay], _ times: PatientTimes) -> Bool {
    switch rules.censoring {
    case .lastAssessment: true
    case .newTherapy: times.otherTherapy.map { event <= $0 } ?? true
    case .missedAssessments:
      gap(([times.origin] + adequate.filter { $0 < event } + [event]).sorted()) == nil
    }
  }

  private func isBeforeCensoring(
    _ day: CalendarDay, _ adequate: [CalendarDay], _ times: PatientTimes
  ) -> Bool {
    switch rules.censoring {
    case .lastAssessment: true
    case .newTherapy: times.otherTherapy.map { day <= $0 } ?? true
    case .missedAssessments:
      gap(([times.origin] + adequate).sorted()).map { day <= $0 } ?? true
    }
  }

  /// Last day before the first gap in which two assessments were missed.
  private func gap(_ days: [CalendarDay]) -> CalendarDay? {
    zip(days, days.dropFirst()).first { $0.1.days(since: $0.0) > rules.longestGap }?.0
  }
}
