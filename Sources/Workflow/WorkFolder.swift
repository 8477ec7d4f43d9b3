import Diagnostics
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
  package var otherDoses: [URL] { ["voxel kernel", "local deposition"].map(dose(by:)) }
  public var engines: URL { url.appending(path: "engines.json") }
  public var summary: URL { url.appending(path: "summary.json") }
  public var table: URL { url.appending(path: "summary.csv") }

  public func activity(_ timePoint: String) throws(Problem) -> URL {
    let folder = url.appending(path: "activity")
    try createFolder(folder)
    return folder.appending(path: safeFileName(timePoint) + ".nii.gz")
  }

  public func dicom() throws(Problem) -> URL {
    let folder = url.appending(path: "dicom")
    try createFolder(folder)
    return folder
  }

  private func named(_ what: String, _ engine: String) -> URL {
    url.appending(path: "\(what)-\(safeFileName(engine)).nii.gz")
  }

  /// - Throws: `Problem` of kind `inputMissing` naming the command that makes the file.
  package func needs(_ file: URL, madeBy command: String) throws(Problem) {
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw Problem(
        .inputMissing, what: "\(file.lastPathComponent) is not there yet", at: file.path,
        remedy: "run hepatica \(command) first, or hepatica run for the full pipeline")
    }
  }
}
