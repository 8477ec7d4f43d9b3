import Diagnostics
import Foundation
import Statistics

/// Uptake of one organ of one patient after one cycle.
public struct OrganValue: Sendable, Hashable {
  public var patient: String
  public var cycle: Int
  /// Reached by the artery (`IA`) or from the blood (`IV`); `nil` unknown.
  public var isArterial: Bool?
  /// Letter of the patient's arm.
  public var group: Character?
  /// Value of the quantity that is compared, in its unit.
  public var value: Double
  public init(patient: String, cycle: Int, isArterial: Bool?, group: Character?, value: Double) {
    (self.patient, self.cycle, self.isArterial) = (patient, cycle, isArterial)
    (self.group, self.value) = (group, value)
  }
}

/// Uptake of one organ between the arms of a trial, on the locked scale of its endpoint.
///
/// Where patients have it both with arterial and with venous administration (or, of normal liver, in the treated and in
/// the control lobe) they are their own control, whatever the design. An organ that lies outside of both lobes has one
/// value per cycle, which belongs to the arm of the whole patient: then groups are compared.
public struct OrganComparison: Sendable, Hashable {
  public enum Pairing: String, Sendable { case paired, groups }
  public let organ, unit: String
  public let pairing: Pairing
  /// What is compared, such as `arterial` and `venous`, or the names of two arms.
  public let names: [String]
  public let scale: Endpoint.Scale
  public let firstCount, secondCount: Int
  /// Arithmetic means on the raw scale, geometric ones on the logarithmic.
  public let first, second: Double
  /// Difference, or ratio.
  public let estimate: Double
  public let interval: ConfidenceInterval
  public let p: Double
  /// Exact signed ranks of pairs, exact rank sums of groups.
  public let rankP: Double
  /// p adjusted over all organs that were compared.
  public internal(set) var adjusted: AdjustedP
  /// Patients of a paired comparison who lack one side.
  public let incomplete: [String]

  /// - Parameters:
  ///   - values: of the endpoint's cycles alone, above zero on the logarithmic scale.
  ///   - arms: names of the arms by letter, in the protocol's order.
  /// - Throws: `StatisticsError` if neither pairs nor groups can be compared.
  init(
    _ organ: String, unit: String, _ values: [OrganValue], scale: Endpoint.Scale,
    arms: [(letter: Character, name: String)], level: Double
  ) throws {
    let means = PatientMeans(values, scale)
    (self.organ, self.unit, self.scale) = (organ, unit, scale)
    if means.pairs.count > 1 {
      let c = try PairedComparison(
        means.pairs.map(\.arterial), means.pairs.map(\.venous), scale: scale, level: level)
      (pairing, names) = (.paired, ["arterial", "venous"])
      (firstCount, secondCount, first, second) = (c.count, c.count, c.first, c.second)
      (estimate, interval, p, rankP) = (c.estimate, c.interval, c.p, c.signedRankP)
      incomplete = means.incomplete
    } else {
      let groups = arms.map { arm in means.whole.filter { $0.group == arm.letter }.map(\.value) }
      guard groups.count == 2 else { throw StatisticsError.tooFew(needed: 2, got: groups.count) }
      let isLog = scale == .log
      let scaled = isLog ? groups.map { $0.map { Foundation.log($0) } } : groups
      let test = try WelchTTest(scaled[0], scaled[1], level: level)
      (pairing, names) = (.groups, arms.map(\.name))
      (firstCount, secondCount) = (test.firstCount, test.secondCount)
      first = isLog ? groups[0].geometricMean : groups[0].mean
      second = isLog ? groups[1].geometricMean : groups[1].mean
      estimate = isLog ? exp(test.meanDifference) : test.meanDifference
      interval = isLog ? test.interval.mapped { exp($0) } : test.interval
      (p, rankP) = (test.p, try MannWhitneyTest(groups[0], groups[1]).p)
      incomplete = []
    }
    adjusted = AdjustedP(holm: p, benjaminiHochberg: p)
  }

  /// All organs that can be compared, with p adjusted over them, and why others cannot.
  ///
  /// - Parameter organs: unit and values by organ.
  public static func all(
    _ organs: [String: (unit: String, values: [OrganValue])], plan: TrialProtocol
  ) -> (comparisons: [OrganComparison], left: [String]) {
    guard let endpoint = plan.uptakeEndpoint else {
      return ([], ["the protocol has no endpoint of uptake: organs are described, not compared"])
    }
    var found: [OrganComparison] = [], left: [String] = [], reasons: [String: [String]] = [:]
    for (organ, data) in organs.sorted(by: { $0.key < $1.key }) {
      let mine = data.values.filter { endpoint.cycles.contains($0.cycle) }
      let usable = endpoint.scale == .log ? mine.filter { $0.value > 0 } : mine
      if usable.count < mine.count {
        left.append(
          "\(organ): \(counted(mine.count - usable.count, "value")) not above zero, without a logarithm")
      }
      do {
        found.append(
          try OrganComparison(
            organ, unit: data.unit, usable, scale: endpoint.scale,
            arms: plan.arms.map { ($0.letter, $0.name) }, level: 1 - plan.alpha))
      } catch { reasons["\(error)", default: []].append(organ) }
    }
    left += reasons.sorted { $0.key < $1.key }.map {
      "\($0.value.joined(separator: ", ")): not compared, neither by patient nor by arm: \($0.key)"
    }
    for (n, p) in AdjustedP.over(found.map(\.p)).enumerated() { found[n].adjusted = p }
    return (found, left)
  }
}

extension TrialProtocol {
  /// The endpoint of organ uptake: one of its own, else the primary one if it is of uptake.
  var uptakeEndpoint: Endpoint? {
    endpoints.first { !$0.isPrimary && $0.quantity == .uptake }
      ?? (primary.quantity == .uptake ? primary : nil)
  }
}

/// One value per patient and side: the mean over cycles on the scale of the analysis.
private struct PatientMeans {
  var pairs: [(arterial: Double, venous: Double)] = []
  var incomplete: [String] = []
  var whole: [(group: Character?, value: Double)] = []

  init(_ values: [OrganValue], _ scale: Endpoint.Scale) {
    for (patient, mine) in Dictionary(grouping: values, by: \.patient).sorted(by: { $0.key < $1.key }) {
      func mean(_ part: [OrganValue]) -> Double? {
        let numbers = part.map(\.value)
        return numbers.isEmpty ? nil : scale == .log ? numbers.geometricMean : numbers.mean
      }
      let sides = (mean(mine.filter { $0.isArterial == true }), mean(mine.filter { $0.isArterial == false }))
      if let arterial = sides.0, let venous = sides.1 {
        pairs.append((arterial, venous))
      } else {
        incomplete.append(patient)
      }
      whole.append((mine[0].group, mean(mine)!))
    }
  }
}
