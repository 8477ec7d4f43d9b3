import Checks
import Planning
import Quantities
import Stages
import Workflow

/// Tissue that several injections of a plan reach: it gets the dose of each.
struct SharedTissue {
  private let territories: [SharedTerritory]
  private let injections: [String: PlannedInjection]
  private let order: [String]

  init(_ territories: [SharedTerritory], _ injections: [PlannedInjection]) {
    self.territories = territories
    self.injections = Dictionary(uniqueKeysWithValues: injections.map { ($0.input.name, $0) })
    order = injections.map(\.input.name)
  }

  /// Mean dose that the other injections add to a region of one, by the mean that they give to tissue of that kind.
  func added(to region: PlannedRegion, of name: String) -> AbsorbedDose {
    territories.filter { $0.injection == name }.reduce(.zero) { sum, shared in
      guard let part = shared.parts[region], part > 0, let dose = dose(of: shared.other, to: region) else {
        return sum
      }
      return sum + AbsorbedDose(part * dose.value)
    }
  }

  /// A tumour that the other model does not know is tissue of its perfused volume.
  private func dose(of name: String, to region: PlannedRegion) -> AbsorbedDose? {
    guard let injection = injections[name], let activity = injection.finalActivity else { return nil }
    let rates = injection.bestRates
    return (rates?.dose(activity, to: region) ?? rates?.dose(activity, to: .perfusedVolume))?.value
  }

  func complete(_ injection: inout PlannedInjection) {
    let name = injection.input.name
    injection.judge { added(to: $0, of: name) }
    let regions = territories.filter { $0.injection == name }.flatMap { $0.parts.keys }
    guard !regions.isEmpty else { return }
    injection.add(
      Dictionary(Set(regions).map { ($0, added(to: $0, of: name)) }, uniquingKeysWith: { a, _ in a }))
  }

  /// One for each pair, with what the common part gets.
  var findings: [Finding] {
    territories.filter { order.firstIndex(of: $0.injection)! < order.firstIndex(of: $0.other)! }.compactMap {
      shared in
      guard shared.millilitres >= 0.5, let a = dose(of: shared.injection, to: .perfusedVolume),
        let b = dose(of: shared.other, to: .perfusedVolume)
      else { return nil }
      return Finding(
        PlanNote.sharedTissue(shared.millilitres, gray: a.value, ofOther: b.value),
        at: "\(shared.injection) and \(shared.other)")
    }
  }
}
