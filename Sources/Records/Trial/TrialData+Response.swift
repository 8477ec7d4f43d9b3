import Criteria
import Quantities
import Registry
import Trials

// Response of lobes: judgements by criterion, and sizes.

extension TrialData {
  /// Best response of each lobe by criterion; of several readers what most of them found.
  func lobeOutcomes() -> [String: [LobeOutcome]] {
    let treated = treated
    let lobes = responses.filter { $0.text(.scope).hasPrefix("lobe ") && treated[$0.text(.patient)] != nil }
    return Dictionary(grouping: lobes) { $0.text(.criterion) }.mapValues { rows in
      Dictionary(grouping: rows) { [$0.text(.patient), $0.text(.scope)] }.sorted {
        ($0.key[0], $0.key[1]) < ($1.key[0], $1.key[1])
      }.map { place, mine in
        LobeOutcome(
          patient: place[0], isTreated: place[1] == "lobe " + treated[place[0]]!, result: Self.majority(mine))
      }
    }
  }

  private static func majority(_ rows: [ResponseRow]) -> String? {
    let votes = Dictionary(grouping: rows) { $0.text(.reader) }.values.map { mine in
      best(mine.map { ($0.text(.assessed), $0.text(.result)) })
    }
    return Dictionary(grouping: votes.compactMap { $0 }) { $0 }.first { 2 * $0.value.count > votes.count }?
      .key
  }

  /// The best of one reader's judgements by the engine of `hepatica response`, without confirmation and without a least time
  /// of stable disease, in the words of the criterion; `nil` if none could be made.
  package static func best(_ judged: [(day: String, word: String)]) -> String? {
    guard let recist = try? RECIST11(RuleLibrary()) else { return nil }
    let policy = RECIST11.BestOverallPolicy(confirmation: false, confirmationDays: 28, minimumStableDays: 0)
    let days = judged.compactMap { CalendarDay(iso8601: $0.day) }
    guard let first = days.min() else { return nil }
    let visits = judged.compactMap { day, word in
      CalendarDay(iso8601: day).map {
        RECIST11.VisitResponse(day: $0.days(since: first), response: SizeResponse(word: word))
      }
    }
    let isMeasurable = !visits.contains { $0.response == .nonCompleteNonProgressive }
    let outcome = recist.bestOverall(visits, policy, isMeasurable: isMeasurable).outcome
    guard let outcome, outcome != .notEvaluable else { return nil }
    return judged.map(\.word).first { SizeResponse(word: $0) == outcome } ?? outcome.rawValue
  }

  /// Sums of diameters of each lobe's lesions after the first and the last cycle in which they were measured.
  func lobeSizes() -> [LobeSize] {
    let treated = treated
    let rows = measurements.filter {
      $0[.quantity] == "longest diameter" && $0[.unit] == "mm" && !$0[.lobe].isNull
    }
    return Dictionary(grouping: rows) { [$0.text(.patient), $0.text(.lobe)] }.compactMap { place, mine in
      guard let lobe = treated[place[0]] else { return nil }
      let lesions = Dictionary(grouping: mine) { $0.text(.lesion) }.mapValues { rows in
        rows.compactMap { row in row[.value].number.map { (row[.cycle].integer ?? 0, $0) } }
      }
      return LobeSize(patient: place[0], isTreated: place[1] == lobe, lesions: lesions)
    }.sorted { ($0.patient, $0.isTreated ? 0 : 1) < ($1.patient, $1.isTreated ? 0 : 1) }
  }
}
