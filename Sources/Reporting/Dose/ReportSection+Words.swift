extension ReportSection {
  var title: String {
    switch self {
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
    case .statements: "What one attribute of a header alone states"
    case .provenance: "Provenance: where the numbers come from"
    case .signatures: "Signatures and amendments"
    }
  }

  /// A terminal is for a quick look: methods and provenance are in the other formats.
  var media: Media {
    switch self {
    case .findings, .prescription, .segmentation, .kinetics, .results, .planning, .uncertainty, .truth: .shown
    case .provenance: [.page, .annex]
    case .statements: [.screen, .terminal]
    default: .page
    }
  }

  /// Why it is empty, where nobody said more.
  var reasonToBeEmpty: String {
    switch self {
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
    case .statements: "No header was read for this report."
    case .uncertainty:
      "No uncertainty budget was evaluated: the doses above are printed without one."
    default: "Nothing was recorded for this section."
    }
  }
}
