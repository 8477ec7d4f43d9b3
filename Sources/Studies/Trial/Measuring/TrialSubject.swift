import Checks
import Diagnostics
import Documents
import Foundation
import Nuclides
import Records
import Registry
import Stages
import Trials

/// The subject of a case in its trial: allocation, and how the activity was given.
package struct TrialSubject {
  package let patient: String
  package let plan: TrialProtocol
  let protocolSHA256: String
  package let route: AdministrationRoute
  /// The lobe whose artery was allocated; `nil` where lobes are not compared.
  package let treated: Lobe?
  /// A diagnostic scan instead of a cycle of the therapy.
  let isScan: Bool
  package var notes: [Finding] = []

  /// Tracers of diagnostic scans; everything else is a therapy.
  static let tracers: Set<String> = ["Ga-68", "F-18", "Cu-64", "Sc-44", "Zr-89"]

  /// - Throws: `Problems` if the patient is unknown, has no revealed allocation, or was given the activity in another way
  ///   than allocated.
  package init(_ registry: Registry, _ request: TrialMeasureRequest, _ therapy: Case) throws {
    let row = try registry.trial(request.trial)
    if let file = request.protocolFile {
      try ProtocolFile.read(file).mustBe(locked: row.text(.sha256), at: file.path)
    }
    (plan, protocolSHA256) = (try TrialProtocol(locked: row), row.text(.sha256))
    patient = therapy.patient.pseudonym
    _ = try registry.patient(patient)
    isScan = Self.tracers.contains(therapy.therapy.nuclide)
    let allocation = try registry.allocation(request.trial, "production", patient)
    var problems: [Problem] = []
    let text = therapy.administrations.first?.route ?? ""
    let route = AdministrationRoute(text)
    if route == nil {
      problems.append(
        Problem(
          .inputMissing, what: "the case does not state how the activity was administered",
          at: "administrations.route",
          why: "arterial and venous uptake are compared",
          remedy: "intravenous, right hepatic artery or left hepatic artery"))
    }
    self.route = route ?? .intravenous
    var lobe: Lobe?
    do throws(Problem) { lobe = try Self.lobe(allocation, plan) } catch { problems.append(error) }
    treated = isScan ? nil : lobe
    problems += whatIsGiven(therapy)
    if let treated, let route, route != .arterial(treated) {
      if request.isDeviation {
        notes.append(
          Finding(
            TrialNote.givenOtherwise(given: route.registryWord, allocated: treated),
            at: "\(patient), cycle \(therapy.therapy.cycle)"))
      } else {
        problems.append(
          Problem(
            .dataRejected,
            what: "given \(route.registryWord), allocated \(treated.rawValue) hepatic artery",
            at: "administrations.route", why: "treated and control lobe would change places",
            remedy: "correct the route, or state --deviation if that is what happened"))
      }
    }
    guard problems.isEmpty else { throw Problems(problems) }
  }

  /// A cycle that the trial has, a scan with the patient's weight.
  private func whatIsGiven(_ therapy: Case) -> [Problem] {
    if isScan {
      guard therapy.patient.weightKilograms == nil else { return [] }
      return [
        Problem(
          .inputMissing, what: "the body weight is not known", at: "patient.weightKg",
          why: "standardised uptake depends on it", remedy: "give it in the case file")
      ]
    }
    guard !(1...plan.cycles).contains(therapy.therapy.cycle) else { return [] }
    return [
      Problem(
        .dataRejected,
        what: "the trial has \(counted(plan.cycles, "cycle")), the case is of cycle \(therapy.therapy.cycle)",
        at: "therapy.cycle", remedy: "correct the cycle of the case file")
    ]
  }

  /// The allocated lobe of a within-patient trial.
  private static func lobe(_ allocation: AllocationRow?, _ plan: TrialProtocol) throws(Problem) -> Lobe? {
    guard let allocation else {
      throw Problem(
        .inputMissing, what: "the patient has no allocation in \(plan.name)", at: "registry",
        why: "a measurement of a trial belongs to a subject of it", remedy: "hepatica trial allocate")
    }
    guard plan.design == .withinPatient else { return nil }
    guard let letter = allocation.text(.arm).first, let arm = plan.arm(letter) else {
      throw Problem(
        .inputMissing, what: "the patient's arm is not revealed", at: "registry",
        why: "it is unknown which lobe was treated", remedy: "hepatica trial reveal")
    }
    if let lobe = plan.lobe(of: letter) { return lobe }
    throw Problem(
      .dataRejected, what: "arm \(arm.letter), “\(arm.name)”, names neither the right nor the left artery",
      at: "protocol", remedy: "a protocol whose patients are their own control names the lobes in its arms")
  }
}
