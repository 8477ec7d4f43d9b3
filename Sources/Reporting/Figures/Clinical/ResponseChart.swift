import Foundation

/// One patient's response over time, for waterfall, spider and swimmer.
public struct ResponseChart: Sendable {
  public struct Visit: Sendable {
    /// Days from baseline, or from the first treatment in a swimmer.
    public var day: Double
    /// Change of the sum from baseline, percent; `nil` if a target is missing.
    public var change: Double?
    /// Overall response, for example `PR`.
    public var response: String
    public var newLesion: Bool
    public init(day: Double, change: Double?, response: String, newLesion: Bool) {
      (self.day, self.change, self.response, self.newLesion) = (day, change, response, newLesion)
    }
  }

  public var patient: String
  public var arm: String
  public var visits: [Visit]
  /// Best overall response.
  public var best: String
  /// Whether a response was confirmed as the protocol asks.
  public var isConfirmed: Bool
  /// Days of treatment on the same clock as the visits.
  public var treatments: [Double]
  /// Last contact or death, days on the clock of the visits.
  public var end: Double?
  public var died: Bool

  public init(
    patient: String, arm: String, visits: [Visit], best: String, isConfirmed: Bool, treatments: [Double] = [],
    end: Double? = nil, died: Bool = false
  ) {
    (self.patient, self.arm, self.visits, self.best) = (patient, arm, visits, best)
    (self.isConfirmed, self.treatments, self.end, self.died) = (isConfirmed, treatments, end, died)
  }

  /// The largest fall, or the smallest rise where there is no fall.
  var bestChange: Double? { visits.compactMap(\.change).min() }
}

extension Ink {
  /// Colours of responses; letters are shown with them.
  static func response(_ word: String) -> Ink {
    switch word {
    case "CR", "CMR": Ink(rgb: 0x005A8C)
    case "PR", "PMR": Ink(rgb: 0x3A8FC4)
    case "SD", "SMD", "NN": Ink(rgb: 0x9AA5B1)
    case "PD", "PMD": Ink(rgb: 0xC4501B)
    default: Ink(rgb: 0xD8DEE4)
    }
  }
}

/// A share of patients with its exact interval, all in percent.
public struct RatePanel: Sendable {
  public var title: String
  public var count, total: Int
  public var percent, lower, upper: Double
  public init(title: String, count: Int, total: Int, percent: Double, lower: Double, upper: Double) {
    (self.title, self.count, self.total) = (title, count, total)
    (self.percent, self.lower, self.upper) = (percent, lower, upper)
  }
}
