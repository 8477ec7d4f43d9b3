import Criteria
import Documents
import Foundation
import Quantities
import Reporting
import Workflow

/// The page of a response run.
package struct ResponsePage {
  package let job: ResponseJob
  package let record: ResponseRecord
  package let cohort: ResponseCohort
  package let faults: InputFaults

  package var page: Page {
    Page(
      kind: "Response report",
      header: .clinical(
        subject: "\(Set(cohort.courses.map(\.patient)).count) patients", title: "Response by six criteria",
        needsReview: !faults.isEmpty || !cohort.review.isEmpty),
      sections: [
        .init("rates", "Rates", rates), .init("figures", "Figures", figures),
        .init("best", "Best overall response", best),
        .init("visits", "Visits", visits), .init("targets", "Target selection", targets),
        .init("left-out", "What was left out", faults.leftOut),
        .init("method", "How responses were assessed", method),
      ])
  }

  private var rates: [PageBlock] {
    [
      .table(
        PageTable(
          "Best overall response" + (cohort.readers.count > 1 ? ", reader \(cohort.reader)" : ""),
          [
            .init("Criterion"), .init("Response", unit: "exact 95 %"),
            .init("Disease control", unit: "exact 95 %"),
          ],
          record.rates.map { [.text($0.criterion), .text($0.response.text), .text($0.control.text)] },
          notes: [
            "Denominator: every patient evaluable by the criterion at some visit; a best response of NE counts as no response."
          ]))
    ]
  }

  private var figures: [PageBlock] {
    ResponseFigures(cohort, confirmed: job.confirmation).all.map { .figures([$0.drawing]) }
  }

  private var best: [PageBlock] {
    let criteria = ResponseCriterion.allCases
    let rows = record.patients.map { course -> [PageTable.Cell] in
      let words = criteria.map { criterion in
        course.best[criterion.rawValue].map { PageTable.Cell.text($0) } ?? .absent
      }
      let dispute: PageTable.Cell = course.disagreement.map { .flag(.attention, $0) } ?? .text("all agree")
      return [.text(course.patient), .text(course.reader)] + words + [
        .text(course.isConfirmed ? "yes" : "no"), dispute,
      ]
    }
    return [
      .table(
        PageTable(
          "By every criterion",
          [.init("Patient"), .init("Reader")] + criteria.map { .init($0.rawValue, share: 0.7) }
            + [.init("Confirmed", share: 0.7), .init("Where criteria disagree", share: 2.4)], rows))
    ]
  }

  private var visits: [PageBlock] {
    let criteria = ResponseCriterion.allCases
    let rows = record.patients.flatMap { course in
      course.visits.map { visit -> [PageTable.Cell] in
        [
          .text(course.patient), .text(course.reader), .fixed(Double(visit.day), 0),
          .fixed(visit.percentFromBaseline, 1),
        ]
          + criteria.map { criterion in
            visit.responses[criterion.rawValue].map { PageTable.Cell.text($0) } ?? .absent
          }
          + [.text(visit.newLesions.joined(separator: ", "))]
      }
    }
    return [
      .table(
        PageTable(
          "Every visit; a dash: cannot be assessed; response.json states what was missing",
          [
            .init("Patient"), .init("Reader"), .init("Day", number: true, share: 0.6),
            .init("Sum", unit: "% of baseline change", number: true),
          ] + criteria.map { .init($0.rawValue, share: 0.7) } + [.init("New lesions")], rows))
    ]
  }

  private var targets: [PageBlock] {
    let rows = record.patients.map { course -> [PageTable.Cell] in
      let others = course.notTargets.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(
        separator: "; ")
      let all = course.baselineFaults + course.selectionFaults
      let faults: PageTable.Cell =
        all.isEmpty ? .text("none") : .flag(.attention, all.joined(separator: "; "))
      return [
        .text(course.patient), .text(course.reader), .text(course.targets.joined(separator: ", ")),
        .text(others), faults,
      ]
    }
    return [
      .table(
        PageTable(
          "Targets at baseline, compared with RECIST 1.1",
          [
            .init("Patient"), .init("Reader"), .init("Targets", share: 1.4),
            .init("Why the others are none", share: 3), .init("Faults", share: 2),
          ],
          rows))
    ]
  }

  private var method: [PageBlock] {
    [
      .facts(
        record.sources.map { ("\($0.name) \($0.edition)", $0.citation) } + [
          (
            "Best overall response",
            job.policy.words
          )
        ]),
      .paragraph(
        "The best overall response of every criterion follows the algorithm of RECIST 1.1. PERCIST was made for FDG; on receptor imaging it is exploratory."
      ),
    ]
  }
}
