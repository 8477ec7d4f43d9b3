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
  /// Of the operation that this calculation belongs to.
  private let cancellation = Surroundings.current.cancellation
  /// How the activity came onto the grid, if it was on another one.
  private let carrying: [String]
  /// Where decays lie within the voxels of the grid; `nil` where activity has the same voxels.
  let transfer: ActivityTransfer?

  /// On which energy is followed.
  var grid: Grid { activity.map.grid }

  init(
    _ activity: TimeIntegratedActivityVolume, materials: MaterialMap?, options: DoseOptions,
    progress: ProgressHandler?
  ) throws {
    let own = activity.map.values
    (self.activity, carrying) = try DoseTask.carried(activity, options)
    nuclide = try Nuclide.named(
      activity.nuclide, edition: options.decayData, progenyLeaving: options.progenyLeaving)
    emissions = try nuclide.requireEmissions()
    decays = try DecayField(self.activity.map, negative: options.negativeActivity)
    densities = try DensityField(materials, grid: self.activity.map.grid, decays: decays, options: options)
    let grid = self.activity.map.grid
    transfer =
      own.grid.matches(grid)
      ? nil
      : ActivityTransfer(
        options.negativeActivity == .clip ? own.map { max(0, $0) } : own, onto: grid, scale: decays.scale)
    (self.options, self.progress) = (options, progress)
  }

  /// The activity on the grid that was asked for, with what the report says of it.
  private static func carried(_ activity: TimeIntegratedActivityVolume, _ options: DoseOptions) throws
    -> (TimeIntegratedActivityVolume, [String])
  {
    guard let wanted = options.grid else { return (activity, []) }
    let own = activity.map.grid
    var (activity, said) = (activity, [String]())
    if options.negativeActivity == .clip, !own.matches(wanted.transport) {
      // Before the transfer: pieces of both signs may share a voxel of the dose.
      (activity.map, said) = try DecayField.clipped(activity.map)
    }
    if own.hasOtherFrame(than: wanted.transport) { throw GridError.foreignGrid("the grid of the dose") }
    let (carried, outside) = try activity.spread(onto: wanted.transport)
    if outside > options.allowedOutsideCT {
      throw Problem.outsideGrid(outside, allowed: options.allowedOutsideCT)
    }
    if !own.matches(wanted.transport) {
      let (a, d) = (own.spacing, wanted.transport.spacing)
      said.append(
        "The dose has voxels of \(decimal(d.x, 2)) × \(decimal(d.y, 2)) × \(decimal(d.z, 2)) mm, the activity of "
          + "\(decimal(a.x, 2)) × \(decimal(a.y, 2)) × \(decimal(a.z, 2)) mm: activity is uniform within each activity voxel, and decays "
          + "lie where the voxels of both meet.")
      if wanted.transport.voxelVolume.value > 1.05 * own.voxelVolume.value {
        said.append(
          "Voxels of the dose are larger than those of the activity: finer detail of either is lost.")
      }
      said.append(
        "\(percent(outside)) of the activity is outside the grid on which energy is transported.")
    }
    if wanted.isPart {
      said.append(
        "The dose is given on part of that grid; activity on all of it is included, activity beyond it is not."
      )
    }
    return (carried, said)
  }

  /// Reports progress and stops if the task or the operation was cancelled.
  func step(_ fraction: Double, _ doing: String) throws {
    progress?(fraction, doing)
    if Task.isCancelled || cancellation.isRequested {
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
    [energySentence] + carrying + emissions.assumptions + decays.assumptions + densities.assumptions
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
        "The common uncertainty combines that of the activity with \(percent(emissions.chargedUncertainty)) of the "
          + "mean energy per decay."
      ]
  }

  func provenance(engine: String, _ parameters: [String: String]) -> Provenance {
    var all = activity.provenance.adding(
      Provenance.Step("absorbed dose", ["engine": engine].merging(parameters) { a, _ in a }))
    all.tables["\(nuclide.name) emissions"] = emissions.source
    if let conversion = densities.conversion { all.tables[densities.kind] = conversion }
    return all
  }
}
