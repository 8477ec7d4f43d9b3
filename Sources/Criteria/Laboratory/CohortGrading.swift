/// How often each grade was the worst of a term, over many patients.
public struct CohortToxicity: Sendable, Hashable {
  public struct Term: Sendable, Hashable {
    /// Patients by worst grade 0…4 in the window.
    public var worst = [Int](repeating: 0, count: 5)
    /// Patients with values in the window none of which could be graded.
    public var notGradable = 0
    /// Patients with a worst grade who also have values in the window without one, as a limit or the baseline is missing:
    /// theirs may be higher.
    public var partlyGraded = 0
    /// Those values.
    public var withoutGrade = 0
    /// Patients without any value in the window.
    public var withoutValue = 0
    /// Patients by grade at baseline 0…4 (first index) and worst grade (second index); both known.
    public var shift = [[Int]](repeating: [Int](repeating: 0, count: 5), count: 5)
    /// Samples in the window, all patients together.
    public var samples = 0
    /// Patients by grade before treatment 0…4, whatever came after.
    public var before = [Int](repeating: 0, count: 5)

    /// Patients with a worst grade.
    public var graded: Int { worst.reduce(0, +) }

    /// Patients whose worst grade reached `grade`, out of those who did not have it at baseline: a condition that was
    /// there before cannot come up.
    public func new(atLeast grade: Int) -> (patients: Int, atRisk: Int) {
      let atRisk = shift[..<min(max(grade, 0), 5)]
      return (
        atRisk.reduce(0) { $0 + $1[min(max(grade, 0), 5)...].reduce(0, +) }, atRisk.joined().reduce(0, +)
      )
    }

    static func += (sum: inout Term, other: Term) {
      for n in 0..<5 {
        sum.worst[n] += other.worst[n]
        sum.before[n] += other.before[n]
        for m in 0..<5 { sum.shift[n][m] += other.shift[n][m] }
      }
      sum.notGradable += other.notGradable
      sum.partlyGraded += other.partlyGraded
      sum.withoutGrade += other.withoutGrade
      sum.withoutValue += other.withoutValue
      sum.samples += other.samples
    }

    mutating func add(baseline: Int?, worst grade: Int?, samples count: Int, notGradable failed: Int) {
      samples += count
      if let baseline { before[baseline] += 1 }
      if let grade {
        worst[grade] += 1
        if let baseline { shift[baseline][grade] += 1 }
        if failed > 0 { partlyGraded += 1 }
        withoutGrade += failed
      } else if failed > 0 {
        notGradable += 1
      } else {
        withoutValue += 1
      }
    }

    /// A patient of several terms together: without a worst grade of them all, any value makes it one that is not gradable.
    mutating func join(baseline: Int?, worst grade: Int?, samples count: Int, notGradable failed: Int) {
      add(
        baseline: baseline, worst: grade, samples: count,
        notGradable: grade == nil && failed == 0 && count > 0 ? 1 : failed)
    }
  }

  public private(set) var patients = 0
  /// By code of the term; composites by their name.
  public private(set) var terms: [String: Term] = [:]
  /// Names of composites with the codes that they join.
  public let composites: [String: [String]]

  public init(composites: [String: [String]] = [:]) {
    self.composites = composites
    for name in composites.keys { terms[name] = Term() }
  }

  public mutating func add(_ courses: [TermCourse]) {
    patients += 1
    for course in courses {
      // Those who passed by before the first value of this term had none.
      terms[course.code, default: Term(withoutValue: patients - 1)].add(
        baseline: course.baseline?.grade.grade, worst: course.worst?.grade.grade, samples: course.samples,
        notGradable: course.notGradable)
    }
    for code in terms.keys where composites[code] == nil && !courses.contains(where: { $0.code == code }) {
      terms[code]?.withoutValue += 1
    }
    for (name, codes) in composites {
      add(courses.filter { codes.contains($0.code) }, to: name, complete: codes.count)
    }
  }

  /// Patients who were counted elsewhere, as if each of them had been added here.
  public mutating func add(_ tally: ToxicityTally) {
    let before = patients
    patients += tally.patients
    for code in terms.keys where composites[code] == nil { terms[code]?.withoutValue += tally.patients }
    for (code, counted) in tally.terms {
      // Those who passed by before the first value of this term had none; nor had the others of the tally.
      var term = terms[code] ?? Term(withoutValue: before + tally.patients)
      term += counted.term
      term.withoutValue -= counted.patients
      terms[code] = term
    }
    for (name, term) in tally.composites { terms[name, default: Term()] += term }
  }

  /// The worst of several terms. It is known only if every one of them has a worst grade: an unknown one could be worse.
  /// The same holds for its baseline.
  private mutating func add(_ courses: [TermCourse], to name: String, complete count: Int) {
    func worst(_ grades: [Int?]) -> Int? {
      let known = grades.compactMap(\.self)
      return known.count == count ? known.max() : nil
    }
    terms[name, default: Term()].join(
      baseline: worst(courses.map { $0.baseline?.grade.grade }),
      worst: worst(courses.map { $0.worst?.grade.grade }), samples: courses.reduce(0) { $0 + $1.samples },
      notGradable: courses.reduce(0) { $0 + $1.notGradable })
  }
}
