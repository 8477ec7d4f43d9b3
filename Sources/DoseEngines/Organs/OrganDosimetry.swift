import Diagnostics
import Foundation
import Quantities

/// Mean organ doses by S coefficients of a reference phantom (MIRD Pamphlet No. 21): D(T) = Σ Ã(S) · S(T←S).
///
/// The dose of an organ to itself is scaled with its mass, m_reference / m_patient: the part of the electrons linearly, that of
/// the photons by the power ⅔. The dose of one organ to another is not scaled; that of remainder and whole body is scaled with
/// the mass of the body. S coefficients count as exact, and the uncertainties of activities and masses as independent.
package struct OrganDosimetry: Sendable {
  package let table: OrganCoefficients
  package let sources: OrganSources
  package let remainder: RemainderOfBody?
  private let bodyScale: Double

  /// - Parameter bodyMass: of the phantom, g.
  /// - Throws: a `Problem` for a mass that cannot scale anything, or a remainder that the table does not have.
  package init(_ table: OrganCoefficients, _ sources: OrganSources, bodyMass: Double) throws(Problem) {
    (self.table, self.sources) = (table, sources)
    for (organ, mass) in sources.masses.sorted(by: { $0.key < $1.key }) {
      guard mass.value.value > 0 else { throw Self.notAMass(organ) }
      guard table.target(organ)?.mass != nil else { throw Self.unscaled(organ, table) }
    }
    bodyScale = sources.bodyMass.map { bodyMass / $0.value } ?? 1
    remainder =
      sources.remainder == nil
      ? nil
      : try RemainderOfBody(
        table, named: Set(sources.activities.keys), withSkeleton: sources.remainderHasSkeleton)
  }

  /// Of all target organs that the table has coefficients for, in its order.
  package var doses: [OrganDose] { table.targets.filter { !$0.values.isEmpty }.map(dose) }

  /// Sources with an activity from which the table has no coefficient to a target: parts that its dose lacks.
  package var gaps: [(source: String, target: String)] {
    let active = table.sources.filter { sources.activities[$0] != nil }
    return table.targets.filter { !$0.values.isEmpty }.flatMap { target in
      active.filter { target.values[$0] == nil }.map { ($0, target.name) }
    }
  }

  /// - Precondition: a target of the table.
  package func dose(to organ: String) -> OrganDose { dose(table.target(organ)!) }

  /// Dose of a part of an organ, such as one kidney of two or the liver without its lesions, from its own decays and mass:
  /// the electrons stay in the part, S_part = S(organ) · m_organ / m_part. Photons from the rest of the organ are left out.
  /// - Precondition: a target of the table with a mass.
  package func dose(
    toPart part: String, of organ: String, activity: Uncertain<BecquerelSecond>, mass: Uncertain<Gram>
  ) -> OrganDose {
    var whole = dose(to: organ)
    let factor = whole.mass! / mass.value.value
    let perDecay = selfCoefficient(table.target(organ)!) ?? 0
    let own = Self.dose(activity.value, perDecay * factor)
    let cross = whole.dose.value - whole.own
    let u = Self.quadrature([activity.relativeUncertainty, mass.relativeUncertainty]) * own.value
    let crossVariance = max(0, Self.square(whole.dose.standardUncertainty) - whole.ownVariance(sources))
    whole.parts = whole.parts.filter { table.own($0.source) != organ } + [.init(source: part, dose: own)]
    (whole.organ, whole.activity, whole.own) = (part, activity, own)
    whole.patientMass = mass.value.value
    whole.dose = Uncertain(own + cross, standardUncertainty: Self.root(u * u + crossVariance))
    return whole
  }

  private func dose(_ target: OrganCoefficients.Target) -> OrganDose {
    var result = OrganDose(
      organ: target.name, dose: Uncertain(.zero), parts: [], own: .zero, referenceMass: target.mass,
      patientMass: sources.masses[target.name]?.value.value)
    var variance = 0.0
    for source in table.sources {
      guard let activity = sources.activities[source] else { continue }
      let isOwn = table.own(source) == target.name
      let dose = Self.dose(activity.value, coefficient(target, source, isOwn))
      result.parts.append(.init(source: source, dose: dose))
      let u = Self.quadrature([
        activity.relativeUncertainty, isOwn ? sources.masses[target.name]?.relativeUncertainty : nil,
      ])
      variance += Self.square(u * dose.value)
      if isOwn { result.add(activity, dose) }
    }
    if let remainder, let activity = sources.remainder {
      let dose = Self.dose(activity.value, (remainder.values[target.name] ?? 0) * bodyScale)
      result.parts.append(.init(source: "remainder", dose: dose))
      variance += Self.square((activity.relativeUncertainty ?? 0) * dose.value)
    }
    result.dose = Uncertain(
      result.parts.reduce(.zero) { $0 + $1.dose }, standardUncertainty: Self.root(variance))
    return result
  }

  /// mGy/(MBq·s) for this patient.
  private func coefficient(_ target: OrganCoefficients.Target, _ source: String, _ isOwn: Bool) -> Double {
    if isOwn, let own = selfCoefficient(target, from: source) { return own }
    let value = target.values[source] ?? 0
    return OrganCoefficients.isWholeBody(source) ? value * bodyScale : value
  }

  /// Of an organ to itself, scaled to the patient's mass.
  private func selfCoefficient(_ target: OrganCoefficients.Target, from source: String? = nil) -> Double? {
    let from = source ?? table.sources.first { table.own($0) == target.name }
    guard let value = from.flatMap({ target.values[$0] }) else { return nil }
    guard let reference = target.mass, let mass = sources.masses[target.name] else { return value }
    let scale = reference / mass.value.value
    let photon = target.selfPhoton ?? 0
    // Between power 1 of electrons, which stay, and 2/3 of photons, whose path grows with the organ.
    return (value - photon) * scale + photon * cbrt(scale * scale)
  }

  /// A dose of which nothing is known to be uncertain was not evaluated: it is not exact.
  private static func root(_ variance: Double) -> AbsorbedDose? {
    variance > 0 ? AbsorbedDose(variance.squareRoot()) : nil
  }

  static func dose(_ decays: Quantity<BecquerelSecond>, _ coefficient: Double) -> AbsorbedDose {
    // mGy/(MBq·s) = 1e-9 Gy/(Bq·s).
    AbsorbedDose(decays.value * coefficient * 1e-9)
  }

  private static func quadrature(_ parts: [Double?]) -> Double {
    parts.reduce(0) { $0 + ($1 ?? 0) * ($1 ?? 0) }.squareRoot()
  }

  private static func square(_ x: Double) -> Double { x * x }
  private static func square(_ x: AbsorbedDose?) -> Double { square(x?.value ?? 0) }
}

