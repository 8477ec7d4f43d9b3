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
  package let givenKernel: PointKernel?
  /// Set for digital patients: the report then holds result against truth.
  package var truth: KnownTruth?

  /// - Throws: `Problem` for an unknown nuclide, a calibration file that is wrong, folders that cannot be read.
  public init(_ therapy: Case, folder: WorkFolder, progress: @escaping ProgressHandler = { _, _ in }) throws {
    (self.therapy, self.folder, self.progress) = (therapy, folder, progress)
    nuclide = try Nuclide.named(therapy.therapy.nuclide, edition: therapy.options.decayData)
    if case .file(let url, _) = therapy.calibration {
      calibration = try CalibrationFile.read(url)
    } else {
      calibration = nil
    }
    let name = nuclide.name
    givenKernel = try therapy.options.kernelFile.map { try KernelFile.read($0, nuclide: name).kernel }
    _ = try therapy.earlierSummaries()
    library = try ImageLibrary(therapy.sources) { fraction, _ in progress(fraction, "reading headers") }
  }

  package var halfLife: TimeSpan { nuclide.halfLife.value.value }

  /// Takes one step with the results of those before it from the work folder, or all of them.
  public func take(_ step: Step) throws -> Outcome {
    switch step {
    case .align: try alignOutcome(align())
    case .quantify: try quantifyOutcome(storedStudy())
    case .integrate: try integrateOutcome()
    case .dose: try doseStep()
    case .summarise: try summariseOutcome()
    case .report: try reportOutcome(storedResults())
    case .run: try reportOutcome(wholeWay())
    }
  }

  /// From the images to the table, each noun written as soon as it is made.
  package func wholeWay() throws -> Results {
    let study = try part(0, 0.45).align()
    _ = try alignOutcome(study)
    var results = Results(study: study)
    results.review += study.questions
    if !isEntered { try measure(&results) }
    try regions(&results)
    results.integration = try part(0.5, 0.6).decays(results)
    try write(results.integration!)
    results.field = try doseField(results, results.integration?.decays)
    results.review += results.field!.review
    try part(0.6, 0.8).finalDose(&results)
    results.summary = try part(0.8, 0.85).summarise(results.dose!, results)
    try write(results.summary!)
    results.truth = truth?.compare(results.integration!, results.summary!) ?? []
    return results
  }

  /// The same journey whose progress fills a part of the whole.
  private func part(_ from: Double, _ to: Double) -> Journey {
    Journey(self) { [progress] fraction, activity in progress(from + (to - from) * fraction, activity) }
  }

  private init(_ other: Journey, progress: @escaping ProgressHandler) {
    (therapy, folder, library) = (other.therapy, other.folder, other.library)
    (nuclide, calibration, truth) = (other.nuclide, other.calibration, other.truth)
    givenKernel = other.givenKernel
    self.progress = progress
  }
}
