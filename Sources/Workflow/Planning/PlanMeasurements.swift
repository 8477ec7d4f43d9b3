import Checks
import Diagnostics
import Documents
import DoseEngines
import Foundation
import Planning
import Quantification
import Quantities
import Stages
import Summaries
import Volumes

/// What the SPECT/CT of Tc-99m-MAA and its structures say: volumes, ratios, shunt, lung mass, dose per activity.
package struct PlanMeasurements {
  package struct Injection {
    package var perfused: Occupancy
    package var normal: Occupancy
    package var tumours: [(name: String, region: Occupancy)]
    package var compartments: [PerfusedVolume.Compartment]
  }

  package struct Picture: Sendable {
    package var ct: Volume<Float>?
    package var dose: DoseVolume
    package var structures: StructureSet
  }

  package let shunt: LungInputs.Shunt?
  package let lungMass: Uncertain<Gram>?
  package let liver: ActivityPlanner.Liver
  package private(set) var injections: [String: Injection] = [:]
  /// Dose per activity by the voxel engine, by injection.
  package private(set) var rates: [String: DosePerActivity] = [:]
  /// One gigabecquerel each, for histograms and pictures.
  package private(set) var summaries: [String: DoseSummary] = [:]
  package private(set) var pictures: [String: Picture] = [:]
  package private(set) var findings: [Finding] = []
  /// How the structures fit to each other and to the counts.
  package let geometry: GeometrySheet
  /// What several injections reach.
  package let shared: [SharedTerritory]

  package init(
    _ images: PlanImages, plan: RadioembolisationPlan, patient: Patient, work: URL,
    progress: @escaping ProgressHandler
  ) throws {
    let scene = try MAAScene(images, patient: patient, density: plan.density, work: work, progress: progress)
    shunt = try scene.shunt()
    lungMass = try plan.lungs.massFromCT ? scene.lungMass() : nil
    liver = try scene.liver()
    let fraction = try Self.fraction(plan, shunt)
    let parts = try plan.injections.map { (name: $0.name, injection: try scene.injection($0)) }
    // Where a volume was typed and no structure named, the territory is not known.
    let drawn = zip(plan.injections, parts).filter { $0.0.perfusedStructure != nil || $0.0.perfused == nil }
      .map { $0.1 }
    geometry = scene.geometry(drawn)
    shared = try SharedTerritory.all(drawn)
    findings = scene.review + geometry.findings
    for (n, input) in plan.injections.enumerated() {
      let injection = parts[n].injection
      injections[input.name] = injection
      progress(0.1 + 0.75 * Double(n) / Double(plan.injections.count), "voxel doses of \(input.name)")
      let (dose, summary, leaving) = try scene.dose(
        injection, named: input.name, lungShunt: fraction.value.value)
      findings.append(
        Finding(
          .information, Finding.Code("energy.leaves-perfused"), stating: SceneNote.energyLeaves(leaving),
          at: input.name))
      summaries[input.name] = summary
      pictures[input.name] = try scene.picture(injection, dose: dose)
      rates[input.name] = Self.rates(
        summary, injection, images, lungs: .init(shunt: fraction, mass: lungMass ?? plan.lungs.mass),
        k: plan.energyConstant, residual: plan.residual)
    }
    let reached = Set(injections.values.flatMap { $0.tumours.map(\.name) })
    let missed = scene.tumourNames.filter { !reached.contains($0) }
    if !missed.isEmpty {
      findings.append(
        Finding(
          .decision, Finding.Code("unperfused.tumour"), stating: SceneNote.tumoursMissed(missed)))
    }
  }

  private static func fraction(_ plan: RadioembolisationPlan, _ measured: LungInputs.Shunt?) throws
    -> Uncertain<One>
  {
    let used =
      plan.lungs.used == .images ? measured : plan.lungs.shunts.first { $0.method == plan.lungs.used }
    guard let used else {
      throw Problem(
        .inputMissing, what: "the lung shunt fraction cannot be measured on these images", at: "tare.lungs",
        why: "there is no structure with the role lung",
        remedy: "contour the lungs, or state the lung shunt fraction")
    }
    return used.fraction
  }

  /// Takes the images' values wherever the file gives none of its own.
  package func complete(_ plan: inout RadioembolisationPlan) {
    if let shunt, !plan.lungs.shunts.contains(where: { $0.method == .images }) {
      plan.lungs.shunts.append(shunt)
    }
    if let lungMass {
      plan.lungs.mass = lungMass
      plan.lungs.limits.mass = lungMass.value
    }
    plan.liver = plan.liver ?? liver
    for n in plan.injections.indices {
      guard let measured = injections[plan.injections[n].name] else { continue }
      if plan.injections[n].perfused == nil {
        plan.injections[n].perfused = measured.perfused.millilitres
        plan.injections[n].tumours = measured.compartments
      }
    }
  }

  /// Doses of one gigabecquerel in the vial. The lungs lie outside the field of the voxel engine: their dose is that of
  /// the shunt.
  private static func rates(
    _ summary: DoseSummary, _ injection: Injection, _ images: PlanImages, lungs: TrappingModel.Lungs,
    k: EnergyConstant, residual: Double
  ) -> DosePerActivity {
    var values: [PlannedRegion: Uncertain<GrayPerGigabecquerel>] = [:]
    for region in summary.regions {
      guard let key = PlannedRegion(region.region.id, tumours: injection.tumours.map(\.name)) else {
        continue
      }
      let value = region.mean.value.value * (1 - residual)
      values[key] = Uncertain(
        Quantity(value), standardUncertainty: images.relativeUncertainty.map { Quantity($0 * value) })
    }
    values[.lungs] = TrappingModel(lungs: lungs, k: k, residual: residual).lungRate
    return DosePerActivity(model: "voxel (\(summary.engine))", values: values, isOfVoxels: true)
  }
}

extension PlannedRegion {
  /// The key of a region of the voxel summary; `nil` for another region.
  fileprivate init?(_ id: RegionID, tumours: [String]) {
    if let n = tumours.indices.first(where: { MAAScene.id(tumour: $0) == id }) {
      self = .tumour(tumours[n])
      return
    }
    let fixed: [PlannedRegion] = [.allTumours, .perfusedNormalLiver, .normalLiver, .perfusedVolume]
    guard let found = fixed.first(where: { MAAScene.id(of: $0) == id }) else { return nil }
    self = found
  }
}
