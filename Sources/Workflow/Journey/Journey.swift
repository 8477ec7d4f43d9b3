import Diagnostics
import Documents
import Foundation
import Nuclides
import Quantification
import Quantities
import Stages

/// The steps of the path, in order.
public enum Step: Int, Sendable, CaseIterable, Comparable {
  case align, quantify, integrate, dose, summarise, report
  /// All of them, from the images on.
  case run

  public static func < (a: Step, b: Step) -> Bool { a.rawValue < b.rawValue }
}

/// One therapy on its way from images to report: the order of things, and no formula.
public struct Journey: Sendable {
  public let therapy: Case
  public let folder: WorkFolder
  package let progress: ProgressHandler
  package let library: ImageLibrary
  package let nuclide: Nuclide
  package let calibration: Calibration?
  /// The point kernel that the case file names.
  let givenKernel: PointKernel?
  /// All that the case says, by key.
  let content: CaseContent
  /// Keys that were said on the command line instead.
  let commanded: Set<String>
  /// How the results are written as DICOM objects.
  public var form = ResultForm()
  /// Set for digital patients: the report then holds result against truth.
  package var truth: KnownTruth?

  /// - Parameters:
  ///   - stated: the case as its file states it, where the command line overrides it.
  ///   - library: headers that were read before, of files that have not changed since.
  /// - Throws: `Problem` for an unknown nuclide, a calibration file that is wrong, folders that cannot be read.
  package init(
    _ therapy: Case, as stated: Case? = nil, folder: WorkFolder, knowing library: ImageLibrary?,
    progress: @escaping ProgressHandler = { _, _ in }
  ) throws {
    (self.therapy, self.folder, self.progress) = (therapy, folder, progress)
    let content = CaseContent(therapy)
    self.content = content
    commanded = stated.map { content.differing(from: CaseContent($0)) } ?? []
    nuclide = try therapy.nuclide()
    _ = try therapy.contaminant(in: nuclide)
    if case .file(let url, _) = therapy.calibration {
      calibration = try CalibrationFile.read(url)
    } else {
      calibration = nil
    }
    let name = nuclide.name
    givenKernel = try therapy.options.kernelFile.map { try KernelFile.read($0, nuclide: name).kernel }
    let earlier = try therapy.earlierSummaries()
    self.library = try ImageLibrary(therapy.sources, knowing: library) { fraction, _ in
      progress(fraction, "reading headers")
    }
    if !earlier.isEmpty { try therapy.refuseRepeatedImages(emissionDigests(), in: earlier) }
  }

  /// - Parameter stated: the case as its file states it, where the command line overrides it.
  /// - Throws: `Problem` for an unknown nuclide, a calibration file that is wrong, folders that cannot be read.
  public init(
    _ therapy: Case, as stated: Case? = nil, folder: WorkFolder,
    progress: @escaping ProgressHandler = { _, _ in }
  ) throws {
    try self.init(therapy, as: stated, folder: folder, knowing: nil, progress: progress)
  }

  package var halfLife: TimeSpan { nuclide.halfLife.value.value }

  /// The same journey whose progress fills a part of the whole.
  package func part(_ from: Double, _ to: Double) -> Journey {
    Journey(self) { [progress] fraction, activity in progress(from + (to - from) * fraction, activity) }
  }

  private init(_ other: Journey, progress: @escaping ProgressHandler) {
    (therapy, folder, library) = (other.therapy, other.folder, other.library)
    (nuclide, calibration, truth) = (other.nuclide, other.calibration, other.truth)
    (content, commanded, form) = (other.content, other.commanded, other.form)
    givenKernel = other.givenKernel
    self.progress = progress
  }
}
