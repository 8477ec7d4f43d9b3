import Quantities
import Stages

/// Turns content into sections. Each section stands in a file of its own.
struct DocumentBuilder {
  let content: ReportContent
  let scene: ImageScene?
  /// Slices to page through are made only for media that can.
  let interactive: Bool
  /// Whether the page opens with the physician's page; a terminal has the key results instead.
  let opens: Bool
  /// Pages to read and to sign: what is looked up is in the attached files.
  var isPaper: Bool { opens && !interactive }
  /// Where there are many lesions, those with names; the others are in the files.
  let summaries: [DoseSummary]
  let fits: [TimeActivityFit]
  let structures: [StructureRecord]
  /// How many regions the readable part leaves out.
  let leftOut: Int

  init(_ content: ReportContent, interactive: Bool, opens: Bool = true) {
    (self.content, self.interactive, self.opens) = (content, interactive, opens)
    scene = opens ? content.images.flatMap(ImageScene.init) : nil
    summaries = content.summaries.map(\.readable)
    let all = Set(content.summaries.flatMap(\.regions).map(\.region.id))
    let hidden = all.subtracting(summaries.flatMap(\.regions).map(\.region.id))
    fits = content.fits.filter { !hidden.contains($0.region.id) }
    structures = content.structures.filter { !hidden.contains($0.region.id) }
    leftOut = hidden.count
  }

  var document: Document {
    let front = opens ? overview : []
    let opening = Document.Section(id: "overview", title: "Summary for the physician", blocks: front)
    return Document(
      header: content.header,
      cards: opens ? [] : content.keyResults.isEmpty ? defaultCards : content.keyResults,
      sections: (front.isEmpty ? [] : [opening])
        + ReportSection.allCases.map {
          Document.Section(id: $0.rawValue, title: title($0), blocks: blocks($0))
        })
  }

  /// Without verdicts the mean doses of the last summary stand at the top, unjudged.
  private var defaultCards: [KeyResult] {
    guard let last = content.summaries.last else { return [] }
    return last.regions.prefix(6).map {
      KeyResult(region: $0.region, quantity: "mean absorbed dose, \(last.title)", value: $0.bestMean)
    }
  }

  private func title(_ section: ReportSection) -> String {
    switch section {
    case .findings: "Findings and conclusion"
    case .identification: "Identification"
    case .prescription: "Prescription"
    case .administration: "Administration"
    case .instruments: "Instruments and quality control"
    case .acquisition: "Acquisition and reconstruction"
    case .registration: "Registration"
    case .segmentation: "Segmentation"
    case .images: "Images"
    case .kinetics: "Time–activity curves"
    case .calculation: "Dose calculation"
    case .results: "Absorbed doses"
    case .planning: "Treatment planning"
    case .uncertainty: "Uncertainty"
    case .truth: "Comparison with the truth"
    case .provenance: "Provenance: where the numbers come from"
    case .signatures: "Signatures and amendments"
    }
  }

  private func blocks(_ section: ReportSection) -> [Block] {
    let made = made(section)
    return made.isEmpty ? [.empty(content.reasons[section] ?? defaultReason(section))] : made
  }

  private func made(_ section: ReportSection) -> [Block] {
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
    case .provenance: provenance
    case .signatures: signatures
    }
  }

  private func defaultReason(_ section: ReportSection) -> String {
    switch section {
    case .findings:
      "No limit was exceeded, no deviation was recorded and no conclusion was written."
    case .planning: "No radioembolisation plan belongs to this therapy."
    case .truth: "The true values are not known: this is not a phantom or a demonstration."
    case .registration:
      "No registration was recorded: one image only, or all images already on one grid."
    case .prescription: "No prescription was recorded in the case file."
    case .administration: "No administration was recorded in the case file."
    case .instruments: "No calibration or quality control was recorded in the case file."
    case .kinetics:
      "No time–activity curve was fitted: the dose was entered from elsewhere or is based on one image."
    case .images: "No image was passed to the report."
    case .uncertainty:
      "No uncertainty budget was evaluated: the doses above are printed without one."
    default: "Nothing was recorded for this section."
    }
  }
}

/// Facts that are not empty.
func known(_ facts: (String, String?)...) -> [Fact] {
  facts.compactMap { name, value in value.flatMap { $0.isEmpty ? nil : Fact(name, $0) } }
}
