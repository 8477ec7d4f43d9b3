import Quantities

/// A course of lesions laid out by visit, with the smallest complete sums so far.
struct LesionSheet {
  let course: LesionCourse
  /// First day of the visit at baseline.
  let baseline: CalendarDay
  let targets: [BaselineLesion]
  /// First days of the visits after the baseline, in order.
  let days: [CalendarDay]
  private let byDay: [CalendarDay: [String: LesionFinding]]
  private let known: Set<String>
  private let nonTargets: [String]
  /// Smallest complete value so far, by name of the sum or lesion.
  private(set) var nadirs: [String: ExactDecimal] = [:]
  /// Criteria, by their words, by which all disease was gone at some visit before.
  private(set) var complete: Set<String> = []
  /// Whether uptake is judged although the tracer changed.
  var acrossTracers = false

  /// - Parameter visits: the baseline first. Findings are laid out by the first day of their visit.
  init(_ course: LesionCourse, visits: [LesionVisit], targets: [BaselineLesion]) {
    var course = course
    course.findings = visits.flatMap { visit in
      visit.findings.map { finding in
        var finding = finding
        finding.day = visit.day
        return finding
      }
    }
    (self.course, baseline, self.targets) = (course, visits[0].day, targets)
    days = visits.dropFirst().map(\.day)
    byDay = Dictionary(grouping: course.findings, by: \.day).mapValues { findings in
      Dictionary(findings.map { ($0.lesion, $0) }) { first, _ in first }
    }
    let first = byDay[baseline] ?? [:]
    known = Set(first.values.filter { $0.role != .new }.map(\.lesion))
    let names = Set(targets.map(\.id))
    nonTargets = first.values.filter { $0.isSeen && !names.contains($0.lesion) }.map(\.lesion).sorted()
  }

  subscript(lesion: String, day: CalendarDay) -> LesionFinding? { byDay[day]?[lesion] }
  func findings(_ day: CalendarDay) -> [LesionFinding] {
    (byDay[day] ?? [:]).values.sorted { $0.lesion < $1.lesion }
  }

  /// Keeps the smaller of the known nadir and a new value; the baseline is the first.
  mutating func nadir(_ name: String, baseline: ExactDecimal) -> ExactDecimal { nadirs[name] ?? baseline }
  mutating func lower(_ name: String, to value: ExactDecimal) {
    nadirs[name] = min(nadirs[name] ?? value, value)
  }

  /// Keeps in mind that a criterion found all disease gone.
  mutating func note(_ criterion: String, _ outcome: String?) {
    if outcome == "CR" || outcome == "CMR" { complete.insert(criterion) }
  }

  /// Lesions that were not there at baseline and are there now, or were seen before and were not looked for now.
  func newLesions(_ day: CalendarDay) -> [String] {
    let strangers = Set(course.findings.filter { !known.contains($0.lesion) && $0.day <= day }.map(\.lesion))
    return strangers.filter { lesion in
      if let now = self[lesion, day], now.state != .notEvaluated { return now.isSeen }
      return course.findings.contains { $0.lesion == lesion && $0.day < day && $0.isSeen }
    }.sorted()
  }

  func isComplete(_ day: CalendarDay) -> Bool {
    targets.allSatisfy { self[$0.id, day].map { $0.targetMeasurement != .notEvaluated } ?? false }
  }

  func nonTarget(_ day: CalendarDay) -> RECIST11.NonTarget {
    guard !nonTargets.isEmpty else { return .notPresent }
    let now = nonTargets.map { self[$0, day] }
    if now.contains(where: { $0?.state == .progressive }) { return .progressive }
    if now.contains(where: { $0 == nil || $0?.state == .notEvaluated }) { return .notEvaluated }
    let gone = now.allSatisfy { finding in
      finding?.state == .absent || (finding?.kind == .node && (finding?.short).map { $0 < 10 } ?? false)
    }
    return gone ? .complete : .nonCompleteNonProgressive
  }

  var recistVisits: [RECIST11.Visit] {
    days.map { day in
      var measured: [String: RECIST11.TargetMeasurement] = [:]
      for target in targets { measured[target.id] = self[target.id, day]?.targetMeasurement ?? .notEvaluated }
      return RECIST11.Visit(
        day: day.days(since: baseline), targets: measured, nonTarget: nonTarget(day),
        newLesion: !newLesions(day).isEmpty)
    }
  }

  /// Sums of a measure over the same lesions at baseline and now; `nil` unless all of them have it.
  func sums(
    of lesions: [String], _ day: CalendarDay, _ value: (LesionFinding) -> ExactDecimal?
  ) -> (baseline: ExactDecimal, current: ExactDecimal)? {
    guard !lesions.isEmpty else { return nil }
    var sums = (baseline: ExactDecimal.zero, current: ExactDecimal.zero)
    for lesion in lesions {
      guard let before = self[lesion, baseline].flatMap(value), let now = self[lesion, day].flatMap(value)
      else {
        return nil
      }
      sums = (sums.baseline + before, sums.current + now)
    }
    return sums
  }

  /// The tracer of a visit, if all its findings with uptake agree.
  func tracer(_ day: CalendarDay) -> String? {
    let names = Set(findings(day).map(\.tracer).filter { !$0.isEmpty })
    return names.count == 1 ? names.first : nil
  }
}
