import Checks
import Kinetics
import Quantification
import Stages
import Summaries
import Volumes

// The path as a chain of values: each holds the one before it whole, and none lacks a part. What an earlier one holds can be
// asked of every later one.

/// All images on one reference.
package struct Aligned: Sendable {
  package let study: AlignedStudy
  /// What a human must look at, of this step and of those before it; so in all values of the chain.
  package let review: [Finding]

  package init(study: AlignedStudy, notes: [Finding]) { (self.study, review) = (study, notes) }
}

/// Activity at each time; no images where time-integrated activity or dose was entered.
@dynamicMemberLookup package struct Quantified: Sendable {
  package let aligned: Aligned
  package let images: [QuantifiedImage]
  package let review: [Finding]

  package init(_ aligned: Aligned, images: [QuantifiedImage], notes: [Finding]) {
    (self.aligned, self.images, review) = (aligned, images, aligned.review + notes)
  }

  package var activities: [ActivityVolume] { images.map(\.activity) }
  /// Images that a motion brought onto the reference.
  var interpolated: Set<String> {
    Set(activities.map(\.id).filter { aligned.study.motion(to: $0) != .identity })
  }
  package subscript<T>(dynamicMember path: KeyPath<Aligned, T>) -> T { aligned[keyPath: path] }
}

/// Structures of the case and the regions of its report, on the reference grid; both empty where the case names none.
package struct Anatomy: Sendable {
  package var structures: StructureSet
  package var regions: [DefinedRegion]
  package var notes: [Finding]
  /// How the structures fit to each other, to the CT and to the activity.
  package var geometry: GeometrySheet

  package init(
    structures: StructureSet, regions: [DefinedRegion], notes: [Finding],
    geometry: GeometrySheet = GeometrySheet()
  ) {
    (self.structures, self.regions, self.notes) = (structures, regions, notes)
    self.geometry = geometry
  }

  package static let none = Anatomy(structures: .empty, regions: [], notes: [])
}

/// Decays per voxel and the curves of the regions.
@dynamicMemberLookup package struct Integrated: Sendable {
  package let quantified: Quantified
  package let anatomy: Anatomy
  package let integration: Integration
  package let review: [Finding]

  package init(_ quantified: Quantified, _ anatomy: Anatomy, _ integration: Integration) {
    (self.quantified, self.anatomy, self.integration) = (quantified, anatomy, integration)
    review = quantified.review + anatomy.notes + integration.warnings
  }

  package var structures: StructureSet { anatomy.structures }
  package var regions: [DefinedRegion] { anatomy.regions }
  package subscript<T>(dynamicMember path: KeyPath<Quantified, T>) -> T { quantified[keyPath: path] }
}

/// Absorbed dose, with what it rests on.
@dynamicMemberLookup package struct Dosed: Sendable {
  package let integrated: Integrated
  /// Tissue and regions on the grid of the dose.
  package let field: DoseField
  /// The dose that counts.
  package let dose: DoseVolume
  /// Doses of other engines, where all were asked for, and where they disagree with the one that counts.
  package let otherDoses: [DoseVolume]
  package let disagreements: [EngineDisagreement]
  package let energy: DoseEnergy
  /// What a human must look at, of this step alone.
  package let notes: [Finding]
  package let review: [Finding]

  package init(
    _ integrated: Integrated, _ field: DoseField, _ dose: DoseVolume, others: [DoseVolume] = [],
    disagreements: [EngineDisagreement] = [], energy: DoseEnergy, notes: [Finding]
  ) {
    (self.integrated, self.field, self.dose) = (integrated, field, dose)
    (otherDoses, self.disagreements, self.energy) = (others, disagreements, energy)
    self.notes = notes
    review = integrated.review + field.review + notes
  }

  /// On the grid of the dose; `nil` for uniform tissue.
  package var materials: MaterialMap? { field.materialsOfDose }
  package subscript<T>(dynamicMember path: KeyPath<Integrated, T>) -> T { integrated[keyPath: path] }
}

/// The table of regions: all that the report prints.
@dynamicMemberLookup package struct Summarised: Sendable {
  package let dosed: Dosed
  package let summary: DoseSummary
  package var review: [Finding] { dosed.review }

  package init(_ dosed: Dosed, _ summary: DoseSummary) { (self.dosed, self.summary) = (dosed, summary) }

  package subscript<T>(dynamicMember path: KeyPath<Dosed, T>) -> T { dosed[keyPath: path] }
}

/// Decays per voxel and the curves of the regions, with what they were made of.
package struct Integration: Sendable {
  package var decays: TimeIntegratedActivityVolume
  /// One per region, without the uncertainty that all points share.
  package var fits: [TimeActivityFit] = []
  /// What the region's activities were corrected by, in the order of `fits`.
  var recoveries: [Recovery] = []
  /// How the voxels were integrated, in words for the report.
  package var method = "entered by the user"
  /// Of the voxels.
  package var warnings: [Finding] = []
}
