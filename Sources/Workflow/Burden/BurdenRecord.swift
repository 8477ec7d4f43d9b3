import Foundation
import Quantities
import Stages

// Everything that a burden measurement prints, in the units of its keys.

struct BurdenRecord: Encodable, Sendable {
  struct Row: Encodable, Sendable {
    /// How the tumour was found: drawn structures, threshold, confirmed lesions, a reader, the majority.
    var method: String
    /// The whole liver or a lobe.
    var region: String
    var tumourMl, liverMl: Double
    var percent: Measured
    var band: String
    var flags: [Flag]
  }

  struct Flag: Encodable, Sendable {
    var name: String
    var text: String
    var isCrossed: Bool
    var source: String
  }

  struct Lesion: Encodable, Sendable {
    var name: String
    var ml: Measured
    var suvMax, suvMean, suvPeak: Double?
    /// SUVmax over twice that of the sphere.
    var isConfirmed: Bool?
    /// Mean over mean of the sphere.
    var tumourToNormal: Double?
    var krenningVisual: Int?
    var krenningQuantitative: Int?
    var krenningWhy: String
    /// The lobe that holds more than half of it.
    var lobe: String?
  }

  struct SphereRecord: Encodable, Sendable {
    var centreMm: [Double]
    var diameterMm: Double
    var voxels: Int
    var suvMax, suvMean, suvSD: Double
    var notes: [String]
  }

  struct Reference: Encodable, Sendable {
    var name: String
    var suvMean: Double?
  }

  struct Ratio: Encodable, Sendable {
    var region: String
    var lesions: Int
    var values: [String: Double]
  }

  struct Readers: Encodable, Sendable {
    struct Pair: Encodable, Sendable {
      var first, second: String
      var dice: Double
    }
    var names: [String]
    var dice: [Pair]
    var diceWithMajority: [String: Double]
    var fleissKappa: Double?
    var voxels: Int
    /// More than 75 %, one vote each.
    var veryHighVotes: [String: Bool]
    var veryHighMajority: Bool
    var isUnanimous: Bool
    var meanPercent, standardDeviationPercent: Double
    var sameBand: Bool
  }

  var hepatica = 1
  var kind = "burden"
  var researchUse = Version.researchUse
  var program = "Hepatica \(Version.current)"
  var commit = Version.commit
  var inputSHA256: String
  var pseudonym: String
  var rows: [Row] = []
  var lesions: [Lesion] = []
  var sphere: SphereRecord?
  var references: [Reference] = []
  var ratios: [Ratio] = []
  var readers: Readers?
  var thresholdSUV: Double?
  var thresholdMethod: String?
  var suvMethod: String?
  var registration: String?
  var voxelMm: [Double] = []
  var methods: [String] = []
  var rulesSource: String = ""
  var review: [String] = []
}
