import Diagnostics
import Files
import Foundation
import Intake
import Quantities
import Reporting
import Statistics
import Trials
import Workflow

/// A cohort as a page: flow, who they were, toxicity, response, survival, dose and effect, methods.
package struct CohortPage {
  package let analysis: CohortAnalysis
  package let source: CohortSource
  package let ignored: [String]

  package init(_ analysis: CohortAnalysis, source: CohortSource, ignored: [String]) {
    (self.analysis, self.source, self.ignored) = (analysis, source, ignored)
  }

  package var level: String { "\(plain(100 * analysis.options.level)) %" }

  package func page(_ sections: [CohortSection]) -> Page {
    Page(
      kind: "Cohort report", header: header,
      meaningOfSpread: "Intervals are \(level) confidence intervals; p values are two-sided.",
      sections: sections.map(\.section))
  }

  package var sections: [CohortSection] {
    [findings, flow, baseline, toxicity, response] + analysis.endpoints.map(survival)
      + analysis.doses.map(doseEffect) + [methods]
  }

  /// Equal tables give equal identifiers.
  private var header: ReportHeader {
    let hash = sha256(Data(source.files.map(\.sha256).joined().utf8))
    return ReportHeader(
      pseudonym: analysis.name, therapy: "Cohort of \(analysis.patientCount) treated patients",
      reportUID: ObjectUID.derived(from: "cohort \(hash) \(Version.current)"),
      softwareVersion: "Hepatica \(Version.current)", gitHash: Version.commit, parameterFileHash: hash,
      created: .now, state: notes.isEmpty ? .draft : .needsReview)
  }

  /// What a reader must know before believing the numbers.
  package var notes: [String] {
    source.notes
      + analysis.endpoints.flatMap { endpoint in
        endpoint.notes + (endpoint.model?.notes ?? []).map { "\(endpoint.endpoint), Cox model: \($0)" }
          + endpoint.groups.compactMap { group in
            group.note.map { "\(endpoint.endpoint) by \(group.name): \($0)" }
          }
      }
      + analysis.doses.flatMap { dose in dose.notes.map { "\(dose.region.rawValue) dose: \($0)" } }
  }

  package func write(to folder: URL) throws {
    let sections = self.sections
    let tables = folder.appending(path: "tables")
    try writeTogether { group in
      _ = try page(sections).add(to: &group, folder, name: "report")
      try group.folder(tables)
      for table in sections.flatMap(\.tables) {
        try group.add(table.csv, to: tables.appending(path: table.id + ".csv"))
      }
    }
  }

  package func outcome(_ folder: URL) throws -> Outcome {
    try Outcome(
      text: CohortText(analysis).text + "\nreport: \(folder.appending(path: "report.html").path)",
      content: CohortRecord(analysis), review: notes)
  }

  private var findings: CohortSection {
    let left = ignored.isEmpty ? [] : ["columns that were not read: \(ignored.joined(separator: ", "))"]
    return CohortSection(
      "findings", "Findings",
      [
        .block(
          .facts([
            ("Patients", "\(analysis.flow.trunk[0].count) assessed, \(analysis.patientCount) treated"),
            ("Source", source.name), ("Level of intervals", level),
          ]))
      ] + notes.map { .block(.note(.attention, $0)) } + left.map { .block(.note(.information, $0)) })
  }

  private var flow: CohortSection {
    CohortSection(
      "flow", "Flow of patients",
      [
        .block(
          .figures(
            [flowFigure.drawing],
            caption:
              "Each patient is counted as the table of patients states; those without a reason continued."))
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

  private var methods: CohortSection {
    let hashes = source.files.map { (name: $0.name, value: Optional("SHA-256 \($0.sha256)")) }
    return CohortSection(
      "methods", "Methods and sources",
      [
        .block(.list(CohortMethods.lines(level: level) + source.method)), .block(.heading("Input")),
        .block(.facts(hashes)),
      ])
  }

  package func plain(_ x: Double) -> String {
    let rounded = (x * 100).rounded() / 100
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }
}

/// A section whose tables can be written as CSV too.
package struct CohortSection {
  package enum Piece {
    case block(PageBlock)
    case table(StudyTable)
  }
  package var id, title: String
  package var pieces: [Piece]

  package init(_ id: String, _ title: String, _ pieces: [Piece]) {
    (self.id, self.title, self.pieces) = (id, title, pieces)
  }

  package var section: Page.Section {
    let blocks = pieces.map { piece in
      switch piece {
      case .block(let block): block
      case .table(let table): PageBlock.table(table)
      }
    }
    return Page.Section(id, title, blocks)
  }

  package var tables: [StudyTable] {
    pieces.compactMap { if case .table(let table) = $0 { table } else { nil } }
  }
}
