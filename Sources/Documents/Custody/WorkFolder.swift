import Diagnostics
import DoseEngines
import Files
import Foundation

/// The folder of one therapy's results: each step leaves its nouns here and the next one takes them up.
///
///     alignment.json        how each time point lies on the reference
///     activity/24_h.nii.gz  activity concentration per time point, with .json next to it
///     decays.nii.gz         time-integrated activity
///     curves.json           time–activity fits
///     dose.nii.gz           absorbed dose, dose-sigma.nii.gz its statistical uncertainty
///     dose-voxel_kernel.nii.gz, …  doses by the other engines; difference-….nii.gz, engines.json how they disagree
///     monte-carlo/          checkpoints and shards of simulations under way
///     summary.json          the table of regions, summary.csv the same
///     dicom/                RT Dose, segmentation, quantified SPECT
///     report.html/.pdf/.json
///     custody.json          of each step what it left, with digests, and what that was made of
public struct WorkFolder: Sendable {
  public let url: URL

  /// - Throws: `Problem` of kind `cannotCreate`.
  public init(_ url: URL) throws(Problem) {
    self.url = url
    try createFolder(url)
    removeAbandonedFiles(below: url)
  }

  public var alignment: URL { url.appending(path: "alignment.json") }
  public var decays: URL { url.appending(path: "decays.nii.gz") }
  public var curves: URL { url.appending(path: "curves.json") }
  public var dose: URL { url.appending(path: "dose.nii.gz") }
  /// The dose by another engine than the one that counts, by the engine's name in words.
  public func dose(by engine: String) -> URL { named("dose", engine) }
  /// That dose less the one that counts.
  public func difference(of engine: String) -> URL { named("difference", engine) }
  package var otherDoses: [URL] {
    DoseEngine.Kind.allCases.dropLast().reversed().map { dose(by: $0.name) }
  }
  /// BED of the voxels of one tissue, by its role.
  package func bed(_ role: String) -> URL { url.appending(path: "bed-\(safeFileName(role)).nii.gz") }
  public var engines: URL { url.appending(path: "engines.json") }
  public var summary: URL { url.appending(path: "summary.json") }
  public var table: URL { url.appending(path: "summary.csv") }

  /// - Throws: `Problem` of kind `cannotCreate`.
  public func activity(_ timePoint: String) throws(Problem) -> URL {
    let folder = url.appending(path: "activity")
    try createFolder(folder)
    return folder.appending(path: safeFileName(timePoint) + ".nii.gz")
  }

  /// - Throws: `Problem` of kind `cannotCreate`.
  public func dicom() throws(Problem) -> URL {
    let folder = url.appending(path: "dicom")
    try createFolder(folder)
    return folder
  }

  private func named(_ what: String, _ engine: String) -> URL {
    url.appending(path: "\(what)-\(safeFileName(engine)).nii.gz")
  }

  /// The name of one of its files: its path from here.
  package func name(of file: URL) -> String {
    String(file.standardizedFileURL.path.dropFirst(url.standardizedFileURL.path.count).drop { $0 == "/" })
  }

  /// By which a step is known to have been there where nothing records it.
  package func mainFile(of stage: Stage) -> URL? {
    switch stage {
    case .align: alignment
    case .quantify: nil
    case .integrate: decays
    case .dose: dose
    case .summarise: summary
    case .report: url.appending(path: "report.json")
    }
  }

  /// The folder for one process that writes, or for several that read.
  /// - Throws: `Problem` of kind `tryAgain` where another one has it.
  package func locked(shared: Bool) throws(Problem) -> FileLock {
    let lock = FileLock(url.appending(path: ".hepatica-lock").path, milliseconds: 1000)
    guard try lock.take(shared: shared) else {
      throw Problem(
        .tryAgain, what: "another process of Hepatica works in this folder", at: url.path,
        why: "its results and these would be mixed",
        remedy: "wait until it has ended, or choose another folder")
    }
    return lock
  }
}
