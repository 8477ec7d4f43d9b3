import Quantification
import Stages
import Summaries

/// Everything that a journey has gathered so far.
package struct Results: Sendable {
  package var study: AlignedStudy
  package var images: [QuantifiedImage] = []
  package var structures: StructureSet?
  package var regions: [DefinedRegion] = []
  package var integration: Integration?
  /// What the dose rests on, on its own grid.
  package var field: DoseField?
  package var dose: DoseVolume?
  /// Doses of other engines, where all were asked for.
  package var otherDoses: [DoseVolume] = []
  package var disagreements: [EngineDisagreement] = []
  package var summary: DoseSummary?
  /// What a human must look at.
  package var review: [String] = []
  package var truth: [TruthComparison] = []

  package init(study: AlignedStudy) { self.study = study }

  package var activities: [ActivityVolume] { images.map(\.activity) }
  /// On the grid of the dose.
  package var materials: MaterialMap? { field?.materialsOfDose }
}

/// A result and a known true value.
public struct TruthComparison: Sendable, Hashable, Codable {
  public var quantity: String
  public var unit: String
  public var result: Double
  public var standardUncertainty: Double?
  public var truth: Double

  package init(
    quantity: String, unit: String, result: Double, standardUncertainty: Double? = nil, truth: Double
  ) {
    (self.quantity, self.unit, self.result) = (quantity, unit, result)
    (self.standardUncertainty, self.truth) = (standardUncertainty, truth)
  }
}
