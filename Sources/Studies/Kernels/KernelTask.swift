import Diagnostics
import Documents
import DoseEngines
import Files
import Foundation
import Nuclides
import Quantities
import Reporting
import Stages
import Volumes
import Workflow

/// Simulates dose-point kernels and keeps them for the kernel engine.
public enum KernelTask {
  public struct Request: Sendable {
    public var nuclide: String
    public var edition = DecayDataEdition.evaluated
    public var media: [KernelMedium] = [.water]
    /// Edge of voxels, mm, for a table of voxel S values with the kernel.
    public var spacing: Double?
    public var histories = 2_000_000
    public var seed: UInt64 = 1
    public var threads: Int?
    /// A folder that gets a copy of each kernel, and the page of all.
    public var folder: URL?
    /// Simulates even where the cache has a kernel.
    public var isFresh = false

    public init(nuclide: String) { self.nuclide = nuclide }
  }

  /// - Throws: `Problem` for options out of range or a file that cannot be written; `.interrupted` if the task was cancelled.
  public static func run(_ request: Request, progress: @escaping ProgressHandler) throws -> Outcome {
    let nuclide = try Nuclide.named(request.nuclide, edition: request.edition)
    let records = try request.media.enumerated().map { n, medium in
      progress(Double(n) / Double(request.media.count), "simulating \(nuclide.name) in \(medium.rawValue)")
      let (file, url, wasThere) = try kernel(nuclide, medium, request)
      if let folder = request.folder {
        try createFolder(folder)
        try file.write(to: folder.appending(path: url.lastPathComponent))
      }
      return try Record(
        file, at: request.folder?.appending(path: url.lastPathComponent) ?? url, wasThere: wasThere,
        voxels: request.spacing.map { try voxelSValues(file, spacing: $0) })
    }
    return try KernelContent(kernels: records).content.outcome(to: request.folder)
  }

  /// From the cache, or simulated and put there.
  package static func kernel(
    _ nuclide: Nuclide, _ medium: KernelMedium, _ request: Request
  ) throws -> (KernelFile, URL, wasThere: Bool) {
    let url = KernelCache.standard.url(
      nuclide: nuclide.name, edition: request.edition, medium: medium.rawValue)
    if !request.isFresh, let known = try? KernelFile.read(url, nuclide: nuclide.name),
      known.histories >= request.histories
    {
      return (known, url, true)
    }
    let made = try simulate(nuclide, medium, request)
    try createFolder(url.deletingLastPathComponent())
    try made.write(to: url, over: .state)
    return (made, url, false)
  }

  package static func simulate(_ nuclide: Nuclide, _ medium: KernelMedium, _ request: Request) throws
    -> KernelFile
  {
    let emissions = try nuclide.requireEmissions()
    var simulation = KernelSimulation(medium.medium, density: medium.density)
    let range = emissions.extrapolatedRange * 10 / medium.density
    (simulation.thinShell, simulation.thinEnd) = (range / 120, range)
    (simulation.thickShell, simulation.thickEnd) = (1 / medium.density, 200 / medium.density)
    // Thin shells see electrons of a few kiloelectronvolts.
    if simulation.thinShell < 0.1 { simulation.cutOffs = MonteCarlo.CutOffs(electron: 5, collision: 5) }
    (simulation.histories, simulation.seed) = (request.histories, request.seed)
    simulation.threads = request.threads
    let result = try simulation.run(nuclide)
    let electrons = result.electrons.scaled(toUnitDensityFrom: medium.density)
    return KernelFile(
      nuclide: nuclide.name, edition: emissions.edition, medium: medium.rawValue, density: medium.density,
      parameters: [
        "histories": "\(request.histories)", "seed": "\(request.seed)",
        "beyond the last shell": "\(result.beyond) keV per decay", "program": Version.current,
      ],
      kernel: PointKernel(
        shortRange: electrons, longRange: [result.photons.scaled(toUnitDensityFrom: medium.density)],
        electronRange: electrons.radius(holding: 0.999), source: result.source))
  }

  /// S of the voxels up to five away, in a uniform medium, mGy/(MBq·s).
  private static func voxelSValues(_ file: KernelFile, spacing: Double) throws -> [VoxelRow] {
    let grid = try Grid(size: GridSize(6, 6, 6), spacing: Vector3(repeating: spacing))
    var source = Volume<Float>(grid: grid, repeating: 0)
    source[0, 0, 0] = Float(1e6 / grid.voxelVolume.value)
    var options = DoseOptions()
    options.uniformDensity = Quantity(file.density)
    options.decayData = file.edition
    let engine = KernelConvolution(mediumDensity: Quantity(file.density), pointKernel: file.kernel)
    let dose = try DoseEngine.kernel(engine).dose(
      TimeIntegratedActivityVolume(map: try QuantityMap(values: source), nuclide: file.nuclide),
      options: options
    ).dose.map.values
    var rows: [VoxelRow] = []
    for i in 0..<6 {
      for j in i..<6 {
        for k in j..<6 { rows.append(VoxelRow(i: i, j: j, k: k, value: Double(dose[i, j, k]) * 1000)) }
      }
    }
    return rows
  }

  package struct VoxelRow: Encodable, Sendable {
    package var i, j, k: Int
    /// mGy/(MBq·s); the same for every order of i, j, k.
    package var value: Double
  }

  package struct Record: Encodable, Sendable {
    var nuclide, edition, medium, source, file: String
    var density, electronRange, energyInside: Double
    var wasThere: Bool
    var voxelSValues: [VoxelRow]?

    init(_ made: KernelFile, at url: URL, wasThere: Bool, voxels: [VoxelRow]?) throws {
      (nuclide, edition, medium) = (made.nuclide, made.edition.rawValue, made.medium)
      (source, file, density) = (made.kernel.source, url.path, made.density)
      (electronRange, energyInside) = (made.kernel.electronRange / made.density, made.kernel.total)
      (self.wasThere, voxelSValues) = (wasThere, voxels)
    }
  }

  /// The answer for programs.
  package struct Answer: Encodable, Sendable {
    var hepatica = 1
    var kernels: [Record]
  }
}

/// Media in which kernels are simulated; raw values are the words of the command line.
public enum KernelMedium: String, Sendable, Codable, CaseIterable {
  case water, tissue, lung, bone

  package var medium: Medium {
    switch self {
    case .water: .water
    case .tissue: .softTissue
    case .lung: .lung
    case .bone: .corticalBone
    }
  }

  /// g/mL; that of lung as inflated (ICRU Report 44).
  package var density: Double { self == .lung ? 0.26 : medium.density }
}

extension KernelFile {
  package var histories: Int { parameters["histories"].flatMap { Int($0) } ?? 0 }
}
