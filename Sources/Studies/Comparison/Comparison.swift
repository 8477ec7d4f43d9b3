import Checks
import Diagnostics
import Documents
import Files
import Foundation
import ImageFiles
import Intake
import Quantities
import Reporting
import Stages
import Summaries
import Volumes
import Workflow

/// Two doses or two activities, possibly on different grids: means, per region, gamma index, map.
public enum Comparison {
  public struct Criteria: Sendable {
    public var percent = 3.0
    public var millimetres = 3.0
    public var isLocal = false
    public var cutoff = 0.1
    public init() {}
  }

  /// - Parameters:
  ///   - evaluated: NIfTI, MetaImage, RT Dose or a folder with one image series.
  ///   - reference: reference map; its grid carries the comparison.
  ///   - structures: RTSTRUCT, SEG or label image; `nil` compares whole maps only.
  ///   - folder: where page, PDF, table and JSON go; `nil` writes none.
  ///   - map: where the difference map (NIfTI) goes, gamma next to it; `nil` writes none.
  /// - Throws: `Problem` for a map or structures that cannot be read, maps that share no voxel, or a file that cannot be written.
  public static func run(
    _ evaluated: URL, with reference: URL, structures: URL?, criteria: Criteria, map: URL?,
    to folder: URL? = nil, progress: @escaping ProgressHandler
  ) throws -> Outcome {
    let b = try read(reference, progress), a = try read(evaluated, progress)
    let regions =
      try structures.map { try StructureReader.read($0.path, onto: b.values.grid).0.structures } ?? []
    progress(0.3, "comparing")
    let result = try compare(
      a.values, with: b.values, over: regions.map(DefinedRegion.init), gamma: gamma(criteria),
      cutoff: criteria.cutoff)
    if let map { try write(result, to: map) }
    let record = Record(result, unit: b.unit, cutoff: criteria.cutoff)
    let other = a.unit == b.unit ? [] : [Finding(MeasuringNote.unitsDiffer(a.unit, b.unit))]
    return try ComparisonContent(
      record: record, evaluated: evaluated.lastPathComponent, reference: reference.lastPathComponent,
      findings: other
    ).content.outcome(to: folder, findings: other)
  }

  private static func gamma(_ c: Criteria) -> GammaCriteria {
    GammaCriteria(
      doseDifference: c.percent, distance: Length(c.millimetres), normalisation: c.isLocal ? .local : .global,
      lowDoseCutoff: c.cutoff)
  }

  private static func write(_ result: MapComparison, to url: URL) throws {
    try ImageFiles.write(result.difference, url.path, description: "difference, evaluated minus reference")
    guard let gamma = result.gamma else { return }
    try ImageFiles.write(
      gamma.map, gammaMap(beside: url).path, description: "gamma index, \(gamma.criteria.printed)")
  }

  /// Where the gamma index goes, next to the map of differences.
  public static func gammaMap(beside map: URL) -> URL {
    let name = map.lastPathComponent.replacing(/\.nii(\.gz)?$/, with: "")
    return map.deletingLastPathComponent().appending(path: name + "-gamma.nii.gz")
  }

  private static func read(_ url: URL, _ progress: ProgressHandler) throws -> (
    values: Volume<Float>, unit: String
  ) {
    let inventory = try Inventory.read([url.path])
    guard inventory.entries.count == 1, let entry = inventory.entries.first else {
      throw Problem(
        .dataRejected, what: "\(inventory.entries.count) series are here; one is needed", at: url.path,
        remedy: "name the file itself")
    }
    // Maps of this program need no unit to be compared; everything else that inspect refuses is refused here.
    try inventory.check(entry, apartFrom: [.unit], inCase: false)
    if entry.kind == .dose {
      let object = try DoseObject.read(entry.files[0])
      return (object.values, object.isRelative ? "relative" : "Gy")
    }
    if entry.kind == .volumeFile { return (try ImageFiles.read(entry.files[0]), unit(beside: url)) }
    let series = try inventory.load(entry, inCase: false)
    return (series.values, "\(series.unit)")
  }

  /// NIfTI files of Hepatica state their unit in the record next to them.
  private static func unit(beside url: URL) -> String {
    if (try? NounFile.readDose(url)) != nil { return "Gy" }
    if (try? NounFile.readActivity(url)) != nil { return "Bq/mL" }
    return (try? NounFile.readDecays(url)) != nil ? "Bq·s/mL" : "unit of the file"
  }

  package struct Record: Encodable, Sendable {
    struct Region: Encodable, Sendable {
      var name: String; var reference, evaluated, relativeDifference: Double?
    }
    var hepatica = 1
    var unit: String
    var voxels: Int
    /// Voxels below this part of the reference's maximum are left out.
    var cutoff: Double
    var meanDifference, rootMeanSquare, largest: Double
    var gammaCriteria: String?
    var gammaPassRate, gammaMean: Double?
    var regions: [Region]

    init(_ result: MapComparison, unit: String, cutoff: Double) {
      (self.unit, self.cutoff) = (unit, cutoff)
      (voxels, meanDifference) = (result.voxels, result.meanDifference)
      (rootMeanSquare, largest) = (result.rootMeanSquare, result.largest)
      gammaCriteria = result.gamma?.criteria.printed
      (gammaPassRate, gammaMean) = (result.gamma?.passRate, result.gamma?.mean)
      regions = result.regions.map {
        Region(
          name: $0.name, reference: $0.reference, evaluated: $0.evaluated, relativeDifference: $0.relative)
      }
    }
  }
}
