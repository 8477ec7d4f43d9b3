import Registry
import Stages
import Trials

/// The artery that a trial of the registry allocated to a patient, once its arm may be known.
package enum AllocatedArtery {
  /// As routes are called; `nil` where no trial of lobes allocated one.
  /// - Throws: `Problem` if the database fails, or a stored protocol is not the one that was locked.
  package static func word(_ patient: String, in registry: Registry) throws -> (route: String, lobe: String)?
  {
    guard registry.catalogue.version >= 2 else { return nil }
    let own = try registry.rows(
      of: AllocationColumn.self, where: [.purpose: "production", .subject: .text(patient)])
    for allocation in own {
      guard let letter = allocation.text(.arm).first,
        let trial = try registry.row(of: TrialColumn.self, allocation.text(.trial))
      else { continue }
      let plan = try TrialProtocol(locked: trial)
      guard plan.design == .withinPatient, let lobe = plan.lobe(of: letter)?.rawValue else { continue }
      return ("\(lobe) hepatic artery", lobe)
    }
    return nil
  }
}
