import Alignment
import Checks
import Diagnostics
import Documents
import DoseEngines
import Intake
import Nuclides
import Quantities
import Stages
import Summaries
import Volumes

// The grid of the dose, and what moves onto it: tissue, structures, regions.

extension Journey {
  package func doseField(_ integrated: Integrated) throws -> DoseField {
    try doseField(integrated.study, integrated.anatomy, integrated.integration.decays)
  }

  /// - Parameter decays: `nil` where nothing states how far activity reaches; the dose is then on the reference grid.
  func doseField(
    _ study: AlignedStudy, _ anatomy: Anatomy, _ decays: TimeIntegratedActivityVolume?
  ) throws -> DoseField {
    var field = DoseField(structures: anatomy.structures, regions: anatomy.regions)
    field.unknownDensity = Float(try doseOptions(nil).uniformDensity.value)
    if let choice = therapy.options.doseGrid, let decays, !isDoseEntered {
      field.grid = try doseGrid(choice, study, anatomy.structures, decays)
    }
    field.materials = try materials(study, on: field.grid, anatomy.structures, &field.review)
    if let grid = field.grid?.grid { try settle(&field, study, anatomy.structures, on: grid) }
    return field
  }

  private func doseGrid(
    _ choice: DoseGridChoice, _ study: AlignedStudy, _ structures: StructureSet,
    _ decays: TimeIntegratedActivityVolume
  ) throws -> DoseGrid {
    let lattice = try lattice(choice.lattice, study)
    guard let name = choice.crop else { return DoseGrid(lattice) }
    guard let region = structures.called(name)?.region, !region.isEmpty else {
      throw Problem(
        .inputMissing, what: "no structure with a volume is called “\(name)”",
        at: "options.doseGrid.crop",
        remedy: "structures: \(structures.structures.map(\.name).joined(separator: ", "))")
    }
    let field = IndexBox(lattice)
    let box = lattice.box(around: region.box, of: region.grid).expanded(by: choice.margin, on: lattice)
      .intersection(field)
    guard box.count > 0 else {
      throw Problem(
        .dataRejected, what: "“\(name)” is outside the requested dose grid",
        at: "options.doseGrid", remedy: "take the voxels of the activity, or a CT that covers the structure")
    }
    let sources = lattice.box(around: decays.map.values.boxOfValues, of: decays.map.grid)
      .expanded(by: DoseGridChoice.scatter, on: lattice)
    let reach = choice.surroundings.map { box.expanded(by: $0, on: lattice).intersection(sources) } ?? sources
    let transport = box.union(reach).intersection(field)
    return DoseGrid(transport: lattice.cropped(to: transport), box: box.relative(to: transport.lower))
  }

  private func lattice(_ kind: DoseGridChoice.Lattice, _ study: AlignedStudy) throws -> Grid {
    switch kind {
    case .activity: return study.grid
    case .spacing(let edges): return try study.grid.respaced(to: edges)
    case .ct:
      guard let ct = study.ct else {
        throw Problem(
          .inputMissing, what: "there is no CT whose voxels the dose could have", at: "options.doseGrid",
          remedy: "name the reference CT, or the edge of a voxel in mm")
      }
      return ct.values.grid.with(frameOfReference: study.grid.frameOfReference)
    }
  }

  /// Structures anew on the grid of the dose, from their contours where there are any. What does not lie on it whole has
  /// no mean dose there.
  private func settle(
    _ field: inout DoseField, _ study: AlignedStudy, _ known: StructureSet, on grid: Grid
  ) throws {
    guard !known.isEmpty else { return }
    let volumes = known.structures.reduce(into: [:]) { $0[$1.id] = $1.region.millilitres }
    var kept: [Structure] = []
    var cut: [StructuresNote.Part] = []
    for structure in try structures(study, known, on: grid) {
      let whole = volumes[structure.id] ?? 0
      let inside = whole > 0 ? structure.region.millilitres / whole : 0
      if inside >= DoseField.leastShare {
        kept.append(structure)
      } else {
        cut.append(.init(structure.name, min(1, inside)))
      }
    }
    if !cut.isEmpty { field.review.append(Finding(.structures(.cutByDoseGrid(parts: cut)))) }
    field.structures = try StructureSet(kept)
    field.regions =
      kept.isEmpty ? [] : try LiverComposition(field.structures).regions().withoutRepetition
  }
}

extension DoseField {
  /// A mean over less than this part of a region is not its mean.
  static let leastShare = 0.98
}

extension DoseGridChoice {
  /// Tissue that is kept around the activity, mm, so that what scatters back is there.
  package static let scatter = 30.0
}

extension Volume<Float> {
  /// Bounding box of all voxels that are not 0.
  fileprivate var boxOfValues: IndexBox { Occupancy(map { $0 != 0 }).box }
}
