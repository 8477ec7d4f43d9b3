import Documents
import Quantification
import Quantities
import Stages

// The forms in which steps leave what is more than one noun.

/// A curve of `curves.json` with what the region's activities were corrected by.
package struct CurveRecord: OfRegion, Sendable {
  package var fit: TimeActivityFit
  /// Stands in the file where there was a correction.
  package var recovery: Recovery
  private enum Key: CodingKey { case recovery }

  package init(_ fit: TimeActivityFit, _ recovery: Recovery = Recovery.none) {
    (self.fit, self.recovery) = (fit, recovery)
  }

  package var region: Region {
    get { fit.region }
    set { fit.region = newValue }
  }
  package var definition: String { "" }

  package init(from decoder: any Decoder) throws {
    fit = try TimeActivityFit(from: decoder)
    recovery =
      try decoder.container(keyedBy: Key.self).decodeIfPresent(Recovery.self, forKey: .recovery)
      ?? Recovery.none
  }

  package func encode(to encoder: any Encoder) throws {
    try fit.encode(to: encoder)
    var c = encoder.container(keyedBy: Key.self)
    if recovery != .none { try c.encode(recovery, forKey: .recovery) }
  }
}

extension Integration {
  /// As `curves.json` holds them.
  package var curves: RegionRows<CurveRecord> {
    RegionRows(wrappedValue: zip(fits, recoveries).map { CurveRecord($0, $1) })
  }
}

/// `summary.json`: the summary, and what it was made of.
struct SummaryRecord: Encodable {
  private let summary: DoseSummary
  private let custody: StepSources
  private enum Key: CodingKey { case custody }

  init(_ summary: DoseSummary, _ custody: StepSources) { (self.summary, self.custody) = (summary, custody) }

  func encode(to encoder: any Encoder) throws {
    try summary.encode(to: encoder)
    var c = encoder.container(keyedBy: Key.self)
    try c.encode(custody, forKey: .custody)
  }
}

/// Where the energy of the decays went, J; zero of a dose that was entered.
package struct DoseEnergy: Sendable {
  package var emitted = 0.0
  package var inTissue = 0.0
  package var outsideGrid = 0.0

  package init() {}

  init(_ remarks: [String: String]) {
    func number(_ name: String) -> Double { remarks[name].flatMap(Double.init) ?? 0 }
    (emitted, inTissue, outsideGrid) = (number("emitted J"), number("in tissue J"), number("outside grid J"))
  }

  var remarks: [String: String] {
    ["emitted J": "\(emitted)", "in tissue J": "\(inTissue)", "outside grid J": "\(outsideGrid)"]
  }
}
