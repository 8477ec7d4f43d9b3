import DoseEngines
import Quantities
import Reporting
import Stages

/// Organ doses as they are printed and as programs read them.
package struct OrganAnswer: Encodable, Sendable {
  /// A source and what it contributes, Gy.
  struct Part: Encodable, Sendable {
    var source: String
    var dose: Double
  }

  struct Row: Encodable, Sendable {
    var organ: String
    /// Mean absorbed dose, Gy, with its standard uncertainty where activities or masses have one.
    var dose: Double
    var standardUncertainty: Double?
    /// MBq·h in the organ.
    var timeIntegratedActivity: Double?
    /// g: the mass that the coefficients were computed with, and the patient's.
    var referenceMass, patientMass: Double?
    var parts: [Part]
  }

  /// The same region by S coefficients and by its voxels.
  struct Pair: Encodable, Sendable {
    var region, organ: String
    /// Gy.
    var organDose, voxelDose: Double
    /// Absorbed of the energy of the organ's own decays, 0…1, and received from other sources as a part of that energy.
    var absorbedFraction, fromOthers: Double
    /// The voxel dose as a part of that energy.
    var voxelFraction: Double
    var explanation: String
  }

  var hepatica = 1
  var nuclide: String
  var phantom: String
  var table, citation, masses: String
  var unit = "Gy"
  var remainder: String
  var marrow: String?
  /// Dose of the marrow by blood in all organs alone, Gy: without any uptake, a lower bound.
  var marrowByBloodAlone: Double?
  var organs: [Row]
  var lesions: [Row]
  var comparison: [Pair]
  /// How masses, uncertainties and cross-doses were taken.
  var statements: [String]
}

extension OrganAnswer.Row {
  init(_ dose: OrganDose) {
    organ = dose.organ
    (self.dose, standardUncertainty) = (dose.dose.value.value, dose.dose.standardUncertainty?.value)
    timeIntegratedActivity = dose.activity?.value.inMegabecquerelHours
    (referenceMass, patientMass) = (dose.referenceMass, dose.patientMass)
    parts = dose.parts.map { .init(source: $0.source, dose: $0.dose.value) }
  }
}

extension OrganAnswer.Row {
  /// The sources of at least 5 % of the dose, the largest three.
  var largest: String {
    guard dose > 0 else { return "" }
    let shares = parts.map { (name: $0.source, share: $0.dose / dose) }.filter { $0.share >= 0.05 }
    return shares.sorted { $0.share > $1.share }.prefix(3).map { "\($0.name) \(percent($0.share))" }
      .joined(separator: ", ")
  }
}