extension OrganDose {
  fileprivate mutating func add(_ activity: Uncertain<BecquerelSecond>, _ dose: AbsorbedDose) {
    own += dose
    self.activity =
      self.activity.map { known in
        let u = ((known.standardUncertainty?.value ?? 0), (activity.standardUncertainty?.value ?? 0))
        let both = known.standardUncertainty != nil || activity.standardUncertainty != nil
        return Uncertain(
          known.value + activity.value,
          standardUncertainty: both ? Quantity((u.0 * u.0 + u.1 * u.1).squareRoot()) : nil)
      } ?? activity
  }

  fileprivate func ownVariance(_ sources: OrganSources) -> Double {
    let relative = [activity?.relativeUncertainty, sources.masses[organ]?.relativeUncertainty]
    return relative.reduce(0) { $0 + ($1 ?? 0) * ($1 ?? 0) } * own.value * own.value
  }
}

extension OrganDosimetry {
  private static func notAMass(_ organ: String) -> Problem {
    Problem(.usage, what: "the mass of \(organ) is not above 0 g", at: "mass")
  }

  private static func unscaled(_ organ: String, _ table: OrganCoefficients) -> Problem {
    Problem(
      .usage, what: "the table \(table.name) has no mass of \(organ)", at: "mass",
      why:
        "an S coefficient is scaled with the mass that it was computed with; that of another table, with or without blood, "
        + "would be wrong by up to a third",
      remedy: "add a column mass_g to the table, or leave the mass out")
  }
}
