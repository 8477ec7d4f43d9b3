import Checks
import Diagnostics
import Foundation
import Planning
import Quantification
import Quantities
import Stages

package struct OutlookRecord: Encodable, Sendable {
  package var organ, measure: String
  var limitGy: Double
  var receivedGy: Double
  var gyPerGBq: Measured
  var perCycleGyPerGBq: [Double]
  var remainingCycles: Int
  var remainingAtLeast, remainingAtMost: Int?
  var largestNextGBq: Double
  package var estimatedCycles: [Int]
  package var source: String
}

package struct GateRecord: Encodable, Sendable {
  package struct Aggregate: Encodable, Sendable {
    package var aggregation: String
    package var value: Double
    /// `nil` where no gate was set.
    var reachesGate: Bool?
  }
  package struct Lesion: Encodable, Sendable {
    package var name: String
    package var intraArterial, intravenous, ratio: Double
  }
  package var kind: String
  package var gate: Double?
  package var source: String
  package var lesions: [Lesion]
  var aggregates: [Aggregate]
  package var agree: Bool
  package var gain: Double
  var gainLow, gainHigh: Double?
  package var confidence: Double
  /// Tumour dose per activity that the gain would make of the intravenous one.
  var expectedGyPerGBq: Double?
  /// Of gain and of the dose per activity, as far as both state theirs.
  var expectedU: Double?
  var expectedLow, expectedHigh: Double?
}

package struct CycleRecord: Encodable, Sendable {
  package var number: Int
  package var date: String?
  package var activityGBq: Double
  package var doses: [String: Measured]
  package var source: String
  var daysSincePrevious: Int?
  var isIrregular: Bool
}

package struct PRRTRecord: Encodable, Sendable {
  package var product, protocolCitation: String
  package var nextGBq: Double
  package var plannedCycles: Int
  package var riskFactors: Bool
  package var cycles: [CycleRecord]
  var outlooks: [OutlookRecord]
  package var unjudged: [UnavailableRecord]
  var remainingCycles: Int?
  var limitedBy: String?
  package var gates: [GateRecord]
  package var tumourGyPerGBq: Measured?
  package var assumptions: [String]
}
