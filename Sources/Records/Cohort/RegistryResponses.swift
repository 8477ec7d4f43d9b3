import Criteria
import Quantities
import Registry

/// Judgements of response that a registry keeps, and what the engine of `hepatica response` makes of them: best response,
/// confirmation, best change and progression of each patient.
///
/// Of several readers the first by number stands for the patient. A judgement up to the day of the first administration
/// gives the sum of diameters at baseline and is not a response. A patient without judgements by a criterion whose lesions
/// were measured is judged by these. Judgements after death are left out.
package struct RegistryResponses {
  package struct Judgement {
    /// First and last day of the visit.
    package var day, last: CalendarDay
    package var result: SizeResponse
    /// mm
    package var sum: Double?
    package var isResponse: Bool { result == .complete || result == .partial }
  }
  private struct Key: Hashable { var patient, criterion: String }
  /// The last judgement up to the start, and those after it up to and with the first progression.
  private var before: [Key: Judgement] = [:]
  private var after: [Key: [Judgement]] = [:]
  private let starts: [String: CalendarDay]
  private let lesions: RegistryLesions
  private let policy: RECIST11.BestOverallPolicy
  private let recist: RECIST11
  package let criteria: [String]

  /// - Parameters:
  ///   - scopes: what was judged; an empty scope is the whole patient.
  ///   - deaths: judgements after them do not count.
  package init(
    _ registry: Registry, starts: [String: CalendarDay], lesions: RegistryLesions,
    scopes: Set<String> = ["", "overall"], deaths: [String: CalendarDay] = [:],
    policy: RECIST11.BestOverallPolicy = EndpointRules().response
  ) throws {
    (self.lesions, self.policy, self.starts) = (lesions, policy, starts)
    recist = try RECIST11(RuleLibrary())
    let rows = try registry.rows(of: ResponseColumn.self, order: [.patient, .assessed]).filter {
      scopes.contains($0.text(.scope))
    }
    let isWhole = scopes.contains("overall")
    let measured = isWhole ? RegistryLesions.Diameter.allCases.map(\.criterion).filter(lesions.judges) : []
    criteria = Set(rows.map { $0.text(.criterion) } + measured).sorted()
    let own = Dictionary(grouping: rows) { Key(patient: $0.text(.patient), criterion: $0.text(.criterion)) }
    for (key, rows) in own { keep(key, Self.judgements(rows), deaths) }
    for criterion in measured {
      for patient in starts.keys where own[Key(patient: patient, criterion: criterion)] == nil {
        let judged = lesions.judgements(of: patient, criterion)
        if !judged.isEmpty { keep(Key(patient: patient, criterion: criterion), judged, deaths) }
      }
    }
  }

  private mutating func keep(_ key: Key, _ all: [Judgement], _ deaths: [String: CalendarDay]) {
    guard let start = starts[key.patient] else { return }
    let alive = all.filter { judged in deaths[key.patient].map { judged.day <= $0 } ?? true }
    before[key] = alive.last { $0.day <= start && ($0.sum ?? 0) > 0 }
    let late = alive.filter { $0.day > start }
    after[key] = late.firstIndex { $0.result == .progressive }.map { Array(late[...$0]) } ?? late
  }

  private static func judgements(_ rows: [ResponseRow]) -> [Judgement] {
    let reader = rows.map { $0.text(.reader) }.min { ($0.count, $0) < ($1.count, $1) }
    return rows.filter { $0.text(.reader) == reader }.compactMap { row in
      guard let day = CalendarDay(iso8601: row.text(.assessed)) else { return nil }
      let result = SizeResponse(word: row.text(.result))
      return Judgement(day: day, last: day, result: result, sum: row[.sumMm].number)
    }
  }

  /// After the start, up to and with the first progression.
  func judgements(_ patient: String, _ criterion: String) -> [Judgement] {
    after[Key(patient: patient, criterion: criterion)] ?? []
  }

  /// CR, PR, SD, NN (non-CR/non-PD), PD or NE; `nil` if nothing was judged after the start.
  package func best(_ patient: String, _ criterion: String) -> String? {
    best(patient, criterion, policy)?.rawValue
  }

  private func best(
    _ patient: String, _ criterion: String, _ policy: RECIST11.BestOverallPolicy
  ) -> SizeResponse? {
    let all = judgements(patient, criterion)
    guard !all.isEmpty, let start = starts[patient] else { return nil }
    let zero = before[Key(patient: patient, criterion: criterion)]?.day ?? start
    return recist.bestOverall(
      all.map { .init(day: $0.day.days(since: zero), response: $0.result) }, policy,
      isMeasurable: !all.contains { $0.result == .nonCompleteNonProgressive }
    ).outcome
  }

  /// Whether the best response was seen again after the time that the policy asks for; `nil` if there was no response.
  package func isConfirmed(_ patient: String, _ criterion: String) -> Bool? {
    let best = best(patient, criterion, policy)
    guard best == .complete || best == .partial else { return nil }
    var strict = policy
    strict.confirmation = true
    return self.best(patient, criterion, strict) == best
  }

  /// Deepest percent change of the sum of diameters from baseline, up to the first progression: of the sums that the
  /// judgements carry, else of the measured lesions.
  package func bestChange(_ patient: String, _ criterion: String) -> Double? {
    let judged = judgements(patient, criterion)
    if let baseline = before[Key(patient: patient, criterion: criterion)]?.sum,
      let least = judged.compactMap(\.sum).min()
    {
      return 100 * (least - baseline) / baseline
    }
    let end = judged.last.flatMap { $0.result == .progressive ? $0.day : nil }
    return lesions.changes(of: patient, criterion).filter { change in
      end.map { change.day <= $0 } ?? true
    }.map(\.percent).min()
  }

  package var isEmpty: Bool { after.isEmpty }
}
