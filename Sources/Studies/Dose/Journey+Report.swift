import Checks
import Diagnostics
import Documents
import DoseEngines
import Files
import Foundation
import Intake
import Nuclides
import Quantification
import Quantities
import Reporting
import Stages
import Volumes
import Workflow

// Gathers what the report prints. Judging against limits happens here; no other number is made.

extension Journey {
  /// - Parameters:
  ///   - inputs: what the results were made of.
  ///   - truth: of a digital patient.
  ///   - earlier: the report that this one amends.
  func reportContent(
    _ results: Summarised, of inputs: [Provenance.Input], truth: [TruthComparison],
    amending earlier: ReportAmendment? = nil
  ) throws -> ReportContent {
    let inputs = [Provenance.Input(role: "case file", sha256: therapy.sha256)] + inputs
    var content = ReportContent(header: header(inputs, earlier))
    let course = try course(results.summary)
    content.keyResults = keyResults(course)
    content.overview = course.overview(therapy.limits, isKey: isKey)
    // The record keeps means alone: a table of sums with extremes would state what nobody knows.
    content.accumulated = course.recorded.isEmpty ? [course.soFar, course.projected].compactMap { $0 } : []
    content.findings =
      findings(results, course) + therapy.accepted.unmet(by: results.study.registrations).map(\.unmet)
    content.decided = therapy.decided
    content.prescription = prescription()
    content.administrations = therapy.administrations.map(administration)
    content.instruments = instruments()
    content.acquisitions = try acquisitions(results)
    content.registrations = try registrations(results.study)
    content.structures = structureRecords(results)
    content.geometry = results.anatomy.geometry.rows
    content.fits = results.integration.fits
    let believed = try believedHeaders()
    content.calculation = try calculation(results)
    content.calculation?.assumptions += [assumption(on: believed)].compactMap { $0 }
    content.summaries = try therapy.earlierSummaries() + [results.summary]
    content.comparisons = try engineComparisons(results)
    content.beside = try beside(results)
    if let planned = try plannedTherapy(results) {
      (content.planning, content.predictions) = (planned.plan, planned.predictions)
    }
    content.amendments = earlier?.amendments ?? []
    content.images = images(results)
    content.provenance = provenance(results.dose, inputs)
    content.provenance.steps.insert(contentsOf: believed.map(\.step), at: 0)
    content.truth = truth.map { TruthRow($0) }
    content.reasons = reasons(results)
    content.header.state = Report.findings(content).needDecision ? .needsReview : .draft
    return content
  }

  private func header(_ inputs: [Provenance.Input], _ earlier: ReportAmendment?) -> ReportHeader {
    let t = therapy.therapy
    return ReportHeader(
      pseudonym: therapy.patient.pseudonym, site: t.site, therapy: "\(t.kind.rawValue) \(t.product)",
      cycle: "cycle \(t.cycle)", indication: t.indication, physician: t.physician, physicist: t.physicist,
      reportUID: ObjectUID.derived(
        from: "report \(Version.current) \(Version.commit) "
          + inputs.map(\.sha256).joined(separator: " ")
          + (earlier?.amendments ?? []).map { " amends \($0.previousReportUID): \($0.reason)" }.joined()),
      softwareVersion: "Hepatica \(Version.current)", gitHash: Version.commit,
      parameterFileHash: therapy.sha256,
      created: .now)
  }

  private func prescription() -> Prescription {
    Prescription(
      level: therapy.therapy.prescriptionLevel.flatMap(Prescription.Level.init) ?? .activityWithDosimetry,
      intended: therapy.therapy.intendedActivity, administered: try? netActivity())
  }

  private func administration(_ given: Documents.Administration) -> Reporting.Administration {
    let net = given.netActivity(halfLife: halfLife)
    return Reporting.Administration(
      product: therapy.therapy.product, batch: given.batch, calibration: given.measured,
      calibrator: given.calibrator,
      preActivity: given.activity, residual: given.residual,
      net: Uncertain(net, standardUncertainty: given.relativeUncertainty.map { net * $0 }),
      reference: given.start,
      route: given.route, start: given.start, duration: given.duration,
      remarks: [("site", given.site), ("extravasation", given.extravasation)].filter { !$0.1.isEmpty }
        .map { (name: $0.0, text: $0.1) })
  }

