import Alignment
import Diagnostics
import Documents
import DoseEngines
import Files
import Foundation
import ImageFiles
import Intake
import Nuclides
import Quantities
import Reporting
import Stages
import Summaries
import Volumes
import Workflow

/// Mean absorbed dose per decay (MIRD Pamphlet No. 21) of spheres and of the user's own regions.
public enum SValues {
  public struct Row: Sendable, Codable, Equatable {
    public var source, target: String
    /// Mass of the target, g.
    public var mass: Double
    /// mGy/(MBq·s), above 0.
    public var value: Double
    /// mGy/(MBq·s); `nil` where the value has no statistics.
    public var standardUncertainty: Double?
  }

  /// Self-doses of spheres from a point kernel, by one integral over its shells; no voxels.
  /// - Parameters:
  ///   - masses: g.
  ///   - folder: where page, PDF, table and JSON go; `nil` writes none.
  /// - Throws: `Problem` for options out of range or a file that cannot be written; `.interrupted` if the task was cancelled.
  public static func spheres(
    _ name: String, edition: DecayDataEdition, masses: [Double], kernel: URL?, to folder: URL? = nil
  ) throws -> Outcome {
    let nuclide = try Nuclide.named(name, edition: edition)
    let file = try kernel.map { try KernelFile.read($0, nuclide: nuclide.name) }
    let point =
      try file?.kernel ?? KernelCache.standard.kernel(of: nuclide, edition: edition)
      ?? nuclide.requireKernel()
    let density = file?.density ?? 1
    let rows = masses.map { mass in
      let sphere = SphereSelfDose(point, mass: Mass(mass), density: Quantity(density))
      return Row(
        source: "sphere", target: "sphere, \(rounded(sphere.radius.value)) mm radius", mass: mass,
        value: sphere.dosePerDecay.value * 1e9)
    }
    return try outcome(
      Record(nuclide: nuclide.name, method: "point kernel: \(point.source)", rows: rows), folder)
  }

  /// Doses of all regions from each source region, by Monte Carlo; activity and dose on one grid.
  ///
  /// Regions are made of whole voxels of that grid: in a voxel that lies half outside, activity stays in one half while the dose
  /// is the mean of both, which would cost a lesion of 6 mL a third of its self-dose.
  ///
  /// - Parameters:
  ///   - structures: label image, RT Structure Set or segmentation.
  ///   - ct: folder or file of the CT; `nil`: water of 1.05 g/mL everywhere, and `structures` must be a label image.
  ///   - spacing: edge of the voxels, mm; `nil` keeps the label image's own, or 4 mm on a CT.
  ///   - sources: names of regions; empty: all.
  /// - Throws: `Problem` for options out of range or a file that cannot be written; `.interrupted` if the task was cancelled.
  public static func regions(
    _ name: String, edition: DecayDataEdition, structures: URL, ct: URL?, spacing: Double?, sources: [String],
    simulation: MonteCarloOptions, to folder: URL? = nil, progress: @escaping ProgressHandler
  ) throws -> Outcome {
    let nuclide = try Nuclide.named(name, edition: edition)
    let (grid, materials) = try space(structures, ct, spacing)
    let set = try StructureReader.read(structures.path, onto: grid).0.structures.map(\.ofWholeVoxels)
    let chosen = sources.isEmpty ? set : try sources.map { try find($0, in: set) }
    var options = DoseOptions()
    (options.decayData, options.threads) = (edition, simulation.threads)
    var rows: [Row] = []
    for (n, source) in chosen.enumerated() {
      let decays = try uniform(in: source, nuclide.name)
      let dose = try DoseEngine.monteCarlo(simulation.engine()).dose(
        decays, materials: materials, options: options
      ) { fraction, text in
        progress((Double(n) + fraction) / Double(chosen.count), "\(source.name): \(text)")
      }.dose
      rows += set.map { row(source, $0, dose, materials, options) }
    }
    let medium = materials?.conversion ?? "water of \(options.uniformDensity.value) g/mL"
    return try outcome(
      Record(
        nuclide: nuclide.name, method: "Monte Carlo, \(medium); \(nuclide.emissions?.source ?? "")",
        rows: rows), folder)
  }

