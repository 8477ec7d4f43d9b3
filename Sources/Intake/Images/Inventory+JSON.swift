import Checks
import Foundation
import Quantities
import Stages
import Volumes

/// The inventory for machines: stable names, no patient data.
public struct InventoryRecord: Sendable, Codable {
  public struct Series: Sendable, Codable {
    /// The identifier that the table prints, and the one with all digits. Both are understood wherever a series is named.
    public var id, fullID: String
    public var kind, modality: String
    public var files: [String]
    /// Files that are copies of these by their SOP Instance UID, and are left out.
    public var copies: [String]?
    public var frames: Int
    public var study: String
    public var detail: String
    public var size: [Int]?
    var spacingMm: [Double]?
    var originMm: [Double]?
    /// Direction cosines of i, j and k in turn, each −1…1.
    public var directions: [Double]?
    public var orientation: String?
    public var frameOfReference: String?
    public var unit: String?
    var unitSource: String?
    public var nuclide: String?
    public var contents: [String]?
    public var start: DateTime?
    public var administered: DateTime?
    public var hoursAfterAdministration: Double?
    public var decay: String?
    public var decayReference: DateTime?
    public var durationSeconds: Double?
    public var projections: Int?
    public var findings: [ImageFinding]
  }
  /// Version of this form.
  var hepaticaInventory: Int
  public var series: [Series]
  public var skipped: [Inventory.Skipped]

  public init(_ inventory: Inventory) {
    hepaticaInventory = 1
    series = inventory.entries.map(Series.init)
    skipped = inventory.skipped
  }
}

extension InventoryRecord.Series {
  init(_ e: SeriesEntry) {
    (id, fullID, kind, modality) = (e.id, e.fullID, e.kind.rawValue, e.modality)
    (files, copies, frames) = (e.files, e.copies.isEmpty ? nil : e.copies, e.frameCount)
    (study, detail, findings, frameOfReference) = (e.studyLabel, e.detail, e.findings, e.frameOfReference)
    if let grid = e.grid {
      size = [grid.size.i, grid.size.j, grid.size.k]
      spacingMm = grid.spacing.list
      originMm = grid.origin.list
      directions =
        grid.direction.columns.x.list + grid.direction.columns.y.list + grid.direction.columns.z.list
    }
    orientation = e.orientation
    unit = e.unit?.word
    unitSource = e.unit == nil ? nil : e.unitSource
    (nuclide, start) = (e.nuclide, e.start)
    contents = e.contents.isEmpty ? nil : e.contents
    administered = e.acquisition?.administered
    hoursAfterAdministration = e.hoursAfterAdministration
    durationSeconds = e.acquisition?.duration?.value
    projections = e.acquisition?.projections
    switch e.acquisition?.decay {
    case .uncorrected: decay = "none"
    case .reference(let time): (decay, decayReference) = ("reference", time)
    case nil: break
    }
  }
}

extension SIMD3<Double> {
  fileprivate var list: [Double] { [x, y, z] }
}
