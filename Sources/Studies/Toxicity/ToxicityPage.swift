import Criteria
import Diagnostics
import Documents
import Foundation
import Quantities
import Reporting
import Workflow

/// The page of a toxicity run.
package struct ToxicityPage {
  package let job: ToxicityJob
  package let inputs: ToxicityInputs
  package let run: ToxicityRun
  package let faults: InputFaults

  package var page: Page {
    Page(
      kind: "Toxicity report",
      header: .clinical(
        subject: "\(run.patients + run.silent) patients",
        title: "Toxicity by \(inputs.scale.source.name) \(inputs.scale.source.edition)",
        needsReview: !faults.isEmpty),
      sections: [
        .init("cohort", "Cohort", cohort), .init("safety", "Liver safety", safety),
        .init("patients", "Patients", patients),
        .init("left-out", "What was left out", leftOut),
        .init("method", "How grades were given", method),
      ])
  }

  private var cohort: [PageBlock] {
    let summary = run.summary
    return summary.columns.flatMap { arm, cohort -> [PageBlock] in
      let rows = summary.codes.compactMap { code in cohort.terms[code].map { row(code, $0) } }
      let title =
        summary.columns.count > 1 ? "Arm \(arm), \(cohort.patients) patients" : "\(cohort.patients) patients"
      var blocks: [PageBlock] = [
        .table(PageTable("Worst grade in the window: \(title)", columns, rows, notes: notes(arm)))
      ]
      if arm == "all", !summary.attributions.isEmpty { blocks.append(.table(attributions)) }
      return blocks
    }
  }

  private var columns: [PageTable.Column] {
    [.init("Term", share: 2.6)]
      + (0...4).map { .init("Grade \($0)", unit: "patients", number: true, share: 0.6) }
      + [
        .init("Not gradable", number: true, share: 0.7), .init("No value", number: true, share: 0.6),
        .init("New grade ≥ \(job.headlineGrade)", unit: "of those at risk, exact 95 %", share: 1.6),
        .init("New grade ≥ 3", unit: "of those at risk, exact 95 %", share: 1.6),
        .init("Samples", number: true, share: 0.7),
      ]
  }

  private func row(_ code: String, _ term: CohortToxicity.Term) -> [PageTable.Cell] {
    func share(_ grade: Int) -> PageTable.Cell {
      let new = term.new(atLeast: grade)
      let text = ExactShare(new.patients, of: new.atRisk).text
      return new.patients > 0 && grade >= 3 ? .flag(.attention, text) : .text(text)
    }
    let counts = term.worst + [term.notGradable, term.withoutValue]
    return [.text(run.summary.title(code))] + counts.map { .fixed(Double($0), 0) }
      + [share(job.headlineGrade), share(3), .fixed(Double(term.samples), 0)]
  }

  private func notes(_ arm: String) -> [String] {
    var notes = [
      "At risk: patients with a known baseline grade below the one counted. Patients who cannot be graded are in no denominator and are counted separately."
    ]
    let counts = run.summary.newAscites
    let here = arm == "all" ? Array(counts.values) : [counts[arm == "no arm" ? "" : arm]].compactMap(\.self)
    if !counts.isEmpty {
      let sum = here.reduce((0, 0, 0)) { ($0.0 + $1.new, $0.1 + $1.atRisk, $0.2 + $1.undeterminable) }
      notes.append(
        "New ascites \(ExactShare(sum.0, of: sum.1).text); undeterminable without earlier imaging in \(sum.2)."
      )
    }
    return notes
  }

  private var attributions: PageTable {
    let causes = FindingsTable.Attribution.allCases
    return PageTable(
      "Attribution of new toxicities of grade ≥ \(job.headlineGrade)",
      [.init("Term", share: 2)]
        + causes.map { .init($0.rawValue.capitalized, unit: "patients", number: true) },
      run.summary.attributions.sorted { $0.key < $1.key }.map { code, counts in
        [.text(run.summary.title(code))] + causes.map { .fixed(Double(counts[$0] ?? 0), 0) }
      }, notes: ["Attribution is a judgement of the readers; unknown means that it was not stated."])
  }

  private var safety: [PageBlock] {
    guard let figure = ToxicityFigures(inputs: inputs, run: run).safety else {
      return [.empty("No patient has an aminotransferase and a bilirubin with their limits in the window.")]
    }
    let source = inputs.safety.rules.source
    return [
      .figures(
        [figure],
        caption: "Peak in the window, each as a multiple of the limit of its own sample. \(source.citation)."),
      .paragraph(
        "Beyond both lines other causes, cholestasis and progression first of all, must be excluded before it is Hy's law."
      ),
    ]
  }

  private var patients: [PageBlock] {
    let figures = ToxicityFigures(inputs: inputs, run: run)
    let drawings = run.shown.sorted { $0.record.patient < $1.record.patient }.compactMap(figures.timeline)
    var blocks: [PageBlock] = drawings.map { .figures([$0]) }
    if run.patients > run.shown.count {
      blocks.insert(
        .note(
          .information,
          "\(run.shown.count) of \(run.patients) patients are drawn, those with the worst grades; all are in grades.csv and timeline.csv."
        ),
        at: 0)
    }
    return blocks.isEmpty ? [.empty("No patient has laboratory values and days of treatment.")] : blocks
  }

  private var method: [PageBlock] {
    let source = inputs.scale.source
    let units = run.summary.units.sorted { $0.key < $1.key }.map { code, counts in
      "\(code): " + counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }
    return [
      .facts([
        ("Criteria", "\(source.edition), document version \(source.version)"), ("Source", source.citation),
        (
          "Baseline",
          "marked in the file, or the last value within \(job.baselineMonths) month(s) before the first cycle; day of the first cycle \(job.treatmentDayIsBaseline ? "included" : "excluded")"
        ),
        (
          "Window", "first cycle to \(job.monthsAfterLast) calendar months after the last, both days included"
        ),
        ("Limits of normal", job.limits == nil ? "of each row" : "of each row, else of the table of limits"),
        ("Intervals", "exact (Clopper and Pearson 1934), 95 %"), ("Values", "\(run.summary.values)"),
        ("Units", units.joined(separator: "; ")),
      ]),
      .paragraph(
        "The worst of many samples is worse than the worst of few: compare rates together with the number of samples."
      ),
    ]
  }
}

extension ReportHeader {
  /// The head of a page about judgements.
  package static func clinical(subject: String, title: String, needsReview: Bool) -> ReportHeader {
    let created = DateTime.now
    return ReportHeader(
      pseudonym: subject, therapy: title, reportUID: "", softwareVersion: Version.current,
      gitHash: Version.commit,
      created: created, state: needsReview ? .needsReview : .draft)
  }
}

extension ToxicityPage {
  /// Faults, and what is left out for a reason that the files give.
  private var leftOut: [PageBlock] {
    let explained = run.account.lines.map { PageBlock.paragraph($0) }
    return faults.isEmpty && !explained.isEmpty ? explained : faults.leftOut + explained
  }
}