  private func instruments() -> [Instrument] {
    guard let c = calibration else { return [] }
    let (value, unit) = c.factor.printed
    return [
      Instrument(
        scanner: c.conditions.scanner, collimator: c.conditions.collimator,
        energyWindows: c.conditions.window,
        calibrationFactor: Uncertain(
          Quantity(value), standardUncertainty: c.relativeUncertainty.map { Quantity($0 * value) }),
        calibrationUnit: unit, calibrationDate: c.date, calibrationGeometry: c.conditions.geometry,
        deadTime: c.deadTime.printed, recoveryCurve: c.recovery?.printed ?? [])
    ]
  }

  private func acquisitions(_ results: Summarised) throws -> [AcquisitionRecord] {
    guard !isEntered else { return [] }
    return try therapy.timePoints.map { point in
      let (_, entry) = try library.find(
        point.emission, as: "the emission image of \(point.name)", \.isEmission)
      let start = entry.acquisition?.start ?? point.emission.answers.start
      return AcquisitionRecord(
        id: point.name, modality: entry.modality,
        afterAdministration: results.activities.first { $0.id == point.name }?.afterAdministration
          ?? therapy.administrations.first.flatMap { first in start.map { $0.since(first.start) } },
        start: start, duration: entry.acquisition?.duration ?? point.emission.answers.duration,
        matrix: entry.grid?.size, voxel: entry.grid?.spacing, decay: entry.acquisition?.decay,
        countsConserved: fieldShare(results.activities.first { $0.id == point.name }))
    }
  }

  /// Activity in the field over what would be there without excretion.
  private func fieldShare(_ activity: ActivityVolume?) -> Uncertain<One>? {
    guard let activity, let after = activity.afterAdministration, let administered = try? administered else {
      return nil
    }
    let share = administered.share(of: activity.map.total, after: after).value
    let u = activity.map.common.map { c in
      let relative = [c, administered.activity.relativeUncertainty ?? 0].inQuadrature ?? 0
      return Quantity<One>(share * relative)
    }
    return Uncertain(Quantity(share), standardUncertainty: u)
  }

  private func registrations(_ study: AlignedStudy) throws -> [RegistrationRecord] {
    try study.registrations.map { registration in
      let registration = registration.accepted(by: therapy.accepted)
      guard let fixed = study.hounsfield, let moving = try registeredCT(registration, study) else {
        return RegistrationRecord(registration)
      }
      return RegistrationRecord(registration, review: (fixed, moving))
    }
  }

  private func structureRecords(_ results: Summarised) -> [StructureRecord] {
    let regions = results.summary.regions.byRegion(\.region)
    return results.structures.structures.map { s in
      let volume = s.region.millilitres
      return StructureRecord(
        region: s.identity, volume: regions[s.id]?.volume ?? Uncertain(Quantity(volume)),
        mass: regions[s.id]?.mass, density: density(regions[s.id], results.materials), method: s.origin,
        contourVolume: s.contourVolume.map { Quantity($0) },
        volumesAgree: s.contourVolume.map { abs($0 - volume) <= 0.02 * volume })
    }
  }

  private func density(_ region: RegionDose?, _ materials: MaterialMap?) -> Quantity<GramPerMillilitre>? {
    guard let region, materials != nil, region.volume.value.value > 0 else { return nil }
    return Quantity(region.mass.value.value / region.volume.value.value)
  }

  private func calculation(_ results: Summarised) throws -> Reporting.DoseCalculation {
    let dose = results.dose
    return Reporting.DoseCalculation(
      engine: dose.engine, nuclide: nuclide.name, halfLife: nuclide.halfLife.value,
      nuclideSource: "\(nuclide.halfLife.source); \(nuclide.emissions?.source ?? "")",
      kernelSource: dose.engine == DoseEngine.Kind.kernel.name ? pointKernel?.source ?? "" : "",
      densityConversion: results.materials?.conversion ?? "uniform density",
      assumptions: dose.assumptions + integrationAssumptions(results) + voxelSize(results.summary))
  }

  /// Of the region where it does most.
  private func voxelSize(_ summary: DoseSummary) -> [String] {
    let effects = summary.regions.compactMap { r in r.gridEffect.map { (r.region.label, $0) } }
    func size(_ effect: GridEffect) -> Double { max(abs(effect.mean), abs(effect.d98), abs(effect.d2)) }
    guard let most = effects.max(by: { size($0.1) < size($1.1) }) else { return [] }
    return [
      "Size of the voxels: averaging the dose over a voxel once more changes mean, D98 and D2 of \(most.0) by "
        + "\(percent(most.1.mean)), \(percent(most.1.d98)) and \(percent(most.1.d2)), of all other regions by less (report.json "
        + "has each)."
    ]
  }

