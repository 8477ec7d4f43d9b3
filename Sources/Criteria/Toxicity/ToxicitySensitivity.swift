/// How far a rate of toxicity depends on choices that papers seldom state: limits of normal, edition of the criteria, and how
/// the state before treatment enters.
///
/// The same values are graded under each combination. A composite is known only if each of its terms is, as in
/// ``CohortToxicity``, and is worse than before if one of its terms is.
public struct ToxicitySensitivity: Sendable {
  /// A patient's answers, to be counted.
  public struct Answers: Sendable { fileprivate var counts: [Key: Count] = [:] }

  /// One rate with its denominator.
  public struct Rate: Sendable, Hashable {
    /// Code of a term, or name of a composite.
    public var endpoint: String
    public var limits: String
    public var edition: String
    public var reading: BaselineReading
    /// Patients who reach the grade; those of whom it is known whether, and who were at risk.
    public var count, of: Int
    /// Patients of whom that is not known.
    public var unknown: Int
  }

  fileprivate struct Key: Hashable, Sendable {
    var endpoint: String
    var scenario: Int
    var reading: BaselineReading
  }
  fileprivate struct Count: Sendable { var count = 0, of = 0, unknown = 0 }

  private struct Scenario: Sendable {
    var limits: LimitSet
    var own, plain: CourseGrader
  }
  private let scenarios: [Scenario]
  /// Grade whose rate is asked for.
  public let grade: Int
  private var counts: [Key: Count] = [:]
  public private(set) var patients = 0

  /// - Parameters:
  ///   - grader: windows, and limits for values without.
  ///   - scales: editions of the criteria.
  public init(_ grader: CourseGrader, scales: [ToxicityScale], limits: [LimitSet], grade: Int) {
    self.grade = grade
    scenarios = limits.flatMap { set in
      scales.map { scale in
        var own = grader
        own.scale = scale
        var plain = own
        plain.comparesWithBaseline = false
        return Scenario(limits: set, own: own, plain: plain)
      }
    }
  }

  /// What each combination says of a patient.
  public func answers(_ patient: PatientLaboratory) -> Answers {
    var answers = Answers()
    for (n, scenario) in scenarios.enumerated() {
      let values = patient.with(scenario.limits)
      let own = Dictionary(scenario.own.grade(values).map { ($0.code, $0) }, uniquingKeysWith: { a, _ in a })
      let plain = Dictionary(
        scenario.plain.grade(values).map { ($0.code, $0) }, uniquingKeysWith: { a, _ in a })
      let scale = scenario.own.scale
      let endpoints = scale.composites.merging(own.keys.map { ($0, [$0]) }) { a, _ in a }
      for (endpoint, codes) in endpoints where codes.contains(where: { own[$0] != nil }) {
        for reading in BaselineReading.allCases {
          answers.counts[Key(endpoint: endpoint, scenario: n, reading: reading)] = count(
            reading, codes.map { (own[$0], plain[$0]) })
        }
      }
    }
    return answers
  }

  private func count(_ reading: BaselineReading, _ courses: [(own: TermCourse?, plain: TermCourse?)]) -> Count
  {
    let known = courses.compactMap { own, plain in
      own.flatMap { own in plain.flatMap { reading.reaches(grade, own: own, plain: $0) } }
    }
    guard known.count == courses.count else { return Count(unknown: 1) }
    // Who had it before cannot get it: not at risk, and no answer.
    let before = courses.compactMap { $0.own?.baseline?.grade.grade }.max() ?? 0
    if reading == .new, before >= grade { return Count() }
    return Count(count: known.contains(true) ? 1 : 0, of: 1)
  }

  public mutating func add(_ answers: Answers) {
    patients += 1
    for (key, count) in answers.counts {
      counts[key, default: Count()].count += count.count
      counts[key, default: Count()].of += count.of
      counts[key, default: Count()].unknown += count.unknown
    }
  }

  /// Every rate, by endpoint: composites first; then in the order of limits, editions and readings. A term that no
  /// combination reaches in anybody is left out.
  public var rates: [Rate] {
    let reached = Set(counts.filter { $0.value.count > 0 }.map(\.key.endpoint))
    let composites = Set(scenarios.flatMap { Array($0.own.scale.composites.keys) })
    let known = Set(counts.keys.map(\.endpoint)).filter { reached.contains($0) || composites.contains($0) }
    return known.sorted { (composites.contains($0) ? 0 : 1, $0) < (composites.contains($1) ? 0 : 1, $1) }
      .flatMap { endpoint in
        scenarios.indices.flatMap { n in BaselineReading.allCases.compactMap { rate(endpoint, n, $0) } }
      }
  }

  private func rate(_ endpoint: String, _ n: Int, _ reading: BaselineReading) -> Rate? {
    let scale = scenarios[n].own.scale
    guard scale.composites[endpoint] != nil || scale.terms[endpoint] != nil,
      let count = counts[Key(endpoint: endpoint, scenario: n, reading: reading)]
    else { return nil }
    return Rate(
      endpoint: endpoint, limits: scenarios[n].limits.name, edition: Self.name(scale.source.edition),
      reading: reading, count: count.count, of: count.of, unknown: count.unknown)
  }

  /// The number of an edition alone.
  private static func name(_ edition: String) -> String {
    let number = edition.prefix { !$0.isWhitespace }
    return number.hasPrefix("v") ? String(number) : "v\(number)"
  }
}
