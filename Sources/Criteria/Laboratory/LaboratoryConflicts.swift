import Diagnostics
import Quantities

extension PatientLaboratory {
  /// What was taken out although nothing is wrong with it.
  public typealias LeftOut = [LaboratoryReader.LeftOut: Int]

  /// Takes out values that contradict each other or the patient's dates, and reports each.
  ///
  /// The same result of one sample twice is one result. A result that was amended or corrected replaces the one before
  /// it, a final one the preliminary. Of two results of one test and sample that differ otherwise neither is taken:
  /// the results conflict.
  ///
  /// - Parameters:
  ///   - latest: no value can be later than this day; `nil` asks nothing.
  ///   - leftOut: counts what the rules above explain.
  ///   - place: where a value stands, for messages.
  public mutating func removeConflicts(
    latest: CalendarDay?, leftOut: inout LeftOut, place: (LaboratoryValue) -> String
  ) -> [Problem] {
    var problems: [Problem] = []
    values = values.filter { value in
      guard let problem = impossibleDay(value, latest, place) else { return true }
      problems.append(problem)
      return false
    }
    problems += removeDuplicates(&leftOut, place)
    problems += removeBaselineConflicts(place)
    return problems
  }

  public mutating func removeConflicts(latest: CalendarDay?, place: (LaboratoryValue) -> String) -> [Problem]
  {
    var leftOut: LeftOut = [:]
    return removeConflicts(latest: latest, leftOut: &leftOut, place: place)
  }

  private func impossibleDay(
    _ value: LaboratoryValue, _ latest: CalendarDay?, _ place: (LaboratoryValue) -> String
  ) -> Problem? {
    let what: String
    if let birth, value.day < birth {
      what = "the sample is older than the patient"
    } else if let death, value.day > death {
      what = "the sample was drawn after the day of death"
    } else if let latest, value.day > latest {
      what = "the sample is in the future"
    } else {
      return nil
    }
    return Problem(
      .dataRejected, what: what, at: place(value), why: "one of two dates is wrong",
      remedy: "check both dates")
  }

  private mutating func removeDuplicates(
    _ leftOut: inout LeftOut, _ place: (LaboratoryValue) -> String
  ) -> [Problem] {
    var first: [LaboratoryValue.Key: Int] = [:]
    var groups: [Int: [Int]] = [:]
    for (n, value) in values.enumerated() {
      guard let earlier = first[value.key] else {
        first[value.key] = n
        continue
      }
      groups[earlier, default: [earlier]].append(n)
    }
    guard !groups.isEmpty else { return [] }
    var problems: [Problem] = []
    var drop: Set<Int> = []
    for (_, members) in groups.sorted(by: { $0.key < $1.key }) {
      drop.formUnion(settle(members, &leftOut, &problems, place))
    }
    keep { !drop.contains($0) }
    return problems
  }

  /// - Returns: the values of one sample that are not taken.
  private func settle(
    _ members: [Int], _ leftOut: inout LeftOut, _ problems: inout [Problem],
    _ place: (LaboratoryValue) -> String
  ) -> [Int] {
    let newest = newest(members)
    let chosen = newest.min { values[$0].comesBefore(values[$1]) } ?? members[0]
    if let other = newest.first(where: { !values[$0].agrees(with: values[chosen]) }) {
      let (a, b) = (min(chosen, other), max(chosen, other))
      problems.append(
        Problem(
          .dataRejected, what: "two results of \(values[a].code) at the same moment differ",
          at: "\(place(values[b])), as \(place(values[a]))", why: "the results conflict",
          remedy: "remove one, or give both the time of day or the number of the sample"))
      return members
    }
    let isSame = { (n: Int) in values[n].agrees(with: values[chosen]) }
    let rest = members.filter { $0 != chosen }
    leftOut[.repeated, default: 0] += rest.count(where: isSame)
    leftOut[.superseded, default: 0] += rest.count { !isSame($0) }
    return rest
  }

  /// Those of the highest status, and of several amendments the latest.
  private func newest(_ members: [Int]) -> [Int] {
    let rank = { (n: Int) in values[n].status?.rank ?? ResultStatus.final.rank }
    let highest = members.map(rank).max() ?? 0
    let best = members.filter { rank($0) == highest }
    guard highest == ResultStatus.amended.rank, best.allSatisfy({ values[$0].issued != nil }),
      let last = best.compactMap({ values[$0].issued }).max()
    else { return best }
    return best.filter { values[$0].issued.map { !($0 < last) } ?? false }
  }

  /// A marked baseline lies before treatment and is the only one of its test.
  ///
  /// A visit is not a day: two values of one test in one visit on two days are two values.
  private mutating func removeBaselineConflicts(_ place: (LaboratoryValue) -> String) -> [Problem] {
    var problems: [Problem] = []
    var drop: Set<Int> = []
    var baselines: [String: Int] = [:]
    for (n, value) in values.enumerated() where value.isBaseline {
      if let start = cycles.min(), value.day > start {
        drop.insert(n)
        problems.append(conflict("a baseline of \(value.code) lies after the first cycle", place(value)))
      } else if let other = baselines.updateValue(n, forKey: value.code) {
        drop.formUnion([other, n])
        problems.append(
          conflict("\(value.code) has two baselines", "\(place(value)), as \(place(values[other]))"))
      }
    }
    if !drop.isEmpty { keep { !drop.contains($0) } }
    return problems
  }

  private func conflict(_ what: String, _ location: String) -> Problem {
    Problem(
      .dataRejected, what: what, at: location, why: "the change since baseline depends on it",
      remedy: "correct the mark or the date")
  }

  private mutating func keep(_ isKept: (Int) -> Bool) {
    values = values.enumerated().filter { isKept($0.offset) }.map(\.element)
  }
}

extension LaboratoryValue {
  /// Whether two results of one sample say the same: equal, or printed in two units and equal to the last digit of the
  /// coarser one. Limits that both give must be equal too.
  func agrees(with other: LaboratoryValue) -> Bool {
    bound == other.bound && Self.agree(amount, other.amount) && Self.agree(lower, other.lower)
      && Self.agree(upper, other.upper)
  }

  private static func agree(_ a: Amount?, _ b: Amount?) -> Bool {
    guard let a, let b else { return true }
    if a.canonical == b.canonical { return true }
    guard a.unit.factor != b.unit.factor, let difference = a.canonical.adding(-b.canonical) else {
      return false
    }
    // Trailing zeros are not kept, so that a last digit may be coarser than what was printed.
    let twentieth = max(a.canonical, b.canonical).multiplied(by: "0.05") ?? .zero
    return difference.magnitude <= min(max(a.halfDigit, b.halfDigit), twentieth)
  }

  /// The one to keep of those that agree: with limits rather than without, then by place.
  func comesBefore(_ other: LaboratoryValue) -> Bool {
    let limits = { (v: LaboratoryValue) in (v.lower == nil ? 1 : 0) + (v.upper == nil ? 1 : 0) }
    return (limits(self), file, row) < (limits(other), other.file, other.row)
  }
}

extension Amount {
  /// Half of the last digit that was printed, in the canonical unit.
  fileprivate var halfDigit: ExactDecimal {
    let step = ExactDecimal("1e\(min(value.exponent, 0))") ?? .zero
    return (step * unit.factor).multiplied(by: "0.5") ?? .zero
  }
}
