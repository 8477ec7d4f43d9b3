import Diagnostics
import Reporting
import Statistics

extension CohortContent {
  /// What these data cannot show, as far as it follows from the numbers: size, follow-up, missing data, comparison.
  var limitations: StudyContent.Section {
    .init("limitations", "Limitations", [.list(limits)])
  }

  package var limits: [String] {
    [size, followUp, oneGroup].compactMap(\.self) + missing
  }

  /// What nobody of n had can still be as frequent as the exact limit of 0 of n.
  private var size: String? {
    let n = analysis.patientCount
    guard n > 0 else { return nil }
    let upper = 100 * Proportion(0, of: n).clopperPearson().upper
    return
      "\(counted(n, "patient")): what none of them had can still occur in up to \(ExactShare.digits(upper)) % of patients (exact limit of 0 of \(n))."
  }

  private var followUp: String? {
    guard let overall = analysis.endpoints.first(where: { $0.endpoint == "OS" })?.overall else {
      return "Follow-up is not known: late toxicity and survival cannot be judged."
    }
    let seen = overall.observed
    let late =
      seen.median < 6
      ? " Half of the patients were seen for less than 6 months: late hepatotoxicity, which begins then, cannot be excluded."
      : ""
    return
      "Patients were seen for a median of \(plain(seen.median)) months (\(plain(seen.least))–\(plain(seen.most))), with \(counted(overall.events, "death")).\(late)"
  }

  private var oneGroup: String? {
    analysis.flow.branches.count > 1
      ? nil : "One group: nothing shows what would have happened without the treatment."
  }

  private var missing: [String] {
    let n = analysis.patientCount
    let ungraded = analysis.toxicity.filter { $0.graded < n }.map { "\($0.term) \(n - $0.graded)" }
    let unjudged = analysis.responses.compactMap { r in
      r.objective.total < n ? "\(r.criterion) \(n - r.objective.total)" : nil
    }
    return [
      ungraded.isEmpty
        ? nil : "Patients without a worst grade, of \(n): \(ungraded.joined(separator: ", ")).",
      unjudged.isEmpty
        ? nil : "Patients without a best response, of \(n): \(unjudged.joined(separator: ", ")).",
    ].compactMap(\.self)
  }
}
