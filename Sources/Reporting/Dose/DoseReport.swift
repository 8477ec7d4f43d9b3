import Quantities
import Stages

extension ReportContent {
  /// The dose report as every medium shows it.
  package var study: StudyContent { DoseReport(self).study }
}

/// What the dose report says, section by section. Each section stands in a file of its own, each table in `Forms`.
struct DoseReport: Sendable {
  let content: ReportContent
  let scene: ImageScene?
  /// Where there are many lesions, those with names; the others are in the files.
  let summaries: [DoseSummary]
  let fits: [TimeActivityFit]
  let structures: [StructureRecord]
  /// How many regions the readable part leaves out.
  let leftOut: Int

  /// - Parameter isDrawn: false for what needs no picture.
  init(_ content: ReportContent, isDrawn: Bool = true) {
    self.content = content
    scene = isDrawn ? content.images.flatMap(ImageScene.init) : nil
    summaries = content.summaries.map(\.readable)
    let all = Set(content.summaries.flatMap(\.regions).map(\.region.id))
    let hidden = all.subtracting(summaries.flatMap(\.regions).map(\.region.id))
    fits = content.fits.filter { !hidden.contains($0.region.id) }
    structures = content.structures.filter { !hidden.contains($0.region.id) }
    leftOut = hidden.count
  }

  /// A page opens with what a physician decides on; a terminal has the key results instead.
  var study: StudyContent {
    let front = overview
    var opening = StudyContent.Section("overview", "Summary for the physician", front)
    opening.media = .page
    var study = StudyContent(
      "report", kind: "Absorbed-dose report", header: content.header,
      cards: content.keyResults.isEmpty ? unjudged : content.keyResults,
      sections: (front.isEmpty ? [] : [opening]) + ReportSection.allCases.map(section) + [files])
    (study.cardMedia, study.gathersEmptySections) = (.terminal, true)
    study.annex = StudyContent.Annex(file: "provenance.txt", title: "Provenance")
    return study
  }

  /// Without verdicts the mean doses of the last summary stand at the top, unjudged.
  private var unjudged: [KeyResult] {
    guard let last = content.summaries.last else { return [] }
    return last.regions.prefix(6).map {
      KeyResult(region: $0.region, quantity: "mean absorbed dose, \(last.title)", value: $0.bestMean)
    }
  }

  private func section(_ section: ReportSection) -> StudyContent.Section {
    let made = blocks(section)
    var whole = StudyContent.Section(
      section.rawValue, section.title,
      made.isEmpty ? [.empty(content.reasons[section] ?? section.reasonToBeEmpty)] : made)
    whole.media = section.media
    return whole
  }

  /// What is nowhere shown, and written.
  private var files: StudyContent.Section {
    var files = StudyContent.Section("files", "Files", content.files.map { .table($0) })
    files.media = .file
    return files
  }

  private func blocks(_ section: ReportSection) -> [ContentBlock] {
    switch section {
    case .findings: findings
    case .identification: identification
    case .prescription: prescription
    case .administration: administrations
    case .instruments: instruments
    case .acquisition: acquisitions
    case .registration: registrations
    case .segmentation: volumes
    case .images: images
    case .kinetics: kinetics
    case .calculation: calculation
    case .results: results
    case .planning: planning
    case .uncertainty: uncertainty
    case .truth: truth
    case .statements: statements
    case .provenance: provenance
    case .signatures: signatures
    }
  }
}

/// Facts that are not empty.
func known(_ facts: (String, String?)...) -> [Fact] {
  facts.compactMap { name, value in value.flatMap { $0.isEmpty ? nil : Fact(name, $0) } }
}
