import Checks
import Diagnostics
import Documents
import Foundation
import Quantification
import Quantities
import Registry
import Reporting
import Stages
import Trials
import Workflow

/// The uptake that a trial compares, from a case's images into the registry.
public enum TrialMeasurement {
  /// - Parameter author: who writes and why; `nil` only where tables are written instead.
  /// - Throws: `Problem` or `Problems` if the case is not a cycle or scan of an allocated subject, if structures that the
  ///   protocol needs are missing, or if the registry holds other values and no correction is wanted.
  public static func run(
    _ request: TrialMeasureRequest, by author: Author?, progress: @escaping ProgressHandler
  ) throws -> Outcome {
    let registry = try Registry.open(Location(request.place))
    let therapy = try CaseFile.read(request.caseFile)
    let subject = try TrialSubject(registry, request, therapy)
    let results =
      request.results ?? request.caseFile.deletingLastPathComponent().appending(path: "results")
    let journey = try Journey(therapy, folder: WorkFolder(results), progress: progress)
    let (images, anatomy, evidence) = try journey.activitiesAndRegions()
    let (uptake, values, notes) = try measure(journey, images, anatomy, subject, request, registry)
    progress(0.95, "writing measurements")
    let measured = try MeasurementRows(registry, subject, therapy, uptake, values, evidence: evidence)
    let keeping = try MeasurementKeeping(measured, against: registry)
    var record = TrialMeasurementRecord(subject, therapy, uptake, measured, keeping, evidence)
    if let folder = request.tables {
      let files = try MeasurementKeeping.write(
        measured.rows, columns: { try registry.catalogue.table($0).columns.map(\.name) }, to: folder)
      record.files = files.map(\.path)
    } else {
      guard let author else {
        throw Problem(.usage, what: "a change needs someone who made it", remedy: "--by, --why")
      }
      try keeping.mustBeWanted(request.corrects)
      try keeping.write(to: registry, by: author)
    }
    return try Outcome(
      text: record.text, content: record,
      findings: subject.notes + notes
        + (request.corrects ? keeping.corrections.map { Finding(TrialNote.corrected($0.change)) } : []))
  }

  private static func measure(
    _ journey: Journey, _ images: Quantified, _ drawn: Anatomy, _ subject: TrialSubject,
    _ request: TrialMeasureRequest, _ registry: Registry
  ) throws -> (CaseUptake, [MeasuredValue], [Finding]) {
    let structures = drawn.structures
    guard !structures.isEmpty else {
      throw Problem(
        .inputMissing, what: "the case names no structures", at: "structures",
        why: "uptake is measured in lobes, lesions and organs", remedy: "name them with their roles")
    }
    let rule = subject.plan.measurementRule
    let (diameters, onCT) = try journey.lesionDiameters(images.study, structures)
    let anatomy = try TrialAnatomy(
      structures, diameters: diameters, named: request.namedLobes(), rule: rule,
      needsLobes: subject.treated != nil)
    let net = try journey.netActivity()
    let known = try registry.rows(of: LesionColumn.self, where: [.patient: .text(subject.patient)])
    let isBaseline = journey.therapy.therapy.cycle == subject.plan.primary.cycles[0]
    let baseline = known.compactMap { row in
      row[.diameterMm].number.map { (row.text(.name), $0) }
    }
    let uptake = try CaseUptake(
      anatomy, image(images.activities, rule, journey.therapy), plan: subject.plan, net: net,
      halfLife: journey.halfLife,
      route: subject.route.arm, treated: subject.treated,
      scanWeight: subject.isScan ? journey.therapy.patient.weightKilograms : nil,
      baseline: isBaseline ? [:] : Dictionary(baseline, uniquingKeysWith: { a, _ in a }),
      recovery: try recovery(rule, journey),
      reproducibility: journey.therapy.options.pointUncertainty)
    var values = uptake.values, notes = images.review + drawn.notes + uptake.notes
    if !onCT, !anatomy.lesions.isEmpty {
      notes.append(Finding(TrialNote.diametersOnActivity))
    }
    let times = journey.therapy.options.populationHalfLifeHours == nil ? 2 : 1
    if !subject.isScan, images.activities.count >= times {
      let curves = try journey.curves(images, drawn.regions)
      let coefficients = CaseCoefficients(
        anatomy, curves.fits, curves.activities, net: net, arm: subject.route.arm)
      values += coefficients.values
      notes += coefficients.warnings + curves.lost
    }
    return (uptake, values, notes + Self.few(anatomy, subject.plan))
  }

  /// The image that counts: nearest to the protocol's time, or the case's reference.
  private static func image(
    _ all: [ActivityVolume], _ rule: MeasurementRule, _ therapy: Case
  ) throws -> ActivityVolume {
    let images = all.filter { $0.afterAdministration != nil }
    guard !images.isEmpty else {
      throw Problem(
        .inputMissing, what: "no time after the administration is known", at: "administrations",
        why: "uptake is decay-corrected to it", remedy: "state start and activity of the administration")
    }
    guard let hours = rule.hours else { return images.first { $0.id == therapy.reference } ?? images[0] }
    func off(_ image: ActivityVolume) -> Double { abs(image.afterAdministration!.inHours - hours) }
    let nearest = images.min { off($0) < off($1) }!
    guard off(nearest) <= rule.toleranceHours else {
      throw Problem(
        .dataRejected,
        what:
          "the nearest image is \(rounded(nearest.afterAdministration!.inHours)) h after the administration, the protocol asks for \(rounded(hours)) ± \(rounded(rule.toleranceHours)) h",
        at: "timePoints", why: "ratios change over days", remedy: "name the image of that time")
    }
    return nearest
  }

  private static func recovery(_ rule: MeasurementRule, _ journey: Journey) throws -> RecoveryCurve? {
    guard rule.recovery else { return nil }
    if let curve = journey.calibration?.recovery { return curve }
    throw Problem(
      .inputMissing,
      what: "the protocol asks for recovery-corrected means, the calibration has no recovery curve",
      at: "calibration", remedy: "measure the curve, or lock a protocol with means as imaged")
  }

  /// A threshold on a number of lesions cannot be assessed with fewer.
  private static func few(_ anatomy: TrialAnatomy, _ plan: TrialProtocol) -> [Finding] {
    guard let gate = plan.gate else { return [] }
    let count = anatomy.lesions.count { $0.isHepatic && $0.diameter > plan.lesions.longerThanMillimetres }
    guard count < gate.lesions else { return [] }
    return [
      Finding(
        TrialNote.fewLesions(
          count, longerThan: plan.lesions.longerThanMillimetres, due: gate.lesions))
    ]
  }
}
