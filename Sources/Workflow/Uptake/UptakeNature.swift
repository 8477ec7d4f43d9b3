import Checks
import Diagnostics
import Intake
import Nuclides
import Quantification
import Quantities
import Stages
import Volumes

/// The numbers of a standardised uptake, from whatever source, held against nature before a value is made of them.
package enum UptakeNature {
  /// How the user can state a number that the image has wrong.
  package enum Remedies {
    case options, file

    package func name(_ option: String, _ key: String) -> String {
      self == .options ? "give it as \(option)" : "state “\(key)” with the image"
    }
  }

  /// - Throws: `dataRejected` naming value, limit and place.
  package static func check(_ row: Plausibility, _ value: Double?, at place: String, remedy: String = "")
    throws(Problem)
  {
    guard let value, let beyond = BeyondRange(row, value) else { return }
    throw refused(
      beyond, at: place, why: "the result would be wrong by a factor",
      remedy: remedy.isEmpty ? "correct it" : remedy)
  }

  private static func refused(_ beyond: BeyondRange, at place: String, why: String, remedy: String) -> Problem
  {
    var problem = Problem(.dataRejected, stating: beyond, at: "\(place) \(beyond.limit.attribute)")
    (problem.why, problem.remedy) = (why, remedy)
    return problem
  }

  /// - Parameter isHalfLifeStated: the user gave the half-life, which then counts against that of the nuclide.
  package static func check(
    _ uptake: UptakeNormalisation, at instant: DateTime, nuclide: String?, isHalfLifeStated: Bool,
    place: String, remedies: Remedies
  ) throws(Problem) {
    try check(.bodyWeight, uptake.weight, at: place, remedy: remedies.name("--weight", "weightKg"))
    if !isHalfLifeStated { try check(halfLife: uptake.halfLife, of: nuclide, place, remedies) }
    try check(
      .activity(of: nuclide), uptake.injected.inMegabecquerels / uptake.weight, at: place,
      remedy: remedies.name("--activity", "injectedMBq"))
    let waited = max(0, instant.since(uptake.injection) / uptake.halfLife)
    try check(.uptakeTime, waited, at: place, remedy: remedies.name("--injected", "injection"))
    try check(.uptakeFactor, uptake.factor(at: instant), at: place)
  }

  private static func check(halfLife: TimeSpan, of nuclide: String?, _ place: String, _ remedies: Remedies)
    throws(Problem)
  {
    guard let nuclide, let known = (try? Nuclide.named(nuclide))?.halfLife.value.value,
      !Plausibility.halfLifeRatio.allows(halfLife / known)
    else { return }
    throw Problem(
      .dataRejected,
      what: "the half-life is \(rounded(halfLife.value)) s, but \(nuclide) has \(rounded(known.value)) s",
      at: "\(place) (0018,1075)", why: "the decay since the injection would be wrong",
      remedy: remedies == .options
        ? "give --half-life, in hours" : "have the image exported with the half-life of its nuclide")
  }

  /// Activity in the image over what was injected, decayed: nothing is in a patient that was not given.
  ///
  /// - Returns: what to look at where the share is above 1.1, as the table has it.
  /// - Throws: `dataRejected` from ten times the injected activity on.
  package static func share(of uptake: Volume<Float>, weight: Double, at place: String) throws(Problem)
    -> [Finding]
  {
    let sum = uptake.voxels.reduce(0.0) { $0 + Double($1) }
    let share = sum * uptake.grid.voxelVolume.value / (weight * 1000)
    guard let beyond = BeyondRange(.recoveredShare, share), share > 0 else { return [] }
    guard Plausibility.refusedUptakeShare.allows(share) else {
      throw refused(
        beyond, at: place, why: "no image shows ten times what was given",
        remedy: "check activity, times, weight and the unit of the image")
    }
    return [Finding(MeasuringNote.uptakeShare(beyond))]
  }
}
