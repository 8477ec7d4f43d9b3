import Checks
import Quantities
import Stages

/// Everything that a dosimetry report prints, as values; `Workflow` fills it.
///
/// Reporting computes no clinical number: doses, uncertainties, limits and verdicts arrive here ready made. A part
/// that was not done stays empty, and the report then says that it is empty and why (`reasons`).
public struct ReportContent: Sendable {
  public var header: ReportHeader
  /// The verdict strip at the top: the few results that a decision rests on.
  public var keyResults: [KeyResult]
  /// This cycle, so far and projected, against limits; `nil` prints the mean doses alone.
  public var overview: CourseOverview?
  /// Limits crossed, deviations from the protocol, warnings; the gravest first is not required, the report sorts.
  public var findings: [Finding]
  /// What people decided of findings.
  public var decided: [Decision] = []
  public var conclusion: String
  public var prescription: Prescription?
  public var administrations: [Administration]
  public var instruments: [Instrument]
  public var acquisitions: [AcquisitionRecord]
  public var registrations: [RegistrationRecord]
  public var structures: [StructureRecord]
  /// How the structures fit to each other, to the CT and to the counts: every check that applied.
  public var geometry: [GeometrySheet.Row] = []
  public var fits: [TimeActivityFit]
  /// Draws the time–activity curves with a logarithmic activity axis.
  var logarithmicActivity = false
  public var calculation: DoseCalculation?
  /// One summary per cycle, and at the end the accumulated one where there are several.
  public var summaries: [DoseSummary]
  /// Sums over cycles, given and planned; histograms of sums are not known.
  public var accumulated: [DoseSummary] = []
  public var comparisons: [EngineComparison]
  /// Quantities in addition to the absorbed dose.
  public var beside = BesideDose()
  public var predictions: [Prediction]
  /// Planning of a radioembolisation; `nil` for other therapies.
  public var planning: TreatmentPlan?
  public var images: ImageMaterial?
  public var provenance: Provenance
  /// Results against a known truth, for phantoms and demonstrations.
  public var truth: [TruthRow]
  public var signatures: [Signature]
  public var amendments: [Amendment]
  /// Why a section is empty, by section, in one sentence.
  public var reasons: [ReportSection: String]

  public init(
    header: ReportHeader, keyResults: [KeyResult] = [], findings: [Finding] = [], conclusion: String = "",
    prescription: Prescription? = nil, administrations: [Administration] = [], instruments: [Instrument] = [],
    acquisitions: [AcquisitionRecord] = [], registrations: [RegistrationRecord] = [],
    structures: [StructureRecord] = [], fits: [TimeActivityFit] = [], calculation: DoseCalculation? = nil,
    summaries: [DoseSummary] = [], comparisons: [EngineComparison] = [], predictions: [Prediction] = [],
    planning: TreatmentPlan? = nil, images: ImageMaterial? = nil, provenance: Provenance = Provenance(),
    truth: [TruthRow] = [], signatures: [Signature] = Signature.standard, amendments: [Amendment] = [],
    reasons: [ReportSection: String] = [:]
  ) {
    (self.header, self.keyResults, self.findings, self.conclusion) = (
      header, keyResults, findings, conclusion
    )
    (self.prescription, self.administrations) = (prescription, administrations)
    (self.instruments, self.acquisitions, self.registrations) = (instruments, acquisitions, registrations)
    (self.structures, self.fits, self.calculation) = (structures, fits, calculation)
    (self.summaries, self.comparisons, self.predictions) = (summaries, comparisons, predictions)
    (self.planning, self.images, self.provenance, self.truth) = (planning, images, provenance, truth)
    (self.signatures, self.amendments, self.reasons) = (signatures, amendments, reasons)
  }
}

/// The sections of a report, in the order in which they are printed.
public enum ReportSection: String, Sendable, Hashable, CaseIterable {
  case findings, identification, prescription, administration
  case results, images, kinetics, uncertainty, truth, statements
  case segmentation, registration, acquisition, instruments, calculation, planning, provenance, signatures
}