  private func integrationAssumptions(_ results: Summarised) -> [String] {
    var all = ["Time-integrated activity per voxel: \(results.integration.method)."]
    if let account = account(results) { all.append(sentence(account)) }
    if !results.integration.fits.isEmpty {
      all.append(
        "Each point of a curve has, in addition to counting noise, an uncertainty of \(percent(therapy.options.pointUncertainty)) "
          + "for reconstruction, registration and repositioning (option pointUncertainty).")
    }
    if case .regions(let geometry)? = therapy.options.partialVolume {
      all.append(
        "Activities of all regions but the body are corrected for partial-volume loss and spill-in by the geometry of all regions "
          + "(geometric transfer matrix and region-based voxel correction, Gaussian of \(rounded(geometry.resolution.value)) mm "
          + "FWHM ± \(percent(geometry.relativeUncertainty)), regions placed to ± "
          + "\(rounded(geometry.registration.value)) mm). Voxels and histograms are not corrected.")
    } else if calibration?.recovery != nil, therapy.options.partialVolume != PartialVolumeCorrection.none {
      all.append(
        "Regions of liver, lesions, kidneys and spleen are corrected for partial-volume loss by the recovery curve; "
          + "hepatic lesions for the spill-in of the normal liver too. Voxels and histograms are not corrected."
      )
    }
    if let image = contourImage(results.study) {
      all.append(
        "Volumes of contours: uncertainty from the voxels of the reference CT and a resolution of "
          + "\(rounded(image.resolution.value)) mm FWHM (option contourResolutionMm); what observers differ by is not "
          + "included.")
    }
    return all
  }

  /// Where the decays are, against what was administered; `nil` where that, or the map, is not part of the case.
  private func account(_ results: Summarised) -> DecayAccount? {
    guard !isDoseEntered, let given = try? administered else { return nil }
    let parts = results.regions.disjointParts.map { ($0.identity, $0.region) }
    return DecayAccount(results.integration.decays, parts: parts, of: given)
  }

  private func sentence(_ account: DecayAccount) -> String {
    let parts = account.parts.map { "\($0.region.label) \(rounded($0.decays.inMegabecquerelHours))" }
    return
      "The map holds \(rounded(account.total.inMegabecquerelHours)) MBq·h, \(percent(account.share.value)) of all decays "
      + "that the administered activity can make"
      + (parts.isEmpty
        ? "."
        : ": \(parts.joined(separator: ", ")), the rest \(rounded(account.rest.inMegabecquerelHours)) MBq·h.")
  }

  private func images(_ results: Summarised) -> ImageMaterial {
    ImageMaterial(
      reference: results.study.ct?.values,
      referenceName: therapy.reference.isEmpty ? "CT" : "CT, \(therapy.reference)", window: .softTissue,
      activities: results.activities,
      dose: results.dose, structures: results.structures.isEmpty ? nil : results.structures,
      isodoses: therapy.options.isodoses)
  }

  private func provenance(_ dose: DoseVolume, _ inputs: [Provenance.Input]) -> Provenance {
    var all = dose.provenance
    all.inputs = inputs
    all.tables["half-life of \(nuclide.name)"] = nuclide.halfLife.source
    all.steps.append(.init("Hepatica", ["version": Version.current, "commit": Version.commit]))
    return all
  }

  private func reasons(_ results: Summarised) -> [ReportSection: String] {
    var reasons: [ReportSection: String] = [:]
    if results.study.registrations.isEmpty {
      reasons[.registration] = "There is one time point: nothing was registered."
    }
    if results.structures.isEmpty { reasons[.segmentation] = "The case file names no structures." }
    if isEntered {
      reasons[.kinetics] = "The time-integrated activity or the dose was entered, not measured here."
    }
    if calibration == nil { reasons[.instruments] = "No camera calibration was used." }
    return reasons
  }
}

extension TruthRow {
  /// - Parameter tolerance: accepted relative deviation; `nil` where none was agreed.
  package init(_ known: TruthComparison, tolerance: Double? = nil) {
    self.init(
      quantity: known.quantity, unit: known.unit, result: known.result,
      standardUncertainty: known.standardUncertainty, truth: known.truth, tolerance: tolerance)
  }
}
