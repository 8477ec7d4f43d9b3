import Checks
import Diagnostics
import Files
import Foundation
import Intake
import Quantities
import Records
import Reporting
import Stages
import Statistics
import Trials
import Workflow

/// What a cohort analysis says: flow, who they were, toxicity, response, survival, dose and effect, methods.
package struct CohortContent {
  package let analysis: CohortAnalysis
  package let source: CohortSource
  package let ignored: [String]
  package let comparison: PublishedComparison?
  package let sensitivity: SensitivityContent?
  package let funnel: ScreeningFunnel?
  package let symptoms: RegistrySymptoms?
  package let performance: RegistryPerformance?

  package init(
    _ analysis: CohortAnalysis, source: CohortSource, ignored: [String],
    comparison: PublishedComparison? = nil, sensitivity: SensitivityContent? = nil,
    funnel: ScreeningFunnel? = nil, symptoms: RegistrySymptoms? = nil, performance: RegistryPerformance? = nil
  ) {
    (self.analysis, self.source, self.ignored) = (analysis, source, ignored)
    (self.comparison, self.sensitivity, self.funnel) = (comparison, sensitivity, funnel)
    (self.symptoms, self.performance) = (symptoms, performance)
  }

  private var published: [StudyContent.Section] { comparison?.sections ?? [] }

  package var level: String { "\(plain(100 * analysis.options.level)) %" }

  package var content: StudyContent {
    StudyContent(
      "report", kind: "Cohort report", header: header,
      meaningOfSpread: "Intervals are \(level) confidence intervals; p values are two-sided.",
      sections: sections,
      record: CohortRecord(
        analysis, comparison, sensitivity: sensitivity?.rates, funnel: funnel, limitations: limits,
        input: .init(rows: source.rows, columnsNotRead: ignored)))
  }

  private var sections: [StudyContent.Section] {
    [findings] + screening + [flow, baseline, toxicity] + (sensitivity.map { [$0.section] } ?? []) + [
      response
    ] + performanceStatus + symptomControl
      + analysis.endpoints.map(survival) + deaths
      + analysis.doses.map(doseEffect) + organDoses + published + [limitations, methods]
  }

  /// Equal tables give equal identifiers.
  private var header: ReportHeader {
    let hash = sha256(Data(source.files.map(\.sha256).joined().utf8))
    return ReportHeader(
      pseudonym: analysis.name, therapy: "Cohort of \(counted(analysis.patientCount, "treated patient"))",
      reportUID: ObjectUID.derived(from: "cohort \(hash) \(Version.current)"),
      softwareVersion: "Hepatica \(Version.current)", gitHash: Version.commit, parameterFileHash: hash,
      created: .now, state: notes.isEmpty ? .draft : .needsReview)
  }

  /// What a reader must know before believing the numbers.
  package var notes: [Finding] {
    func said(_ note: AnalysisNote, _ place: String = "") -> Finding {
      Finding(InputNote.analysis(note), at: place)
    }
    let own = (funnel?.notes ?? []) + (comparison?.notes ?? [])
    return source.notes + own.map { said($0) }
      + analysis.endpoints.flatMap { endpoint in
        endpoint.notes.map { said($0) }
          + (endpoint.model?.notes ?? []).map { said($0, "\(endpoint.endpoint), Cox model") }
          + endpoint.groups.compactMap { group in
            group.note.map { said($0, "\(endpoint.endpoint) by \(group.name)") }
          }
      }
      + analysis.doses.flatMap { dose in dose.notes.map { said($0, "\(dose.region.rawValue) dose") } }
  }

  private var findings: StudyContent.Section {
    return StudyContent.Section(
      "findings", "Findings",
      [
        .facts([
          ("Patients", "\(analysis.flow.trunk[0].count) assessed, \(analysis.patientCount) treated"),
          ("Source", source.name),
          (
            "Rows, all read",
            source.rows.isEmpty
              ? nil : source.rows.map { "\($0.table) \($0.rows)" }.joined(separator: ", ")
          ), ("Columns not read", ignored.isEmpty ? "none" : ignored.joined(separator: ", ")),
          ("Level of intervals", level),
        ])
      ] + notes.map { ContentBlock.note(.attention, $0.sentence).only(.page) })
  }

  private var flow: StudyContent.Section {
    StudyContent.Section(
      "flow", "Flow of patients",
      [
        .figures(
          [flowFigure.drawing],
          caption:
            "Each patient is counted as the table of patients states; those without a reason continued.")
      ])
  }

  private var flowFigure: FlowFigure {
    let step = { (s: CohortFlow.Step) in
      FlowFigure.Step(
        s.label, s.count, leftTitle: s.leftTitle,
        leaving: s.leaving.map { FlowFigure.Reason($0.reason, $0.count) })
    }
    return FlowFigure(
      title: "Flow of patients", trunk: analysis.flow.trunk.map(step),
      branches: analysis.flow.branches.map { FlowFigure.Branch($0.map(step)) })
  }

  private var methods: StudyContent.Section {
    let hashes = source.files.map { (name: $0.name, value: Optional("SHA-256 \($0.sha256)")) }
    return StudyContent.Section(
      "methods", "Methods and sources",
      [
        ContentBlock.list(CohortMethods.lines(level: level) + source.method), .heading("Input"),
        .facts(hashes),
      ].map { $0.only(.page) })
  }

  package func plain(_ x: Double) -> String { x.printedShort(decimals: 2) }
}
