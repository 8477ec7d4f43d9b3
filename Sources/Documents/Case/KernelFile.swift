import Diagnostics
import Files
import Foundation
import Nuclides
import Stages

/// A simulated dose-point kernel as a JSON file: what it is of, how it was made, and its shells.
public struct KernelFile: Sendable, Codable, Equatable {
  public var hepatica = 1
  public var kind = "dose-point kernel"
  public var nuclide: String
  public var edition: DecayDataEdition
  /// Name of the medium: water, soft tissue, lung, cortical bone, …
  public var medium: String
  /// Density of the simulation, g/mL. Radii of the shells are scaled to 1 g/mL.
  public var density: Double
  /// Histories, seed, cut-offs, as printed.
  public var parameters: [String: String]
  public var kernel: PointKernel

  public init(
    nuclide: String, edition: DecayDataEdition, medium: String, density: Double, parameters: [String: String],
    kernel: PointKernel
  ) {
    (self.nuclide, self.edition, self.medium) = (nuclide, edition, medium)
    (self.density, self.parameters, self.kernel) = (density, parameters, kernel)
  }

  /// - Throws: `Problem` if the file cannot be read, is not a kernel, or is one of another nuclide.
  public static func read(_ url: URL, nuclide: String? = nil) throws -> KernelFile {
    let data = try readFile(url.path, called: "kernel file")
    guard let file = try? JSONDecoder().decode(KernelFile.self, from: data), file.kind == "dose-point kernel",
      !file.kernel.shortRange.shells.isEmpty
    else {
      throw Problem(
        .dataRejected, what: "this is not a dose-point kernel", at: url.path,
        remedy: "make one with hepatica kernel NUCLIDE -o FILE")
    }
    if let nuclide, file.nuclide != nuclide {
      throw Problem(
        .dataRejected, what: "this is the kernel of \(file.nuclide), not of \(nuclide)", at: url.path,
        why: "its energies and ranges are others", remedy: "name the kernel of the nuclide that was given")
    }
    return file
  }

  /// - Throws: `Problem` if the file cannot be written, or one is there that may not be replaced.
  public func write(to url: URL, over existing: Existing = .own) throws {
    try writeAtomically(prettyJSON(self), to: url, over: existing)
  }
}

/// Kernels that were simulated before: `$XDG_CACHE_HOME/hepatica/kernels`, by default below `~/.cache`.
package struct KernelCache: Sendable {
  package let folder: URL

  package static var standard: KernelCache {
    let base =
      Surroundings.current.environment("XDG_CACHE_HOME").map { URL(filePath: $0) }
      ?? FileManager.default.homeDirectoryForCurrentUser.appending(path: ".cache")
    return KernelCache(folder: base.appending(path: "hepatica/kernels"))
  }

  package func url(nuclide: String, edition: DecayDataEdition, medium: String) -> URL {
    let name = [nuclide, edition.rawValue, medium, "v\(KernelCache.version)"].joined(separator: "_")
    return folder.appending(path: safeFileName(name) + ".json")
  }

  /// Rises with every change of the transport physics, so that old kernels are made anew.
  package static let version = 2

  /// In water: the tabulated one that the nuclide carries, else one that was simulated before; `nil` where there is neither.
  package func kernel(of nuclide: Nuclide, edition: DecayDataEdition = .evaluated) -> PointKernel? {
    nuclide.emissions?.kernel ?? find(nuclide: nuclide.name, edition: edition, medium: "water")
  }

  /// `nil` if there is none, or none that can be read: it is then simply made again.
  package func find(nuclide: String, edition: DecayDataEdition, medium: String) -> PointKernel? {
    try? KernelFile.read(url(nuclide: nuclide, edition: edition, medium: medium), nuclide: nuclide).kernel
  }
}
