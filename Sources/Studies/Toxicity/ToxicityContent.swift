import Criteria
import Diagnostics
import Documents
import Files
import Foundation
import Quantities
import Reporting
import Workflow

/// What a toxicity run says.
package struct ToxicityContent {
  let job: ToxicityJob
  let inputs: ToxicityInputs
  let run: ToxicityRun
  let faults: InputFaults
  let record: ToxicityRecord
  var sensitivity: SensitivityContent? = nil

  package var content: StudyContent {
    let figures = ToxicityFigures(inputs: inputs, run: run)
    let timelines = run.shown.sorted { $0.record.patient < $1.record.patient }.compactMap { patient in
      figures.timeline(patient).map { (patient.record.patient, $0) }
    }
    let safety = figures.safety
    return StudyContent(
      "toxicity", kind: "Toxicity report",
      header: .clinical(
        subject: counted(run.patients + run.silent, "patient"),
        title: "Toxicity by \(inputs.scale.source.name) \(edition)",
        needsReview: !faults.isEmpty),
      meaningOfSpread: "Limits next to shares are exact 95 % limits (Clopper and Pearson).",
      sections: [
        .init("cohort", "Cohort", cohort)
      ] + (sensitivity.map { [$0.section] } ?? []) + [
        .init("safety", "Liver safety", self.safety(safety)),
        .init("injury", "Liver injury", injury + ascites),
        .init("recovery", "Recovery", recovery), .init("visits", "Values by visit", visits),
        .init("patients", "Patients", patients(timelines.map(\.1))),
        .init("left-out", "What was left out", leftOut),
        .init("method", "How grades were given", method.map { $0.only(.page) }),
      ], record: record,
      drawings: (safety.map { [("liver-safety", $0)] } ?? [])
        + timelines.map { ("patients/" + safeFileName($0.0), $0.1) })
  }

  /// Without its day, which stands where the grades are explained.
  private var edition: Substring { inputs.scale.source.edition.prefix { $0 != " " } }

  private var cohort: [ContentBlock] {
    let summary = run.summary
    let rows = CohortRow.rows(summary)
    let window = ContentBlock.paragraph(
      "Worst grade from the first cycle to \(job.monthsAfterLast) months after the last, baseline within "
        + "\(job.baselineMonths) month(s) before, day of the first cycle "
        + "\(job.treatmentDayIsBaseline ? "before" : "after") administration. \(counted(run.patients + run.silent, "patient")) "
        + "(\(run.silent) without laboratory values), \(counted(summary.values, "value")).")
    let tables = summary.columns.map { arm, cohort in
      let count = counted(cohort.patients, "patient")
      return ContentBlock.table(
        ToxicityTables.worst(headline: job.headlineGrade).table(
          "Worst grade in the window: " + (summary.columns.count > 1 ? "arm \(arm), \(count)" : count),
          rows.filter { $0.arm == arm }, notes: notes(arm) + partly(rows.filter { $0.arm == arm })))
    }
    let file = ContentBlock.table(ToxicityTables.cohort.table("", rows.flatMap(\.byGrade)))
    return [window] + anticoagulation + tables + before + attributions + [file.only(.file)]
  }

  private var anticoagulation: [ContentBlock] {
    guard inputs.assumesNoAnticoagulation, run.summary.codes.contains("INR") else { return [] }
    return [
      .paragraph(
        "No table states whether patients were on anticoagulation: INR is graded as without it. A column “anticoagulation” of the patients, or “anticoagulated” of the values, answers it; an empty cell of such a column is not taken for no."
      )
    ]
  }

  private func notes(_ arm: String) -> [String] {
    let counts = run.summary.newAscites
    let here = arm == "all" ? Array(counts.values) : [counts[ArmLabel.arm(arm)]].compactMap(\.self)
    let atRisk =
      "At risk: patients with a known baseline grade below the one counted. Patients who cannot be graded are in no denominator and are counted separately."
    guard !counts.isEmpty else { return [atRisk] }
    let sum = here.reduce((0, 0, 0)) { ($0.0 + $1.new, $0.1 + $1.atRisk, $0.2 + $1.undeterminable) }
    return [
      atRisk,
      "New ascites \(ExactShare(sum.0, of: sum.1).text); undeterminable without earlier imaging in \(sum.2).",
    ]
  }

  /// Terms of which a value could not be graded next to others that could: the worst grade may have been missed.
  private func partly(_ rows: [CohortRow]) -> [String] {
    let some = rows.filter { $0.term.partlyGraded > 0 }
    guard !some.isEmpty else { return [] }
    let each = some.map { row in
      "\(row.title): \(counted(row.term.withoutGrade, "value")) of \(counted(row.term.partlyGraded, "patient"))"
    }
    return [
      "Values that could not be graded, of patients with others that could, whose worst grade may be higher (a limit of normal or the baseline is missing): "
        + each.joined(separator: "; ") + "."
    ]
  }

  private var attributions: [ContentBlock] {
    let summary = run.summary
    guard !summary.attributions.isEmpty else { return [] }
    let table = ToxicityTables.attributions(summary).table(
      "Attribution of new toxicities of grade ≥ \(job.headlineGrade)",
      summary.attributions.sorted { $0.key < $1.key },
      notes: ["Attribution is a judgement of the readers; unknown means that it was not stated."])
    return [.table(table)]
  }

  private func safety(_ figure: Drawing?) -> [ContentBlock] {
    guard let figure else {
      return [.empty("No patient has an aminotransferase and a bilirubin with their limits in the window.")]
    }
    let counts = record.liverSafety.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return [
      .figures(
        [figure],
        caption:
          "Peak in the window, each as a multiple of the limit of its own sample. \(inputs.safety.rules.source.citation)."
      ),
      .facts([("eDISH, patients", counts.joined(separator: ", "))]),
      .paragraph(
        "Beyond both lines other causes, cholestasis and progression first of all, must be excluded before it is Hy's law."
      ).only(.page),
    ]
  }

  private var injury: [ContentBlock] {
    let file = inFile { InjuryTables.patients.table("", run.injured) }
    let rows = InjuryRow.cohort(run.summary)
    guard !rows.isEmpty else {
      return [
        .empty("No table of findings states ascites or late signs; neither REILD nor late damage is judged.")
      ] + file
    }
    let shown = run.injured.filter { $0.judged.verdict.outcome != false }
    let notes = [
      "Counted from each day of treatment. Sources: Sangro 2008 (doi:10.1002/cncr.23339), Braat 2017, El-Haddad 2021."
    ]
    let positives = InjuryTables.patients.table(
      "Patients with liver injury, or in whom it cannot be assessed", shown)
    return [.table(InjuryTables.cohort.table("Liver injury", rows, notes: notes))]
      + (shown.isEmpty ? [] : [ContentBlock.table(positives).only(.page)]) + file
  }

  /// Who had new ascites, when, and what imaging had shown before.
  private var ascites: [ContentBlock] {
    guard !run.ascites.isEmpty else { return [] }
    let shown = run.ascites.filter { $0.ascites != .no }.sorted { $0.patient < $1.patient }
    let file = inFile { CourseTables.ascites.table("", run.ascites) }
    guard !shown.isEmpty else { return file }
    return [
      .table(
        CourseTables.ascites.shown.table("Ascites that is new, was there before, or is not known", shown))
    ] + file
  }

  /// A table of every patient, which only a folder gets: with a hundred thousand of them it takes as long as their grades.
  private func inFile(_ table: () -> StudyTable) -> [ContentBlock] {
    job.output == nil ? [] : [ContentBlock.table(table()).only(.file)]
  }

  private var recovery: [ContentBlock] {
    let rows = RecoveryRow.rows(run)
    guard !rows.isEmpty else { return clearances }
    return [
      .table(
        CourseTables.recovery.table(
          "Laboratory toxicities that came up, and how many were reversed", rows,
          notes: [
            "Came up: worst grade in the window above that before treatment, or above 0 where none is known. Recovered: a later value, also after the window, has the grade before or a lower one. Who was not sampled again has not been shown to recover."
          ]))
    ] + inFile { CourseTables.recoveries.table("", run.recoveries) } + clearances
  }

  /// What no term grades and is followed.
  private var clearances: [ContentBlock] {
    guard !run.clearances.isEmpty else { return [] }
    let fallen = run.clearances.count(where: \.hasFallen)
    let back = run.clearances.count { $0.hasFallen && $0.recovered != nil }
    return [
      .table(
        CourseTables.clearances.table(
          "Clearances against those before treatment", run.clearances,
          notes: [
            "Fallen by more than 5 %: \(ExactShare(fallen, of: run.clearances.count).text); of these back within 5 %: \(back). No term of the criteria grades a clearance of Tc-99m-DTPA or Tc-99m-EC."
          ]))
    ]
  }

  /// Grades before treatment of what was abnormal in anybody.
  private var before: [ContentBlock] {
    let rows = CohortRow.rows(run.summary).filter { $0.term.before.dropFirst().reduce(0, +) > 0 }
    guard !rows.isEmpty else { return [] }
    let all = rows.filter { $0.arm == "all" }
    return [
      .table(
        ToxicityTables.before.table(
          "Grades before treatment", all.isEmpty ? rows : all,
          notes: [
            "Patients by the grade of the last value before treatment; terms that were normal in all are left out."
          ]))
    ]
  }

  /// One table per term that came up in somebody, as published series print them.
  private var visits: [ContentBlock] {
    let values = run.shown.sorted { $0.record.patient < $1.record.patient }.flatMap(VisitValue.all)
    guard !values.isEmpty, !run.isCounted else { return [] }
    let wanted = Set(run.recoveries.map(\.code))
    let tables = run.summary.codes.filter(wanted.contains).map { code in
      let own = values.filter { $0.code == code }
      let last = own.map(\.cycle).max() ?? 0
      let columns =
        [(cycle: 0, visit: "before")]
        + (1...max(1, last)).flatMap { n in ["4 weeks", "8 weeks"].map { (cycle: n, visit: $0) } }
      var order: [String] = []
      for value in own where order.last != value.patient { order.append(value.patient) }
      let units = Set(own.map { $0.entry.value.amount.unit.symbol }).sorted().joined(separator: ", ")
      return ContentBlock.table(
        CourseTables.visits(columns).table(
          "\(run.summary.title(code)), \(units), with its grade",
          order.map { name in own.filter { $0.patient == name } })
      ).only(.page)
    }
    return tables + inFile { CourseTables.visitValues.table("", values) }
  }

  private func patients(_ drawings: [Drawing]) -> [ContentBlock] {
    guard !drawings.isEmpty else {
      return [.empty("No patient has laboratory values and days of treatment.").only(.page)]
    }
    let worst = run.shown.sorted { ($1.worstGrade, $0.record.patient) < ($0.worstGrade, $1.record.patient) }
    let part = "\(run.shown.count) of \(counted(run.patients, "patient")), those with the worst grades"
    let table = ToxicityTables.patients.table(
      run.patients > run.shown.count ? part : "Patients, the worst first", worst,
      notes: run.patients > run.shown.count ? ["All patients are in grades.csv and timeline.csv."] : [])
    return [ContentBlock.table(table).only(.page)] + drawings.map { .figures([$0]) }
  }

  /// Faults, and what is left out for a reason that the files give.
  private var leftOut: [ContentBlock] {
    let explained = run.account.lines.map { ContentBlock.paragraph($0) }
    return (faults.isEmpty && !explained.isEmpty ? [] : faults.leftOut.map { $0.only(.page) }) + explained
  }

  private var method: [ContentBlock] {
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
