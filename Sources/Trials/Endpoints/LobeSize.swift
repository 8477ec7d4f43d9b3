import Statistics

/// Sum of the longest diameters of one lobe's lesions, at the first and the last cycle in which all of them were measured.
public struct LobeSize: Sendable, Hashable {
  public var patient: String
  public var isTreated: Bool
  public var lesions: Int
  /// Sum of the longest diameters at the first and last cycle, mm.
  public var first, last: Double
  public var firstCycle, lastCycle: Int

  /// `nil` unless the same lesions were measured after two cycles.
  /// - Parameter lesions: cycle and diameter, mm, by lesion.
  public init?(patient: String, isTreated: Bool, lesions: [String: [(cycle: Int, millimetres: Double)]]) {
    let cycles = lesions.values.map { Set($0.map(\.cycle)) }
    guard let any = cycles.first else { return nil }
    let shared = cycles.reduce(any) { $0.intersection($1) }
    guard let low = shared.min(), let high = shared.max(), low < high else { return nil }
    func sum(_ cycle: Int) -> Double {
      lesions.values.reduce(0) { $0 + ($1.first { $0.cycle == cycle }?.millimetres ?? 0) }
    }
    (self.patient, self.isTreated, self.lesions) = (patient, isTreated, lesions.count)
    (first, last, firstCycle, lastCycle) = (sum(low), sum(high), low, high)
  }

  public var ratio: Double { last / first }

  /// Change of size of treated against control lobes of the same patients, as a ratio of ratios: sizes change by factors,
  /// whatever the scale of the uptake endpoints.
  /// - Throws: `StatisticsError` for fewer than two patients with both lobes.
  public static func comparison(_ sizes: [LobeSize], level: Double) throws -> PairedComparison {
    let pairs = Dictionary(grouping: sizes, by: \.patient).sorted { $0.key < $1.key }.compactMap {
      _, mine -> (Double, Double)? in
      guard let a = mine.first(where: \.isTreated), let b = mine.first(where: { !$0.isTreated }) else {
        return nil
      }
      return (a.ratio, b.ratio)
    }
    return try PairedComparison(pairs.map(\.0), pairs.map(\.1), scale: .log, level: level)
  }
}