  private static func find(_ name: String, in set: [Structure]) throws -> Structure {
    guard let found = set.first(where: { $0.name == name }) else {
      throw Problem(
        .usage, what: "no region is called “\(name)”", at: "--source",
        remedy: "regions: \(set.map(\.name).joined(separator: ", "))")
    }
    return found
  }

  /// 10⁹ decays, spread evenly.
  private static func uniform(in region: Structure, _ nuclide: String) throws -> TimeIntegratedActivityVolume
  {
    var values = Volume<Float>(grid: region.region.grid, repeating: 0)
    let concentration = Float(SValues.decays / region.region.millilitres)
    region.region.forEach { offset, fraction in values.voxels[offset] = concentration * fraction }
    return TimeIntegratedActivityVolume(map: try QuantityMap(values: values), nuclide: nuclide)
  }

  private static let decays = 1e9

  private static func row(
    _ source: Structure, _ target: Structure, _ dose: DoseVolume, _ materials: MaterialMap?,
    _ options: DoseOptions
  ) -> Row {
    let mean = dose.map.mean(in: target.region, density: materials?.density)
    var mass = 0.0
    target.region.forEach { offset, fraction in
      mass += Double(fraction * (materials?.density.voxels[offset] ?? Float(options.uniformDensity.value)))
    }
    let perDecay = 1e9 / decays
    return Row(
      source: source.name, target: target.name, mass: mass * target.region.grid.voxelVolume.value,
      value: mean.value.value * perDecay,
      standardUncertainty: mean.standardUncertainty.map { $0.value * perDecay })
  }

  private static func space(_ structures: URL, _ ct: URL?, _ spacing: Double?) throws -> (Grid, MaterialMap?)
  {
    try mustBeFile(structures.path, called: "file of regions")
    guard let ct else {
      let own = try ImageFiles.read(structures.path).grid
      return (try spacing.map { try own.respaced(to: Vector3(repeating: $0)) } ?? own, nil)
    }
    let inventory = try Inventory.read([ct.path])
    let fitting = inventory.entries.filter(\.isCT)
    guard fitting.count == 1 || inventory.entries.count == 1,
      let entry = fitting.first ?? inventory.entries.first
    else {
      throw Problem(
        .dataRejected, what: "\(fitting.count) CT series are here, one is needed", at: ct.path,
        remedy: "name the folder of one series")
    }
    // DICOM says itself what its numbers mean; a volume file that is named as the CT holds Hounsfield units.
    let answers = entry.isCT ? SeriesAnswers() : SeriesAnswers(role: .ct, unit: "HU")
    let image = try inventory.load(entry, answers: answers, inCase: false).values
    let grid = try image.grid.respaced(to: Vector3(repeating: spacing ?? 4))
    let hounsfield = Alignment.average(image, onto: grid, outside: .nan)
    return (grid, try MaterialMap(hounsfield: hounsfield, conversion: .schneider2000))
  }

  package struct Record: Encodable, Sendable {
    var hepatica = 1
    var nuclide, method: String
    var unit = "mGy/(MBq·s)"
    var rows: [Row]
  }

  private static func outcome(_ record: Record, _ folder: URL?) throws -> Outcome {
    try SValueContent(record: record).content.outcome(to: folder)
  }
}

extension Structure {
  /// The fullest voxels, as many as the volume holds, at least one; ties go to the first on the grid.
  var ofWholeVoxels: Structure {
    var voxels: [(offset: Int, fraction: Float)] = [], volume = 0.0
    region.forEach { offset, fraction in
      voxels.append((offset, fraction))
      volume += Double(fraction)
    }
    let fullest = voxels.filter { $0.fraction > 0 }.sorted {
      ($1.fraction, $0.offset) < ($0.fraction, $1.offset)
    }
    var mask = Volume<Bool>(grid: region.grid, repeating: false)
    for voxel in fullest.prefix(max(1, Int(saturating: volume.rounded()))) {
      mask.voxels[voxel.offset] = true
    }
    var copy = self
    copy.region = Occupancy(mask)
    return copy
  }
}
