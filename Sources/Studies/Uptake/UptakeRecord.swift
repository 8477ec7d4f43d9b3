import Checks
import Foundation
import Quantities
import Reporting

/// Uptake of all regions of one image, as it is printed and written.
package struct UptakeRecord: Encodable, Sendable {
  package struct Region: Encodable, Sendable {
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
  package struct Part: Encodable, Sendable {
    package var threshold: String
    /// SUVbw that a voxel must reach.
    package var level: Double
    package var volumeMl: Double
    package var mean: Double?
  }
  package struct NormalLiver: Encodable, Sendable {
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
}
