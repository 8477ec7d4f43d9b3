import Checks
import Diagnostics
import Documents
import DoseEngines
import Foundation
import Intake
import Quantification
import Quantities
import Stages
import Summaries
import Volumes

// What the steps of the chain compute.

extension Journey {
  package var isEntered: Bool {
    switch therapy.entry?.map {
    case .activity, nil: false
    case .timeIntegratedActivity, .regionActivity, .dose: true
    }
  }

  package var isDoseEntered: Bool {
    if case .dose? = therapy.entry?.map { true } else { false }
  }

  /// Reads the structures and composes the regions of the report.
  package func anatomy(_ quantified: Quantified) throws -> Anatomy {
    guard !therapy.structures.isEmpty else {
      return Anatomy(
        structures: .empty, regions: [], notes: [Finding(.structures(.none))])
    }
    let images = quantified.activities
    let reference = images.first { $0.id == therapy.reference } ?? images.first
    let (set, notes) = try structures(quantified.study, activity: reference?.map.values)
    let regions = try LiverComposition(set).regions().withoutRepetition
    return Anatomy(
      structures: set, regions: regions,
      notes: notes + regions.flatMap { $0.warnings.findings(at: $0.name) },
      geometry: try geometry(quantified, set, reference?.map.values))
  }

  private func geometry(
    _ quantified: Quantified, _ set: StructureSet, _ activity: Volume<Float>?
  ) throws -> GeometrySheet {
    var scene = GeometryScene(
      .dose, set.structures, emission: activity, hounsfield: quantified.study.hounsfield)
    if case .administered(_, over: nil) = therapy.calibration { scene.isFieldAdministered = true }
    var sheet = scene.sheet()
    for doubt in StructureProposal.doubts(set.structures.map { ($0.name, $0.role) }) { sheet.remark(doubt) }
    try checkTimes(&sheet)
    return sheet
  }

  func integration(_ quantified: Quantified, _ anatomy: Anatomy) throws -> Integration {
    if isEntered { return try lawful(enteredDecays(quantified.study, anatomy.structures)) }
    return try lawful(integrate(quantified, over: anatomy.regions))
  }

  /// The dose by the engine, or the one that the user brought.
  func made(_ integrated: Integrated, _ field: DoseField) throws -> Made<Dosed> {
    if case .dose(let source)? = therapy.entry?.map {
      let dose = try enteredDose(source, integrated.study)
      let notes = try lawfulness(of: dose, in: field.materialsOfDose).findings()
      return Made(
        Dosed(integrated, field, dose, energy: DoseEnergy(), notes: notes),
        files: try NounFile.write(dose, to: folder.dose), review: notes)
    }
    return try kept(dose(integrated.integration.decays, in: field), integrated, field)
  }

  /// As above of shards.
  func merged(
    _ files: [URL], partial: Bool, _ integrated: Integrated, _ field: DoseField
  ) throws -> Made<Dosed> {
    var made = try kept(
      merge(files, partial: partial, SimulationInput(integrated, field, self)), integrated, field)
    if partial { made.commanded = ["merge.partial": "true"] }
    return made
  }

  private func kept(
    _ results: EngineResults, _ integrated: Integrated, _ field: DoseField
  ) throws -> Made<Dosed> {
    let calculation = results.calculation
    let energy = DoseEnergy(calculation.balance)
    let notes = reviewNotes(calculation).map { Finding(.dose($0)) }
    let dosed = Dosed(
      integrated, field, calculation.dose, others: results.others.map(\.dose),
      disagreements: results.disagreements, energy: energy, notes: notes + activityOutsideBody(integrated))
    return Made(
      dosed, files: try write(results), review: notes, remarks: energy.remarks)
  }

  /// Decays where no patient is: scatter, noise, or a body that was drawn too small. A body may be labelled around its organs.
  ///
  /// It is of the structures, which may be others than when the dose was made: no record keeps it.
  func activityOutsideBody(_ integrated: Integrated) -> [Finding] {
    guard !integrated.structures.all(.body).isEmpty else { return [] }
    let outside = integrated.integration.decays.shareOutside(integrated.structures.structures.map(\.region))
    return outside > 0.01 ? [Finding(.dose(.outsideBody(fraction: outside)))] : []
  }
}

extension [DefinedRegion] {
  /// A composition that hardly differs from the contour (by less than 1 % of its volume) would only repeat its line.
  var withoutRepetition: [DefinedRegion] {
    let known = reduce(into: [:]) { $0[$1.id] = $1 }
    return filter { region in
      guard region.identity.isIncludingLesions, let parent = region.identity.parent.flatMap({ known[$0] })
      else { return true }
      return abs(region.millilitres / parent.millilitres - 1) >= 0.01
    }
  }
}

extension DefinedRegion {
  package var millilitres: Double { region.millilitres }
}

extension DoseEnergy {
  fileprivate init(_ balance: EnergyBalance) {
    (emitted, inTissue) = (balance.emitted.value, balance.inTissue.value)
    outsideGrid = balance.outsideGrid.value
  }
}
