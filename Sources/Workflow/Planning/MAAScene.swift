import Checks
import Diagnostics
import Documents
import DoseEngines
import Files
import Foundation
import Intake
import Kinetics
import Planning
import Quantification
import Quantities
import Stages
import Summaries
import Volumes

/// The MAA study on one grid: counts, tissue and structures.
package struct MAAScene: Sendable {
  private let journey: Journey
  private let study: AlignedStudy
  private let field: DoseField
  private let counts: QuantityMap<One>
  package let structures: StructureSet
  private let liverRegion: Occupancy
  private let tumourUnion: Occupancy
  package let review: [Finding]

  /// - Parameter density: of the tissue where there is no CT.
  package init(
    _ images: PlanImages, patient: Patient, density: Quantity<GramPerMillilitre>, work: URL,
    progress: @escaping ProgressHandler
  ) throws {
    journey = try Journey(
      Self.study(images, patient, density), folder: WorkFolder(work.appending(path: "voxel")),
      progress: { progress(0.1 * $0, $1) })
    study = try journey.align()
    field = try journey.doseField(study, .none, nil)
    let emission = try journey.emission(of: journey.therapy.timePoints[0])
    counts = try journey.onto(study.grid, QuantityMap<One>(values: emission.values), .identity)
    let read = try journey.structures(study, activity: counts.values)
    (structures, review) = (read.set, read.review)
    liverRegion = try Self.union(structures.all(.liver), "liver", grid: study.grid)
    tumourUnion = try Self.union(structures.all(.tumour), "tumour", grid: study.grid)
    guard !liverRegion.isEmpty else {
      throw Problem(
        .inputMissing, what: "no structure has the role liver", at: images.location,
        remedy: "give one under structures, roles")
    }
  }

  /// A case of one gigabecquerel of Y-90 that stays where the MAA lodged.
  private static func study(
    _ images: PlanImages, _ patient: Patient, _ density: Quantity<GramPerMillilitre>
  ) -> Case {
    let start = images.spect.answers.start ?? DateTime(year: 2000, month: 1, day: 1, hour: 12)!
    var options = Options()
    options.engine = images.engine
    options.voxelTimeModel = .permanent
    options.gridSpacing = images.gridSpacing
    options.negativeVoxels = "clip"
    if images.ct == nil { options.uniformDensity = density.value }
    return Case(
      patient: patient,
      therapy: Therapy(
        kind: .tare, product: "Y-90 microspheres", nuclide: "Y-90", cycle: 1, indication: "", site: "",
        physician: "",
        physicist: "", intendedActivity: nil, prescriptionLevel: nil),
      administrations: [
        Administration(
          start: start, duration: nil, route: "", site: "", batch: "", activity: .gigabecquerels(1),
          measured: start, residual: .zero, residualMeasured: start, calibrator: "", relativeUncertainty: nil,
          extravasation: "")
      ],
      timePoints: [TimePoint(name: "MAA", emission: images.spect, ct: images.ct, deadTimeFactor: nil)],
      reference: "MAA", calibration: .administered(lungShuntFraction: 0, over: nil),
      structures: images.structures,
      entry: nil, options: options, limits: [], previous: [], sha256: "")
  }

  private static func union(_ structures: [Structure], _ name: String, grid: Grid) throws -> Occupancy {
    var all = Occupancy(Volume<Bool>(grid: grid, repeating: false))
    for structure in structures { all = try all.union(structure.region) }
    return all
  }

  // MARK: For the eye

  /// Where volumes and counts are measured.
  package var grid: Grid { study.grid }
  /// On its own grid, HU.
  package var ct: Volume<Float>? { study.ct?.values }
  /// Counts on `grid`.
  package var emission: Volume<Float> { counts.values }
  /// With its tumours.
  package func wholeLiver() throws -> Occupancy { try liverRegion.union(tumourUnion) }

  var tumourNames: [String] { structures.all(.tumour).map(\.name) }

  // MARK: Measurements

  private func mean(_ region: Occupancy, _ name: String) throws -> Double {
    try RegionStatistics(of: counts, in: region, named: name).mean.value.value
  }

  private func total(_ region: Occupancy, _ name: String) throws -> Double {
    try mean(region, name) * region.millilitres
  }

  /// L/(L + H) of the counts on SPECT/CT; `nil` without lungs.
  package func shunt() throws -> LungInputs.Shunt? {
    let lungs = try lungs()
    guard !lungs.isEmpty else { return nil }
    let (lung, liver) = (max(0, try total(lungs, "lungs")), try total(liverRegion, "liver"))
    guard liver > 0 else {
      throw Problem(.dataRejected, what: "the liver has no counts on the SPECT", at: "tare.images")
    }
    let fraction = lung / (lung + liver)
    return .init(
      method: .images, fraction: Uncertain(Quantity(fraction)),
      detail:
        "counts within the structures on SPECT/CT, lungs \(rounded(lungs.millilitres)) mL, liver \(rounded(liverRegion.millilitres)) mL"
    )
  }

  /// Lungs as drawn, less what is liver or tumour of the liver: a voxel of both counts once, for the liver. Automatic
  /// contours of the lungs reach into its dome as a rule, where ten times as many counts are.
  private func lungs() throws -> Occupancy {
    try Self.union(structures.all(.lung), "lungs", grid: study.grid)
      .subtractingApart(liverRegion.union(tumourUnion))
  }

  /// How the structures fit, to each other and to the counts.
  package func geometry(_ injections: [(name: String, injection: PlanMeasurements.Injection)])
    -> GeometrySheet
  {
    GeometryScene(
      .plan, structures.structures,
      perfused: injections.map {
        Structure(program: $0.name, role: .perfusedVolume, region: $0.injection.perfused)
      },
      emission: counts.values, hounsfield: study.hounsfield
    ).sheet()
  }

  /// Σ density × volume over the lungs (densitovolumetry).
  package func lungMass() throws -> Uncertain<Gram> {
    let lungs = try lungs()
    guard let density = field.materials?.density.voxels, !lungs.isEmpty else {
      throw Problem(
        .inputMissing, what: "the lung mass is to be taken from the CT, but CT or lungs are missing",
        at: "tare.lungs.mass", remedy: "give images.ct and a structure with the role lung, or the mass")
    }
    var grams = 0.0
    lungs.forEach { offset, fraction in
      if density[offset].isFinite { grams += Double(density[offset]) * Double(fraction) }
    }
    return Uncertain(Mass(grams * study.grid.voxelVolume.value))
  }

  package func liver() throws -> ActivityPlanner.Liver {
    let tumour = try tumourUnion.intersection(liverRegion).millilitres
    // A tenth of a millilitre is far below what contours can tell.
    func decimal(_ x: Double) -> ExactDecimal { ExactDecimal(shortest: x.rounded(decimals: 1)) ?? .zero }
    let whole = try liverRegion.union(tumourUnion).millilitres
    return .init(volume: decimal(whole), tumour: decimal(tumour))
  }

  /// Parts and ratios of one injection: of its perfused structure, or of the whole liver.
  package func injection(_ input: InjectionInput) throws -> PlanMeasurements.Injection {
    try injection(input, perfusing: input.perfusedStructure.map { try named($0, input) } ?? wholeLiver())
  }

  /// The same of a volume that was drawn.
  /// - Throws: `Problem` for one that holds no liver without tumour, or no counts.
  package func injection(_ input: InjectionInput, perfusing perfused: Occupancy) throws
    -> PlanMeasurements.Injection
  {
    let wanted =
      input.tumourStructures.isEmpty
      ? structures.all(.tumour).map { ($0.name, $0.region) }
      : try input.tumourStructures.map { ($0, try named($0, input)) }
    let tumours = try wanted.map { (name: $0.0, region: try $0.1.intersection(perfused)) }
      .filter { $0.region.millilitres > 0.01 }
    let normal = try perfused.subtracting(tumourUnion)
    guard !normal.isEmpty else {
      throw Problem(
        .dataRejected, what: "“\(input.name)” perfuses no liver without tumour", at: input.location,
        remedy: "check perfused volume and tumours")
    }
    let reference = try mean(normal, "perfused normal liver")
    guard reference > 0 else {
      throw Problem(.dataRejected, what: "the perfused normal liver has no counts", at: input.location)
    }
    let compartments = try tumours.map { tumour in
      PerfusedVolume.Compartment(
        name: tumour.name, volume: Uncertain(Quantity(tumour.region.millilitres)),
        toNormal: Uncertain(Quantity(max(0.001, try mean(tumour.region, tumour.name) / reference))))
    }
    return .init(perfused: perfused, normal: normal, tumours: tumours, compartments: compartments)
  }

  private func named(_ name: String, _ input: InjectionInput) throws(Problem) -> Occupancy {
    if let structure = structures.called(name) { return structure.region }
    throw Problem(
      .inputMissing, what: "there is no structure “\(name)”", at: input.location,
      remedy: "structures: \(structures.structures.map(\.name).joined(separator: ", "))")
  }

  // MARK: Dose

  /// One gigabecquerel, less the lung shunt, spread over the perfused volume as the counts are. The dose map is left in
  /// the work folder.
  package func dose(
    _ injection: PlanMeasurements.Injection, named name: String, lungShunt: Double
  ) throws -> (dose: DoseVolume, summary: DoseSummary, leaving: Double) {
    let series = ImageSeries(id: "MAA", modality: "NM", values: counts.values, unit: .counts)
    let activity = try AdministeredCalibration(
      net: Uncertain(.gigabecquerels(1)), at: journey.therapy.administrations[0].start, nuclide: "Y-90",
      lungShuntFraction: lungShunt
    ).distribute(series, over: injection.perfused).activity
    let decays = try VoxelKinetics(physicalHalfLife: journey.halfLife, method: .permanentTrapping)
      .integrate([activity]).volume
    let calculation = try journey.dose(decays, in: field).calculation
    let dose = calculation.dose
    try NounFile.write(
      dose,
      to: journey.folder.url.appending(path: "dose-of-1-GBq_\(safeFileName(name)).nii.gz"))
    let whole = try liverRegion.subtracting(tumourUnion)
    var regions = injection.tumours.enumerated().map { n, tumour in
      DefinedRegion(
        Region(id: Self.id(tumour: n), name: tumour.name, role: .tumour), region: tumour.region)
    }
    var union = Occupancy(Volume<Bool>(grid: study.grid, repeating: false))
    for tumour in injection.tumours { union = try union.union(tumour.region) }
    if !union.isEmpty { regions.append(Self.region(.allTumours, .tumour, union)) }
    regions += [
      Self.region(.perfusedNormalLiver, .liver, injection.normal), Self.region(.normalLiver, .liver, whole),
      Self.region(.perfusedVolume, .perfusedVolume, injection.perfused),
    ].filter { !$0.region.isEmpty }
    let summary = try summarise(
      [TherapyDose(label: "1 GBq", dose: dose)], title: "1 GBq", over: regions,
      materials: field.materials)
    return (dose, summary, leaving(injection.perfused, calculation))
  }

  /// Part of the emitted energy that is deposited outside the perfused volume, where all of it is emitted.
  private func leaving(_ perfused: Occupancy, _ calculation: DoseCalculation) -> Double {
    let (gray, density) = (calculation.dose.map.values.voxels, field.materials?.density.voxels)
    let uniform = Float(journey.therapy.options.uniformDensity ?? 1)
    var grams = 0.0
    perfused.forEach { offset, fraction in
      let rho = density.map { $0[offset].isFinite ? $0[offset] : 0 } ?? uniform
      if gray[offset].isFinite { grams += Double(gray[offset] * rho * fraction) }
    }
    let (inside, emitted) = (
      grams * study.grid.voxelVolume.value / 1000, calculation.balance.emitted.value
    )
    return emitted > 0 ? max(0, 1 - inside / emitted) : 0
  }

  /// CT, dose and contours of an injection, for the eye.
  package func picture(_ injection: PlanMeasurements.Injection, dose: DoseVolume) throws
    -> PlanMeasurements.Picture
  {
    let parts =
      [Structure(program: "perfused volume", role: .perfusedVolume, region: injection.perfused)]
      + injection.tumours.enumerated().map { n, tumour in
        Structure(Region(id: Self.id(tumour: n), name: tumour.name, role: .tumour), region: tumour.region)
      }
    return .init(ct: study.ct?.values, dose: dose, structures: try StructureSet(parts))
  }

  package static func id(of region: PlannedRegion) -> RegionID { RegionID(program: "plan: \(region)") }
  package static func id(tumour n: Int) -> RegionID { RegionID(program: "plan: tumour \(n + 1)") }

  private static func region(_ key: PlannedRegion, _ role: StructureRole, _ region: Occupancy)
    -> DefinedRegion
  {
    DefinedRegion(
      Region(
        id: id(of: key), kind: key == .allTumours ? .union : .drawn,
        name: key == .allTumours ? "tumour, all" : "\(key)", role: role), region: region)
  }
}
