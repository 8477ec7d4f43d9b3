import Diagnostics
import Nuclides
import Quantities
import Stages
import Volumes

/// Checked input of one calculation, shared by all engines.
struct DoseTask {
  let activity: TimeIntegratedActivityVolume
  let nuclide: Nuclide
  let emissions: Emissions
  let decays: DecayField
  let densities: DensityField
  let options: DoseOptions
  let progress: ProgressHandler?

  var grid: Grid { activity.map.grid }

  init(
    _ activity: TimeIntegratedActivityVolume, materials: MaterialMap?, options: DoseOptions,
    progress: ProgressHandler?
  ) throws {
    self.activity = activity
    nuclide = try Nuclide.named(activity.nuclide, edition: options.decayData)
    emissions = try nuclide.requireEmissions()
    decays = try DecayField(activity.map, negative: options.negativeActivity)
    densities = try DensityField(materials, grid: activity.map.grid, decays: decays, options: options)
    (self.options, self.progress) = (options, progress)
  }

  /// Tells progress and stops if the task was cancelled.
  func step(_ fraction: Double, _ doing: String) throws {
    progress?(fraction, doing)
    if Task.isCancelled {
      throw Problem(
        .interrupted, what: "dose calculation cancelled while \(doing)", why: "no dose was written",
        remedy: "start it again")
    }
  }

  /// Emitted energy, J: decays × (electrons + photons + alphas).
  var emitted: Quantity<Joule> { emissions.totalEnergy.inJoules * decays.total }

  /// Relative uncertainty common to all voxels: that of the activity and of the mean energy of charged particles, which
  /// carries most of the dose. Not evaluated for the activity means not evaluated for the dose.
  var commonUncertainty: Double? {
    activity.map.common.map {
      ($0 * $0 + emissions.chargedUncertainty * emissions.chargedUncertainty).squareRoot()
    }
  }

  /// Sentences that hold for every engine.
  var assumptions: [String] {
    [energySentence] + emissions.assumptions + decays.assumptions + densities.assumptions
      + uncertaintySentence
  }

  private var energySentence: String {
    let electrons = emissions.electronEnergy.value.value * 1000
    let photons = emissions.photonEnergy.value.value * 1000
    let alphas = emissions.alphaEnergy.value * 1000
    return "Energy per decay of \(nuclide.name): electrons \(decimal(electrons, 1)) keV, photons "
      + "\(decimal(photons, 1)) keV" + (alphas > 0 ? ", alphas \(decimal(alphas, 0)) keV" : "")
      + " (\(emissions.source))."
  }

  private var uncertaintySentence: [String] {
    activity.map.common == nil
      ? ["The common uncertainty of the activity was not evaluated, so that of the dose is not either."]
      : [
        "The common uncertainty combines that of the activity with \(percent(emissions.chargedUncertainty, 2)) of the "
          + "mean energy per decay."
      ]
  }

  func provenance(engine: String, _ parameters: [String: String]) -> Provenance {
    var all = activity.provenance.adding(
      Provenance.Step("absorbed dose", ["engine": engine].merging(parameters) { a, _ in a }))
    all.tables["\(nuclide.name) emissions"] = emissions.source
    if let conversion = densities.conversion { all.tables["CT conversion"] = conversion }
    return all
  }
}
