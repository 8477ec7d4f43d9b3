import Diagnostics
import Quantities

extension PatientLaboratory {
  /// Takes out values that contradict each other or the patient's dates, and tells of each.
  ///
  /// Of two results of one test at one moment neither is taken unless they are equal: nobody can say which one counts.
  ///
  /// - Parameters:
  ///   - latest: no value can be later than this day; `nil` asks nothing.
  ///   - place: where a value stands, for messages.
  public mutating func removeConflicts(latest: CalendarDay?, place: (LaboratoryValue) -> String) -> [Problem]
  {
    var problems: [Problem] = []
    values = values.filter { value in
      guard let problem = impossibleDay(value, latest, place) else { return true }
      problems.append(problem)
      return false
    }
    problems += removeDuplicates(place)
    problems += removeBaselineConflicts(place)
    return problems
  }

  private func impossibleDay(
    _ value: LaboratoryValue, _ latest: CalendarDay?, _ place: (LaboratoryValue) -> String
  ) -> Problem? {
    if let birth, value.day < birth {
      return Problem(
        .dataRejected, what: "the sample is older than the patient", at: place(value),
        remedy: "check both dates")
    }
    if let death, value.day > death {
      return Problem(
        .dataRejected,
        what: "the sample was taken \(value.day.days(since: death)) days after the patient's death",
        at: place(value), why: "one of the two dates is wrong", remedy: "check both dates")
    }
    if let latest, value.day > latest {
      return Problem(
        .dataRejected, what: "the sample lies in the future", at: place(value), remedy: "check the date")
    }
    return nil
  }

  /// One test of one laboratory at one moment.
  private struct Moment: Hashable {
    var code: String
    var day: CalendarDay
    var moment: String
    var laboratory: String
    init(_ v: LaboratoryValue) {
      (code, day, moment, laboratory) = (v.code, v.day, v.moment, v.laboratory)
    }
  }

  private mutating func removeDuplicates(_ place: (LaboratoryValue) -> String) -> [Problem] {
    var first: [Moment: Int] = [:]
    var (twice, drop): ([(Int, Int)], Set<Int>) = ([], [])
    for (n, value) in values.enumerated() {
      if let earlier = first.updateValue(first[Moment(value)] ?? n, forKey: Moment(value)) {
        twice.append((earlier, n))
      }
    }
    guard !twice.isEmpty else { return [] }
    let problems = twice.map { earlier, later in
      let (a, b) = (values[earlier], values[later])
      let same = a.amount.canonical == b.amount.canonical && a.bound == b.bound
      drop.formUnion(same ? [later] : [earlier, later])
      return Problem(
        .dataRejected,
        what: same
          ? "the same result of \(a.code) stands here twice"
          : "two results of \(a.code) at the same moment differ",
        at: "\(place(b)), as \(place(a))",
        why: same ? "" : "nobody can say which one counts",
        remedy: "remove one, or give both the time of day")
    }
    keep { !drop.contains($0) }
    return problems
  }

  /// A marked baseline lies before treatment and is the only one of its test; one name of a visit means one day.
  private mutating func removeBaselineConflicts(_ place: (LaboratoryValue) -> String) -> [Problem] {
    var problems: [Problem] = []
    var drop: Set<Int> = []
    var (baselines, visits): ([String: Int], [[String]: Int]) = ([:], [:])
    for (n, value) in values.enumerated() {
      if value.isBaseline {
        if let start = cycles.min(), value.day > start {
          drop.insert(n)
          problems.append(conflict("a baseline of \(value.code) lies after the first cycle", place(value)))
        } else if let other = baselines.updateValue(n, forKey: value.code) {
          drop.formUnion([other, n])
          problems.append(
            conflict("\(value.code) has two baselines", "\(place(value)), as \(place(values[other]))"))
        }
      }
      guard !value.visit.isEmpty else { continue }
      if let other = visits[[value.visit, value.code]], values[other].day != value.day {
        drop.formUnion([other, n])
        problems.append(
          conflict("one visit has \(value.code) on two days", "\(place(value)), as \(place(values[other]))"))
      }
      visits[[value.visit, value.code]] = n
    }
    if !drop.isEmpty { keep { !drop.contains($0) } }
    return problems
  }

  private func conflict(_ what: String, _ location: String) -> Problem {
    Problem(
      .dataRejected, what: what, at: location, why: "the change since baseline depends on it",
      remedy: "correct the mark, the date or the name of the visit")
  }

  private mutating func keep(_ isKept: (Int) -> Bool) {
    values = values.enumerated().filter { isKept($0.offset) }.map(\.element)
  }
}
