import Checks
import Planning
import Quantities
import Stages

/// What a patient's record knows of the inputs of a plan. What the plan file states stands; what it leaves out is taken from
/// here, and each value that was taken is reported.
package struct PlanKnowledge: Sendable {
  package var patient: String
  package var earlier: [EarlierTreatment] = []
  package var liver: ActivityPlanner.Liver?
  package var shunt: LungInputs.Shunt?
  /// Tumour-to-normal ratio of lesions by name, the latest of each.
  package var ratios: [String: Uncertain<One>] = [:]
  /// Doses to tumours by name over all earlier therapies, Gy.
  package var tumours: [String: Double] = [:]
  /// What of the liver's account, of the angiography and of the rows themselves a planner must see.
  package var remarks: [Finding] = []
  /// Operations and drainages of the bile ducts.
  package var biliary: [String] = []
  /// Where each value comes from.
  package var sources: [PlanSourceNote] = []

  package init(patient: String) { self.patient = patient }
}

extension EarlierTreatment {
  /// Treatments of the file with those of the record. The same day is one treatment: what one of both leaves out is
  /// taken from the other.
  /// - Returns: the list in order of time, and days on which both state a dose and not the same.
  package static func joined(
    _ file: [EarlierTreatment], _ record: [EarlierTreatment]
  ) -> (all: [EarlierTreatment], conflicts: [String]) {
    var all = record, conflicts: [String] = []
    for stated in file {
      guard let n = all.firstIndex(where: { $0.day == stated.day }) else {
        all.append(stated)
        continue
      }
      if differ(all[n].knownLiver, stated.knownLiver) || differ(all[n].knownLungs, stated.knownLungs) {
        conflicts.append(stated.day)
      }
      all[n].knownLiver = all[n].knownLiver ?? stated.knownLiver
      all[n].knownLungs = all[n].knownLungs ?? stated.knownLungs
      all[n].activity = all[n].activity ?? stated.activity
      if all[n].lobes.isEmpty { all[n].lobes = stated.lobes }
    }
    return (all.sorted { $0.day < $1.day }, conflicts)
  }

  /// By more than the last digit that people write.
  private static func differ(_ a: AbsorbedDose?, _ b: AbsorbedDose?) -> Bool {
    guard let a, let b else { return false }
    return abs(a.value - b.value) > max(0.05, 0.01 * a.value)
  }
}
