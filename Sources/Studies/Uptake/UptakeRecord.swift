import Checks
import Foundation
import Quantities
import Reporting

/// Uptake of all regions of one image, as it is printed and written.
package struct UptakeRecord: Encodable {
  package struct Region: Encodable {
    package var region: String
    package var volumeMl: Double
    /// SUVbw, g/mL.
    package var mean, standardDeviation, minimum, maximum, peak: Double
    var peakPositionMm: [Double]
    /// SUL, g/mL.
    var leanMean, leanMaximum, leanPeak: Double?
    /// Mean over the mean of normal liver.
    var meanOverNormalLiver: Double?
    package var thresholds: [Part] = []
  }
  /// The part of a region that reaches a threshold.
  package struct Part: Encodable {
    package var threshold: String
    /// SUVbw that a voxel must reach.
    package var level: Double
    package var volumeMl: Double
    package var mean: Double?
  }
  package struct NormalLiver: Encodable {
    var centreMm: [Double]
    package var diameterMm, volumeMl, mean, maximum: Double
    package var notes: [String]
  }

  var hepaticaUptake = 1
  package var image: String
  var imageSha256: String
  package var unit = "SUVbw, g/mL"
  package var steps: [String]
  package var normalLiver: NormalLiver?
  package var regions: [Region]
  /// How the structures fit to each other and to the uptake.
  package var geometry: [GeometrySheet.Row] = []
  package let use = "research use only"

  package var text: String {
    ([table.text] + partLines + (normalLiver.map { [$0.line] } ?? []) + steps).joined(separator: "\n")
  }

  /// Columns that no region has anything for are not shown.
  private var table: StudyTable {
    StudyTable(
      "uptake", file: nil, caption: "Uptake",
      columns: [
        .init("region"), .init("volume", unit: "mL", .number), .init("SUV mean", unit: "g/mL", .number),
        .init("SD of voxels", unit: "g/mL", .number), .init("SUV max", unit: "g/mL", .number),
        .init("SUV peak", unit: "g/mL", .number), .init("SUL mean", unit: "g/mL", .number),
        .init("SUL peak", unit: "g/mL", .number), .init("mean / normal liver", .number),
      ],
      rows: regions.map { r in
        [.text(r.region)] + [r.volumeMl, r.mean, r.standardDeviation, r.maximum, r.peak].map { .number($0) }
          + [r.leanMean, r.leanPeak, r.meanOverNormalLiver].map { .value($0) }
      })
  }

  private var partLines: [String] {
    regions.flatMap { region in
      region.thresholds.map {
        "\(region.region): \(rounded($0.volumeMl)) mL reach \(rounded($0.level)) (\($0.threshold))"
          + ($0.mean.map { ", mean \(rounded($0))" } ?? "")
      }
    }
  }
}

extension UptakeRecord.NormalLiver {
  fileprivate var line: String {
    let place = centreMm.map { rounded($0) }.joined(separator: ", ")
    return "normal liver: sphere of \(rounded(diameterMm)) mm at (\(place)) mm LPS, mean \(rounded(mean)), "
      + "maximum \(rounded(maximum)). " + notes.joined(separator: " ")
  }
}
