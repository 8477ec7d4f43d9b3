import Quantities

/// Where the decays of one case are, and how large its organs are.
package struct OrganSources: Sendable {
  /// By source organ, as the table spells it.
  package var activities: [String: Uncertain<BecquerelSecond>] = [:]
  /// Masses of the patient's organs by target organ: contoured volume × density, which contains blood.
  package var masses: [String: Uncertain<Gram>] = [:]
  /// All decays of the body that are in no named source; `nil`: not known, and then not in the result.
  package var remainder: Uncertain<BecquerelSecond>?
  /// Whether bone mineral, yellow marrow and teeth take part in the remainder.
  package var remainderHasSkeleton = true
  /// Mass of the patient's body: scales the dose from remainder and whole body.
  package var bodyMass: Mass?

  package init() {}
}

/// Mean absorbed dose of one target organ with its parts.
package struct OrganDose: Sendable {
  /// What one source contributes.
  package struct Part: Sendable {
    package var source: String
    package var dose: AbsorbedDose
  }

  package var organ: String
  package var dose: Uncertain<Gray>
  /// In the order of the table, the remainder last.
  package var parts: [Part]
  /// Decays in the organ itself; `nil` where it is not a source.
  package var activity: Uncertain<BecquerelSecond>?
  /// Dose by the decays in the organ itself.
  package var own: AbsorbedDose
  /// Mass that the table was computed with, and that of the patient, g.
  package var referenceMass: Double?
  package var patientMass: Double?

  /// Reference over patient mass: the factor of the electron part.
  package var scale: Double? {
    guard let referenceMass, let patientMass else { return nil }
    return referenceMass / patientMass
  }
  /// Mass that the dose refers to, g.
  package var mass: Double? { patientMass ?? referenceMass }
}
