import Foundation
import Statistics

/// How the lesions of one lobe of one patient responded by one criterion.
public struct LobeOutcome: Sendable, Hashable {
  public var patient: String
  public var isTreated: Bool
  /// Best response, such as `PR`; `nil` not evaluable.
  public var result: String?
  public init(patient: String, isTreated: Bool, result: String?) {
    (self.patient, self.isTreated, self.result) = (patient, isTreated, result)
  }
}

/// Tumour response of the treated against the control lobe of the same patients, by one criterion: McNemar's exact test of
/// the patients whose lobes differ.
public struct LobarResponse: Sendable, Hashable {
  public let criterion: String
  /// Patients with a judgement in both lobes: both respond, only the treated, only the control, neither.
  public let both, treatedOnly, controlOnly, neither: Int
  /// Lobes by best response.
  public let treated, control: [String: Int]
  /// Patients without a judgement in one of the lobes.
  public let incomplete: [String]
  public let p: Double
  /// Among the lobes that differ, the odds that the treated one responded; exact limits from Clopper and Pearson's of the
  /// binomial share. `nil` if none differs.
  public let odds: (ratio: Double, interval: ConfidenceInterval)?
  /// Share of responding lobes; `nil` without patients.
  public let treatedShare, controlShare: Proportion?
  /// p adjusted over the criteria.
  public internal(set) var adjusted: AdjustedP

  public var patients: Int { both + treatedOnly + controlOnly + neither }

  /// Complete and partial responses, by size or by metabolism.
  static let responses: Set<String> = ["CR", "PR", "CMR", "PMR"]

  public init(_ criterion: String, _ outcomes: [LobeOutcome], level: Double = 0.95) {
    let byPatient = Dictionary(grouping: outcomes, by: \.patient).sorted { $0.key < $1.key }
    var counts = [0, 0, 0, 0], left: [String] = []
    var lobes: [Bool: [String: Int]] = [:]
    for (patient, mine) in byPatient {
      guard let a = mine.first(where: \.isTreated)?.result,
        let b = mine.first(where: { !$0.isTreated })?.result
      else {
        left.append(patient)
        continue
      }
      lobes[true, default: [:]][a, default: 0] += 1
      lobes[false, default: [:]][b, default: 0] += 1
      counts[(Self.responses.contains(a) ? 0 : 2) + (Self.responses.contains(b) ? 0 : 1)] += 1
    }
    self.criterion = criterion
    (both, treatedOnly, controlOnly, neither) = (counts[0], counts[1], counts[2], counts[3])
    (treated, control, incomplete) = (lobes[true] ?? [:], lobes[false] ?? [:], left)
    p = McNemarTest(firstOnly: counts[1], secondOnly: counts[2]).p
    let (discordant, all) = (counts[1] + counts[2], counts.reduce(0, +))
    if discordant > 0 {
      let share = Proportion(counts[1], of: discordant).clopperPearson(level: level)
      odds = (
        Double(counts[1]) / Double(counts[2]), share.mapped { $0 < 1 ? $0 / (1 - $0) : .infinity }
      )
    } else {
      odds = nil
    }
    treatedShare = all > 0 ? Proportion(counts[0] + counts[1], of: all) : nil
    controlShare = all > 0 ? Proportion(counts[0] + counts[2], of: all) : nil
    adjusted = AdjustedP(holm: p, benjaminiHochberg: p)
  }

  /// Every criterion, with p adjusted over them.
  public static func all(_ outcomes: [String: [LobeOutcome]], level: Double) -> [LobarResponse] {
    var found = outcomes.sorted { $0.key < $1.key }.map { LobarResponse($0.key, $0.value, level: level) }
    for (n, p) in AdjustedP.over(found.map(\.p)).enumerated() { found[n].adjusted = p }
    return found
  }

  public static func == (a: Self, b: Self) -> Bool {
    a.criterion == b.criterion && a.treated == b.treated && a.control == b.control
      && (a.both, a.treatedOnly, a.controlOnly, a.neither)
        == (b.both, b.treatedOnly, b.controlOnly, b.neither)
      && a.incomplete == b.incomplete
  }
  public func hash(into hasher: inout Hasher) {
    hasher.combine(criterion)
    hasher.combine([both, treatedOnly, controlOnly, neither])
  }
}
