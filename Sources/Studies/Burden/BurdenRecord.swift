import Checks
import Quantification
import Diagnostics
import Foundation
import Quantities
import Stages

// Everything that a burden measurement prints, in the units of its keys.

package struct BurdenRecord: Encodable, Sendable {
  package struct Row: Encodable, Sendable {
    /// How the tumour was found: drawn structures, threshold, confirmed lesions, a reader, the majority.
    package var method: String
    /// The whole liver or a lobe.
    package var region: String
    package var tumourMl, liverMl: Double
    package var percent: Measured
    package var band: String
    package var flags: [Flag]
    /// The reader who drew it; `nil` for other methods.
    package var reader: String?
  }

  package struct Flag: Encodable, Sendable {
    package var name: String
    package var text: String
    /// Of the volumes as they are.
    package var isCrossed: Bool
    /// `yes`, `no`, or that the limit lies within the standard uncertainty of the burden.
    package var verdict: String
    package var source: String

    static let cannotBeTold = "cannot be told apart"
    var cannotBeTold: Bool { verdict == Self.cannotBeTold }
  }

  package struct Lesion: Encodable, Sendable {
    package var name: String
    package var ml: Measured
    package var suvMax, suvMean, suvPeak: Double?
    /// SUVmax over twice that of the sphere.
    package var isConfirmed: Bool?
    /// Mean over mean of the sphere.
    package var tumourToNormal: Double?
    var krenningVisual: Int?
    var krenningQuantitative: Int?
    var krenningWhy: String
    /// The lobe that holds more than half of it.
    package var lobe: String?
  }

  package struct SphereRecord: Encodable, Sendable {
    var centreMm: [Double]
    package var diameterMm: Double
    package var voxels: Int
    package var suvMax, suvMean, suvSD: Double
    package var notes: [String]
  }

  package struct Reference: Encodable, Sendable {
    package var name: String
    package var suvMean: Double?
  }

  package struct Ratio: Encodable, Sendable {
    package var region: String
    package var lesions: Int
    package var values: [String: Double]
  }

  package struct Readers: Encodable, Sendable {
    package struct Pair: Encodable, Sendable {
      package var first, second: String
      package var dice: Double
    }
    package var names: [String]
    package var dice: [Pair]
    package var diceWithMajority: [String: Double]
    var fleissKappa: Double?
    package var voxels: Int
    /// More than 75 %, one vote each.
    var veryHighVotes: [String: Bool]
    var veryHighMajority: Bool
    package var isUnanimous: Bool
    var meanPercent, standardDeviationPercent: Double
    var sameBand: Bool
  }

  package var hepatica = 1
  package var kind = "burden"
  package var researchUse = Version.researchUse
  package var program = "Hepatica \(Version.current)"
  package var commit = Version.commit
  var inputSHA256: String
  package var pseudonym: String
  package var rows: [Row] = []
  package var lesions: [Lesion] = []
  package var sphere: SphereRecord?
  package var references: [Reference] = []
  package var ratios: [Ratio] = []
  package var readers: Readers?
  var thresholdSUV: Double?
  var thresholdMethod: String?
  package var suvMethod: String?
  package var registration: String?
  var voxelMm: [Double] = []
  package var methods: [String] = []
  var rulesSource: String = ""
  /// Sentences of what needs a decision.
  package var review: [String] = []
  /// What is good to know, and how the structures fit to each other and to the uptake.
  package var notes: [String] = []
  package var geometry: [GeometrySheet.Row] = []
}
