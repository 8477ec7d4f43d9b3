import Foundation
import Statistics

/// Intra-arterial against intravenous uptake of the same regions in the same patients (LUTARTERIAL): lesions, and the
/// organs that should receive less.
public struct EnhancementAnalysis: Sendable, Hashable {
  public struct Region: Sendable, Hashable {
    public var name: String
    /// `nil` where fewer than two patients have both.
    public var comparison: PairedComparison?
    public var patients: Int
    /// p adjusted over the regions that were compared.
    public var adjusted: AdjustedP?
  }
  public struct Patient: Sendable, Hashable {
    public var name: String
    /// By every way to aggregate; the protocol's own decides.
    public var ratios: [RatioAggregation: Double]
    public var passesGate: Bool
    public init(name: String, ratios: [RatioAggregation: Double], passesGate: Bool) {
      (self.name, self.ratios, self.passesGate) = (name, ratios, passesGate)
    }
  }
  public let regions: [Region]
  public let patients: [Patient]
  /// Patients through the gate, of whom the protocol takes only a limited number.
  public var eligible: [String] { patients.filter(\.passesGate).map(\.name) }
  /// The protocol's ratio of the lesions over all patients: geometric mean with its interval, and p of a ratio of one;
  /// `nil` for fewer than two.
  public let overall: (ratio: Double, interval: ConfidenceInterval, p: Double)?
  /// p of the ratio that the protocol expected; `nil` where it expected none.
  public let pOfExpected: Double?

  /// - Parameters:
  ///   - uptake: by region and patient, intra-arterial and intravenous.
  ///   - patients: with their aggregated lesion ratios.
  public init(
    uptake: [String: [String: (arterial: Double, venous: Double)]], patients: [Patient], plan: TrialProtocol
  ) {
    let level = 1 - plan.alpha
    let found = uptake.sorted { $0.key < $1.key }.map { name, values in
      let pairs = values.sorted { $0.key < $1.key }.map(\.value)
      return Region(
        name: name,
        comparison: try? PairedComparison(
          pairs.map(\.arterial), pairs.map(\.venous), scale: plan.primary.scale, level: level),
        patients: pairs.count)
    }
    regions = Self.adjusted(found)
    self.patients = patients
    let locked = plan.gate?.aggregation ?? plan.primary.aggregation
    let logs = patients.compactMap { $0.ratios[locked] }.map { log($0) }
    overall = (try? PairedTTest(differences: logs, level: level)).map {
      (exp($0.meanDifference), $0.interval.mapped { exp($0) }, $0.p)
    }
    pOfExpected = plan.gate?.expected.flatMap { expected in
      (try? PairedTTest(differences: logs.map { $0 - log(expected) }, level: level))?.p
    }
  }

  private static func adjusted(_ regions: [Region]) -> [Region] {
    let adjusted = AdjustedP.over(regions.compactMap { $0.comparison?.p })
    var rest = adjusted[...]
    return regions.map { region in
      var region = region
      if region.comparison != nil { region.adjusted = rest.removeFirst() }
      return region
    }
  }

  public static func == (a: Self, b: Self) -> Bool { a.regions == b.regions && a.patients == b.patients }
  public func hash(into hasher: inout Hasher) { hasher.combine(regions) }
}

/// Residence times (time-integrated activity coefficients, h) of one region over patients.
public struct ResidenceSummary: Sendable, Hashable {
  public let region: String
  public let count: Int
  /// Mean residence time, h.
  public let mean: Double
  /// Standard deviation, h; `nil` for one patient.
  public let standardDeviation: Double?
  public let range: ClosedRange<Double>

  /// - Precondition: at least one value.
  public init(region: String, hours: [Double]) {
    precondition(!hours.isEmpty, "a summary needs values")
    (self.region, count, mean) = (region, hours.count, hours.mean)
    standardDeviation = hours.count > 1 ? hours.standardDeviation : nil
    range = hours.min()!...hours.max()!
  }
}
