import Diagnostics
import Files
import Foundation
import ImageFiles
import Quantities
import Stages
import Volumes

/// The nouns of the path as files: a NIfTI image that any viewer opens and a JSON record next to it.
///
/// Values are 32-bit floats in the noun's unit (Bq/mL, Bq·s/mL, Gy). Each file is written whole or not at all,
/// the record last.
public enum NounFile {
  /// Writes an activity concentration, Bq/mL, with its record.
  ///
  /// - Returns: the files.
  /// - Throws: `Problem` if a file cannot be written.
  @discardableResult public static func write(_ activity: ActivityVolume, to url: URL) throws -> [URL] {
    var (record, files) = try writeMap(
      activity.map, .activity, activity.nuclide, activity.provenance, to: url)
    record.id = activity.id
    record.time = activity.time
    record.hoursAfterAdministration = activity.afterAdministration?.inHours
    record.secondsAfterAdministration = activity.afterAdministration?.value
    return files + [try record.write(beside: url)]
  }

  /// Reads an activity concentration, Bq/mL.
  ///
  /// - Throws: `Problem` if image or record is missing, incomplete or contradictory.
  public static func readActivity(_ url: URL) throws -> ActivityVolume {
    let record = try NounRecord.read(beside: url, as: .activity)
    guard let time = record.time, let id = record.id else { throw incomplete(url) }
    return ActivityVolume(
      id: id, map: try readMap(record, url), nuclide: record.nuclide, time: time,
      afterAdministration: record.afterAdministration, provenance: record.provenance)
  }

  /// Writes a time-integrated activity, Bq·s/mL, with its record and its extrapolated fraction.
  ///
  /// - Returns: the files.
  /// - Throws: `Problem` if a file cannot be written.
  @discardableResult public static func write(_ decays: TimeIntegratedActivityVolume, to url: URL) throws
    -> [URL]
  {
    var (record, files) = try writeMap(
      decays.map, .timeIntegratedActivity, decays.nuclide, decays.provenance, to: url)
    record.hasExtrapolatedFraction = decays.extrapolatedFraction != nil
    if let fraction = decays.extrapolatedFraction {
      files.append(try record.add(fraction, "-extrapolated.nii.gz", beside: url))
    }
    return files + [try record.write(beside: url)]
  }

  /// Reads a time-integrated activity, Bq·s/mL.
  ///
  /// - Throws: `Problem` if image or record is missing, incomplete or contradictory.
  public static func readDecays(_ url: URL) throws -> TimeIntegratedActivityVolume {
    let record = try NounRecord.read(beside: url, as: .timeIntegratedActivity)
    let fraction =
      record.hasExtrapolatedFraction == true
      ? try readCompanion("-extrapolated.nii.gz", of: url, record) : nil
    return TimeIntegratedActivityVolume(
      map: try readMap(record, url), nuclide: record.nuclide, extrapolatedFraction: fraction,
      provenance: record.provenance)
  }

  /// Writes an absorbed dose, Gy, with its record.
  ///
  /// - Returns: the files.
  /// - Throws: `Problem` if a file cannot be written.
  @discardableResult public static func write(_ dose: DoseVolume, to url: URL) throws -> [URL] {
    var (record, files) = try writeMap(dose.map, .dose, dose.nuclide, dose.provenance, to: url)
    record.engine = dose.engine
    record.assumptions = dose.assumptions
    return files + [try record.write(beside: url)]
  }

  /// Reads an absorbed dose, Gy.
  ///
  /// - Throws: `Problem` if image or record is missing, incomplete or contradictory.
  public static func readDose(_ url: URL) throws -> DoseVolume {
    let record = try NounRecord.read(beside: url, as: .dose)
    guard let engine = record.engine else { throw incomplete(url) }
    return DoseVolume(
      map: try readMap(record, url), engine: engine, nuclide: record.nuclide,
      assumptions: record.assumptions ?? [], provenance: record.provenance)
  }

  private static func writeMap<Unit>(
    _ map: QuantityMap<Unit>, _ kind: NounRecord.Kind, _ nuclide: String, _ provenance: Provenance,
    to url: URL
  ) throws -> (NounRecord, [URL]) {
    try ImageFiles.write(
      map.values, url.path, description: "\(kind.rawValue) as imaged, \(Unit.symbol), research use only")
    var record = NounRecord(
      kind: kind, unit: Unit.symbol, nuclide: nuclide, grid: map.grid,
      sha256: try sha256(file: url.path), hasStatisticalUncertainty: map.statistical != nil,
      commonRelativeUncertainty: map.common, correlation: map.correlation, provenance: provenance)
    let sigma = try map.statistical.map { try record.add($0, "-sigma.nii.gz", beside: url) }
    return (record, [url] + [sigma].compactMap { $0 })
  }

  private static func readMap<Unit>(_ record: NounRecord, _ url: URL) throws -> QuantityMap<Unit> {
    guard record.unit == Unit.symbol else {
      throw Problem(.dataRejected, what: "the unit is \(record.unit), not \(Unit.symbol)", at: url.path)
    }
    let sigma =
      record.hasStatisticalUncertainty
      ? try readCompanion("-sigma.nii.gz", of: url, record) : nil
    var map = try QuantityMap<Unit>(
      values: try readImage(url, record), statistical: sigma, common: record.commonRelativeUncertainty)
    map.correlation = record.correlation
    return map
  }

  private static func readCompanion(_ suffix: String, of url: URL, _ record: NounRecord) throws -> Volume<
    Float
  > {
    let companion = NounRecord.sibling(of: url, suffix)
    if let digest = record.companions?[suffix] { try record.mustBe(companion, digest) }
    return try readImage(companion, record)
  }

  private static func readImage(_ url: URL, _ record: NounRecord) throws -> Volume<Float> {
    let image = try ImageFiles.read(url.path)
    guard image.grid.matches(record.grid) else {
      throw Problem(
        .dataRejected, what: "the image is on a grid other than that of its record", at: url.path,
        remedy: "make it again")
    }
    return try Volume(grid: record.grid, voxels: image.voxels)
  }

  private static func incomplete(_ url: URL) -> Problem {
    Problem(
      .dataRejected, what: "the record next to the image is incomplete", at: url.path, remedy: "make it again"
    )
  }
}
