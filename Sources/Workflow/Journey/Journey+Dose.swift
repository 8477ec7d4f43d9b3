import Diagnostics
import Documents
import DoseEngines
import Nuclides
import Quantities
import Stages
import Volumes

extension Journey {
  /// Decays and tissue become absorbed dose, by one engine or by all.
  package func dose(_ decays: TimeIntegratedActivityVolume, in field: DoseField) throws -> EngineResults {
    let options = try doseOptions(field.grid)
    let engine = try engine(for: decays, in: field)
    guard engine == .all else { return EngineResults(try dose(engine, decays, field, options)) }
    var results = EngineResults(try dose(.monteCarlo, decays, field, options))
    let means = EngineMeans(pointKernel: pointKernel)
    results.others = try DoseEngine.Kind.allCases.reversed().filter {
      $0 != .monteCarlo && $0.isAvailable(means)
    }.map { try dose(Options.Engine($0), decays, field, options) }
    results.disagreements = try disagreements(
      results.others.map(\.dose), against: results.calculation.dose, in: field.materialsOfDose)
    return results
  }

  private func dose(
    _ engine: Options.Engine, _ decays: TimeIntegratedActivityVolume, _ field: DoseField,
    _ options: DoseOptions
  ) throws -> DoseEngines.DoseCalculation {
    // A simulation is kept from batch to batch; the others answer at once.
    guard let kind = engine.kind, kind != .monteCarlo else {
      return try simulated(decays, in: field, options)
    }
    return try DoseEngine(kind, EngineMeans(pointKernel: pointKernel)).dose(
      decays, materials: field.materials, options: options, progress: progress)
  }

  /// Monte Carlo where tissue is not uniform around the activity, or no kernel is known; else the kernel engine, which
  /// is right there and takes a moment.
  package func engine(for decays: TimeIntegratedActivityVolume, in field: DoseField) throws -> Options.Engine
  {
    guard therapy.options.engine == .auto else { return therapy.options.engine }
    guard pointKernel != nil else { return .monteCarlo }
    guard let materials = field.materials else { return .kernel }
    return materials.isUniform(around: try field.sources(decays)) ? .kernel : .monteCarlo
  }

  /// The case file's own kernel, the tabulated one of the edition in use, or one that was simulated before.
  package var pointKernel: PointKernel? {
    givenKernel ?? (releasesProgeny ? nil : knownKernel)
  }

  private var releasesProgeny: Bool { (therapy.options.alpha?.progenyLeaving ?? 0) > 0 }

  private var knownKernel: PointKernel? {
    KernelCache.standard.kernel(of: nuclide, edition: therapy.options.decayData)
  }

  func doseOptions(_ grid: DoseGrid?) throws -> DoseOptions {
    var options = DoseOptions()
    options.grid = grid
    if let density = therapy.options.uniformDensity { options.uniformDensity = Quantity(density) }
    options.allowedOutsideCT = therapy.options.allowOutside
    options.negativeActivity = try negativeActivity()
    options.decayData = therapy.options.decayData
    options.progenyLeaving = therapy.options.alpha?.progenyLeaving ?? 0
    options.threads = therapy.options.monteCarlo.threads
    return options
  }

  private func negativeActivity() throws -> DoseOptions.NegativeActivity {
    guard let choice = DoseOptions.NegativeActivity(rawValue: therapy.options.negativeVoxels) else {
      throw Problem(
        .dataRejected, what: "“\(therapy.options.negativeVoxels)” is not keep or clip",
        at: "options.negativeVoxels")
    }
    return choice
  }
}

/// What a person must know about the energy balance of a dose.
func reviewNotes(_ calculation: DoseEngines.DoseCalculation) -> [DoseNote] {
  let balance = calculation.balance
  var notes: [DoseNote] = []
  let share = { (part: Quantity<Joule>) in part / balance.emitted }
  if abs(balance.closure) > 0.003 { notes.append(.balanceOpen(fraction: balance.closure)) }
  if share(balance.outsideGrid) > 0.05 { notes.append(.escapes(fraction: share(balance.outsideGrid))) }
  if calculation.activityNearCut > 0.1 { notes.append(.nearCut(fraction: calculation.activityNearCut)) }
  if share(balance.inAir) > 0.05 { notes.append(.inAir(fraction: share(balance.inAir))) }
  if balance.nearLungOrAir > 0.05 { notes.append(.nearLungOrAir(fraction: balance.nearLungOrAir)) }
  return notes
}
