import Checks
import DICOM
import Files
import Foundation
import Quantities
import Stages
import Volumes

extension Inventory {
  /// What the series rests on by the word of its header alone, with the values used.
  /// - Parameter answers: what the case file states about it.
  package func statements(_ entry: SeriesEntry, answers: SeriesAnswers = SeriesAnswers())
    -> [SoleStatement: String]
  {
    guard let stack = entry.stack else { return entry.grid.map(SoleStatement.place) ?? [:] }
    let understood = Interpretation(stack, answers, halfLife: halfLife)
    var all = (understood.geometry?.grid ?? entry.grid).map(SoleStatement.place) ?? [:]
    all[.frameOfReference] = SoleStatement.short(entry.frameOfReference)
    if let scales = understood.unit?.scales {
      all[.slope] = SoleStatement.span(scales.map(\.slope))
      all[.offset] = SoleStatement.span(scales.map(\.intercept))
    }
    if let acquisition = understood.acquisition {
      all.merge(SoleStatement.times(acquisition)) { $1 }
    }
    if entry.kind == .dose {
      all.merge(SoleStatement.dose(entry.files[0])) { $1 }
    } else if !entry.contents.isEmpty {
      all[.names] = entry.contents.joined(separator: ", ")
    }
    return all
  }
}

extension SoleStatement {
  /// A step of a provenance: what is believed of an image by the word of its header.
  /// - Parameter isDICOM: attributes are named.
  package static func step(_ word: String, _ values: [SoleStatement: String], isDICOM: Bool = true)
    -> Provenance.Step
  {
    Provenance.Step(
      stepName + word,
      Dictionary(uniqueKeysWithValues: values.map { ($0.name(isDICOM), $1) }))
  }

  package func name(_ isDICOM: Bool) -> String { isDICOM ? "\(rawValue) \(attribute)" : rawValue }

  fileprivate static func place(of grid: Grid) -> [SoleStatement: String] {
    let (d, s) = (grid.direction, grid.spacing)
    let axes = [Vector3(1, 0, 0), Vector3(0, 1, 0), Vector3(0, 0, 1)].map { text(d * $0) }
    return [
      .frameOfReference: short(grid.frameOfReference), .position: "\(text(grid.origin)) mm",
      .orientation: axes.joined(separator: ", "),
      .pixelSpacing: "\(number(s.x)) × \(number(s.y)) mm",
    ]
  }

  /// The identifier itself may lead to a patient.
  fileprivate static func short(_ identifier: String?) -> String {
    identifier.map { "stated, digest \(sha256(Array($0.utf8)).prefix(8))" } ?? "not stated"
  }

  fileprivate static func span(_ values: [Double]) -> String {
    guard let least = values.min(), let greatest = values.max() else { return "" }
    return least == greatest
      ? number(least) : "\(number(least)) to \(number(greatest))"
  }

  fileprivate static func times(_ acquisition: Acquisition) -> [SoleStatement: String] {
    [
      .frameDuration: acquisition.frameDuration.map { "\(number($0.value)) s" } ?? "not stated",
      .injectedActivity: acquisition.administeredActivity.map {
        "\(number($0.inMegabecquerels)) MBq"
      } ?? "not stated",
      .halfLife: acquisition.halfLife.map { "\(number($0.inHours)) h" }
        ?? "not stated; that of the nuclide is used",
    ]
  }

  fileprivate static func dose(_ path: String) -> [SoleStatement: String] {
    guard let set = try? DataSet.read(path, stopBeforePixels: true) else { return [:] }
    let words = [set.string(.doseUnits), set.string(.doseType)].compactMap { $0 }.map(Instance.plain)
    return [
      .doseKind: words.joined(separator: ", "),
      .doseScale: set.double(.doseGridScaling).map { "\(Float($0)) per stored value" } ?? "not stated",
    ]
  }

  /// All digits that an image can have, so that no other value reads the same.
  private static func number(_ value: Double) -> String {
    let short = Float(value)
    return abs(short) < 1e7 && short == short.rounded() ? "\(Int(short))" : "\(short)"
  }

  private static func text(_ v: Vector3) -> String {
    "(\([v.x, v.y, v.z].map(number).joined(separator: ", ")))"
  }
}
