import Quantification
import Stages
import Summaries

/// Everything that a journey has gathered so far.
struct Results: Sendable {
  var study: AlignedStudy
  var images: [QuantifiedImage] = []
  var structures: StructureSet?
  var regions: [DefinedRegion] = []
  var integration: Integration?
  /// What the dose rests on, on its own grid.
  var field: DoseField?
  var dose: DoseVolume?
  /// Doses of other engines, where all were asked for.
  var otherDoses: [DoseVolume] = []
  var disagreements: [EngineDisagreement] = []
  var summary: DoseSummary?
  /// What a human must look at.
  var review: [String] = []
  var truth: [TruthComparison] = []

  init(study: AlignedStudy) { self.study = study }

  var activities: [ActivityVolume] { images.map(\.activity) }
  /// On the grid of the dose.
  var materials: MaterialMap? { field?.materialsOfDose }
}

/// A result beside a known true value.
public struct TruthComparison: Sendable, Hashable, Codable {
  public var quantity: String
  public var unit: String
  public var result: Double
  public var standardUncertainty: Double?
  public var truth: Double
}
