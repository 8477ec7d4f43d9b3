import Statistics

/// The analysis of a trial in which one lobe is treated and the other is its control (LUTIA): tumour-to-normal ratios
/// by lobe and cycle.
///
/// The control lobe is not untreated: it receives what passes the treated one first (second pass).
public struct WithinPatientAnalysis: Sendable, Hashable {
  public let primary: PairedComparison
  /// Patients who lack one of the two lobes after the primary cycle; they are not in the primary analysis.
  public let incomplete: [String]
  /// Model of all cycles that the protocol names beyond the primary one; `nil` if there are none.
  public let later: CyclesModel?
  public let byCycle: [Int: PairedComparison]
  public let plan: SamplePlan

  /// - Parameters:
  ///   - values: one aggregated ratio per patient, cycle and lobe.
  ///   - endpoints: those of the protocol for this quantity, the primary among them.
  /// - Throws: `StatisticsError` if the primary analysis cannot be done.
  public init(_ values: [CycleValue], plan protocol: TrialProtocol) throws {
    let endpoint = `protocol`.primary
    let level = 1 - `protocol`.alpha
    let first = endpoint.cycles[0]
    let pairs = Self.pairs(values, cycle: first)
    primary = try PairedComparison(pairs.treated, pairs.control, scale: endpoint.scale, level: level)
    incomplete = pairs.incomplete
    let laterEndpoint = `protocol`.endpoints.first { !$0.isPrimary && $0.quantity == endpoint.quantity }
    let laterValues = values.filter { laterEndpoint?.cycles.contains($0.cycle) == true }
    later =
      laterValues.isEmpty ? nil : try? CyclesModel(laterValues, scale: laterEndpoint!.scale, level: level)
    let cycles = Set(values.map(\.cycle))
    byCycle = Dictionary(
      uniqueKeysWithValues: cycles.compactMap { cycle in
        let pairs = Self.pairs(values, cycle: cycle)
        let comparison = try? PairedComparison(
          pairs.treated, pairs.control, scale: endpoint.scale, level: level)
        return comparison.map { (cycle, $0) }
      })
    plan = SamplePlan(pairs: primary.count, alpha: `protocol`.alpha, observedEffect: primary.effect)
  }

  /// Patients with both lobes after a cycle.
  public static func complete(_ values: [CycleValue], cycle: Int) -> Int {
    pairs(values, cycle: cycle).treated.count
  }

  static func pairs(_ values: [CycleValue], cycle: Int) -> (
    treated: [Double], control: [Double], incomplete: [String]
  ) {
    let patients = Dictionary(grouping: values.filter { $0.cycle == cycle }, by: \.patient)
    var result: (treated: [Double], control: [Double], incomplete: [String]) = ([], [], [])
    for (name, values) in patients.sorted(by: { $0.key < $1.key }) {
      if let a = values.first(where: \.isTreated), let b = values.first(where: { !$0.isTreated }) {
        result.treated.append(a.value)
        result.control.append(b.value)
      } else {
        result.incomplete.append(name)
      }
    }
    return result
  }
}
