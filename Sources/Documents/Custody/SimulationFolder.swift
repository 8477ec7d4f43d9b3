import Diagnostics
import DoseEngines
import Files
import Foundation
import Quantities
import Stages
import Volumes

/// Where the tallies of a simulation lie: `monte-carlo/KEY/` in the work folder.
///
///     checkpoint.tally                what an unsharded simulation has done so far
///     shard-003-of-016.tally          a finished part
///     shard-003-of-016.checkpoint     a part under way
///
/// The key is a digest of all that decides the result, so that a tally is never continued with other input.
package struct SimulationFolder: Sendable {
  package let url: URL

  /// - Throws: `Problem` of kind `cannotCreate`.
  package init(_ folder: WorkFolder, key: String) throws(Problem) {
    url = folder.url.appending(path: "monte-carlo/\(key)")
    try createFolder(url)
  }

  package func finished(_ part: ShardNumber) -> URL { url.appending(path: name(part) + ".tally") }
  package func checkpoint(_ part: ShardNumber?) -> URL {
    url.appending(path: part.map { name($0) + ".checkpoint" } ?? "checkpoint.tally")
  }

  private func name(_ part: ShardNumber) -> String {
    "shard-\(part.number.padded(to: 3))-of-\(part.count.padded(to: 3))"
  }

  /// Finished parts with their number of all, by file name.
  package var parts: [(url: URL, part: ShardNumber)] {
    let files = (try? FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: nil)) ?? []
    return files.sorted { $0.lastPathComponent < $1.lastPathComponent }.compactMap { file in
      guard let match = file.lastPathComponent.wholeMatch(of: /shard-(\d+)-of-(\d+)\.tally/),
        let number = Int(match.1), let count = Int(match.2),
        let part = try? ShardNumber("\(number)/\(count)")
      else { return nil }
      return (file, part)
    }
  }

  /// A tally from a file; `nil` if the file is not there.
  /// - Throws: `Problem` if it is not a tally of this version.
  package static func read(_ url: URL) throws -> MonteCarloTally? {
    guard let data = try? Data(contentsOf: url) else { return nil }
    return try MonteCarloTally(data: data)
  }

  /// Removes the checkpoint of the whole simulation, and the folders that are empty then; parts of a job array stay.
  package func clean() {
    try? FileManager.default.removeItem(at: checkpoint(nil))
    for folder in [url, url.deletingLastPathComponent()] {
      let content = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
      guard content?.isEmpty == true else { return }
      try? FileManager.default.removeItem(at: folder)
    }
  }

  /// Twelve hexadecimal digits of the SHA-256 over values, grid and options.
  package static func key(
    _ decays: TimeIntegratedActivityVolume, _ materials: MaterialMap?, _ options: DoseOptions,
    _ simulation: MonteCarloOptions
  ) -> String {
    var text = "\(decays.nuclide) \(decays.map.grid) \(options.decayData) \(options.negativeActivity) "
    text +=
      "\(options.uniformDensity.value) \(options.airDensity.value) \(simulation.mode) \(simulation.seed) "
    text +=
      "\(materials?.conversion ?? "") \(materials?.tissues.joined(separator: ",") ?? "") \(Version.current)"
    if let grid = options.grid { text += " \(grid)" }
    for (name, tissue) in (materials?.compositions ?? [:]).sorted(by: { $0.key < $1.key }) {
      text += " \(name) \(tissue.density) \(tissue.percent.sorted { $0.key < $1.key })"
    }
    var digest = Digest()
    Array(text.utf8).withUnsafeBytes { digest.update($0) }
    decays.map.values.voxels.withUnsafeBytes { digest.update($0) }
    materials?.density.voxels.withUnsafeBytes { digest.update($0) }
    materials?.tissue.voxels.withUnsafeBytes { digest.update($0) }
    return String(digest.finish().prefix(12))
  }
}
