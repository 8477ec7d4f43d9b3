import Checks
import Foundation
import Quantities
import Stages
import Volumes

/// One series that was found, from the headers alone; pixels are not read yet.
public struct SeriesEntry: Sendable {
  /// Two letters of the kind and digits of a hash of the DICOM UIDs, such as `NM-3fa2`: the same for the same
  /// images whatever else is in the folder, so that a case file never comes to mean others. No other entry has it.
  public internal(set) var id: String
  /// The identifier with all 64 digits; `id` is its beginning.
  public internal(set) var fullID = ""
  /// What version 0.1 made of the series UID alone.
  var formerID: String?
  public var kind: SeriesKind
  public var modality: String
  public var files: [String]
  /// Files with the SOP Instance UID of one of `files`, which are left out.
  public var copies: [String] = []
  public var frameCount: Int
  public var grid: Grid?
  public var unit: ImageUnit?
  /// How the unit is known, for example `Units (0054,1001) BQML`.
  package var unitSource: String
  public var acquisition: Acquisition?
  public var nuclide: String?
  /// The radiopharmaceutical as the header names it.
  package var product: String?
  /// Start of the acquisition, else of the series.
  public var start: DateTime?
  public var frameOfReference: String?
  /// Study Instance UID, for objects that are written with the series.
  public var study: String?
  /// `study 1`, …: a pseudonym within the inventory.
  package var studyLabel: String
  /// Energy window and detector of planar images, size of volumes: what else distinguishes it from its neighbours.
  public var detail: String
  /// Structures, mappings and kinds of dose that an object holds, one text each.
  public var contents: [String] = []
  public internal(set) var findings: [ImageFinding]

  /// What `load` works from; `nil` for NIfTI and MetaImage files.
  let stack: Stack?

  public var orientation: String? { kind == .planar || kind == .wholeBody ? nil : grid?.orientationWords }
  /// From the administration, where the file states its date and time, to the start of the acquisition.
  public var hoursAfterAdministration: Double? {
    acquisition?.administered.flatMap { given in start.map { $0.since(given).inHours } }
  }
  var isBlocked: Bool { findings.contains { $0.severity == .blocking } }
  public var needsReview: Bool { findings.contains { $0.severity != .note } }
}

extension SeriesEntry {
  init(_ stack: Stack, _ halfLife: @escaping HalfLifeTable) {
    let understood = Interpretation(stack, halfLife: halfLife)
    let first = stack.first
    id = ""
    kind = understood.kind
    modality = first.modality
    (files, copies) = (stack.files.map(\.path), stack.copies)
    frameCount = stack.frames.count
    grid = understood.geometry?.grid ?? first.object?.grid
    unit = understood.unit?.unit ?? first.object?.unit
    unitSource = understood.unit?.source ?? first.object?.unitSource ?? ""
    contents = first.object?.contents ?? []
    acquisition = understood.acquisition
    nuclide = kind.isEmission || kind.isNuclearMedicine || kind == .enhancedPET ? first.emission.nuclide : nil
    product = nuclide == nil ? nil : first.emission.product
    start =
      acquisition?.start ?? stack.frames.compactMap(\.start).min() ?? first.times.acquisition
      ?? first.times.series
    frameOfReference = first.frameOfReference ?? first.object?.frameOfReference
    study = first.study.isEmpty ? nil : first.study
    studyLabel = ""
    detail = SeriesEntry.detail(stack)
    findings = SeriesEntry.gathered(understood.findings + (first.object?.findings ?? []))
    self.stack = stack
  }

  private static func detail(_ stack: Stack) -> String {
    guard let facts = stack.first.nuclearMedicine, let label = stack.frames.first?.label else { return "" }
    // Without a vector that assigns them, an image is of all windows that are described.
    func name(_ list: [String], _ n: Int) -> String? {
      if n == 0 { return list.isEmpty ? nil : list.joined(separator: " and ") }
      return list.indices.contains(n - 1) ? list[n - 1] : nil
    }
    let window = name(facts.energyWindows, label.energyWindow)
    let detector = stack.kind == .spect ? nil : name(facts.detectors, label.detector)
    return [window, detector].compactMap { $0 }.joined(separator: ", ")
  }

  /// The same finding in many files is reported once, with the number of files.
  static func gathered(_ all: [ImageFinding]) -> [ImageFinding] {
    var order: [ImageFinding] = [], places: [String: Int] = [:]
    for finding in all {
      // What looks alike is alike, such as values of a door that differ in their places.
      let key = "\(finding.severity) \(finding.what)"
      if let first = places[key] {
        order[first].files += 1
      } else {
        places[key] = order.count
        order.append(finding)
      }
    }
    return order.sorted { $0.severity > $1.severity }
  }
}
