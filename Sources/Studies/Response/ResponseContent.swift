import Diagnostics
import Criteria
import Documents
import Quantities
import Reporting
import Workflow

/// What a response run says.
package struct ResponseContent {
  let job: ResponseJob
  let record: ResponseRecord
  let cohort: ResponseCohort
  let faults: InputFaults
  let account: InputAccount

  package var content: StudyContent {
    let figures = ResponseFigures(cohort, confirmed: job.confirmation).all
    return StudyContent(
      "response", kind: "Response report",
      header: .clinical(
        subject: counted(Set(cohort.courses.map(\.patient)).count, "patient"),
        title: "Response by six criteria",
        needsReview: !faults.isEmpty || !cohort.findings.isEmpty),
      meaningOfSpread: "Limits next to shares are exact 95 % limits (Clopper and Pearson).",
      sections: [
        .init("rates", "Rates", rates + consensus),
        .init("figures", "Figures", figures.map { .figures([$0.drawing]) }),
        .init("best", "Best overall response", best), .init("visits", "Visits", visits),
        .init("targets", "Target selection", targets),
        .init("left-out", "What was left out", leftOut),
        .init("method", "How responses were assessed", method),
      ], record: record, drawings: figures)
  }

  /// Faults, and what is left out for a reason that the tables give.
  private var leftOut: [ContentBlock] {
    let explained = account.lines.map { ContentBlock.paragraph($0) }
    return (faults.isEmpty && !explained.isEmpty ? [] : faults.leftOut.map { $0.only(.page) }) + explained
  }

  private var rates: [ContentBlock] {
    let reader = cohort.readers.count > 1 ? ", reader \(cohort.reader)" : ""
    let table = ResponseTables.rates.table(
      "Best overall response\(reader)", record.rates,
      notes: [
        "Denominator: every patient evaluable by the criterion at some visit; a best response of NE counts as no response."
      ])
    return [.table(table)]
  }

  private var consensus: [ContentBlock] {
    guard let agreement = record.agreement, let decisions = record.adjudication else { return [] }
    let open = decisions.filter { $0.by != "unanimous" }
    var blocks: [ContentBlock] = [
      .table(
        ConsensusTables.agreement.table(
          "Agreement of readers on the best response", agreement,
          notes: [
            "κ is agreement beyond chance; it falls where one category is rare, so read it together with the share."
          ])),
      .table(
        ResponseTables.rates.table(
          "Best overall response, all readers: majority\(job.adjudicator.map { ", else \($0)" } ?? "")",
          record.adjudicatedRates ?? [],
          notes: [
            "Denominator: every patient with two readings or more; one whose response is open counts as not responding."
          ])
      ).only(.page),
    ]
    if !open.isEmpty {
      blocks.append(
        ContentBlock.table(ConsensusTables.decisions.table("Where readers differ", open)).only(.page))
    }
    return blocks + [ContentBlock.table(ConsensusTables.decisions.table("", decisions)).only(.file)]
  }

  private var best: [ContentBlock] {
    let arms = Dictionary(
      cohort.courses.map { ($0.patient, cohort.record($0)?.arm ?? "") }, uniquingKeysWith: { a, _ in a })
    let disputed = cohort.courses.count { $0.disagreement != nil }
    let table = ResponseTables.best { arms[$0.patient] ?? "" }.table(
      "By every criterion", cohort.courses,
      notes: (disputed > 0
        ? [
          "Criteria disagree on the best response of \(disputed) of \(counted(cohort.courses.count, "course"))."
        ] : [])
        + legend)
    return [.table(table)]
  }

  private var legend: [String] {
    let used = record.patients.contains {
      $0.best.values.contains("NN") || $0.visits.contains { $0.responses.values.contains("NN") }
    }
    return used
      ? ["NN: neither complete response nor progression, of non-target disease alone (non-CR/non-PD)"] : []
  }

  private var visits: [ContentBlock] {
    let rows = record.patients.flatMap { course in course.visits.map { (course: course, visit: $0) } }
    let file = ResponseTables.verdicts.table("", VerdictRow.rows(cohort))
    return [
      .table(
        ResponseTables.visits.table(
          "Every visit; a dash: cannot be assessed; response.json states what was missing", rows,
          notes: marks)),
      ContentBlock.table(file).only(.file),
    ]
  }

  /// Visits whose uptake was judged against another tracer.
  private var marks: [String] {
    let all = cohort.courses.flatMap { course in
      course.visits.filter(\.isAcrossTracers).map { "\(course.patient), day \($0.offset)" }
    }
    guard !all.isEmpty else { return [] }
    return [
      "EORTC 1999 across tracers, as was asked for (\(all.joined(separator: "; "))): tracers differ in affinity and uptake, so that a change of SUV is not of the tumour alone."
    ]
  }

  private var targets: [ContentBlock] {
    let reader = { (c: ResponseRecord.Course) in record.readers.count > 1 ? " (\(c.reader))" : "" }
    let baselines = record.patients.flatMap { c in c.baselineFaults.map { "\(c.patient)\(reader(c)): \($0)" }
    }
    let table = ResponseTables.targets.table("Targets at baseline, compared with RECIST 1.1", record.patients)
    return [ContentBlock.table(table).only(.page)]
      + baselines.map { ContentBlock.paragraph($0).only(.terminal) }
  }

  private var method: [ContentBlock] {
    let sources = record.sources.map { (name: "\($0.name) \($0.edition)", value: Optional($0.citation)) }
    return [
      ContentBlock.facts(sources).only(.page), .facts([("Best overall response", job.policy.words)]),
      ContentBlock.paragraph(
        "The best overall response of every criterion follows the algorithm of RECIST 1.1. PERCIST was made for FDG; on receptor imaging it is exploratory."
      ).only(.page),
    ]
  }
}
