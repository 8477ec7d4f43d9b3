import Alignment
import Diagnostics
import Documents
import DoseEngines
import Files
import Foundation
import Intake
import Nuclides
import Quantities
import Reporting
import Stages
import Volumes

extension Journey {
  /// Tissue where energy is followed: by structures, or from the reference CT; `nil` where there is neither.
  ///
  /// On the reference grid CT numbers are averaged and then converted. On a grid of the dose's own the densities of the CT's
  /// own voxels are averaged, which keeps their mass.
  package func materials(
    _ study: AlignedStudy, on grid: DoseGrid?, _ structures: StructureSet, _ review: inout [Finding]
  ) throws -> MaterialMap? {
    if case .structures(let choice)? = therapy.materials {
      return try filled(choice, study, on: grid?.transport ?? study.grid, structures, &review)
    }
    let conversion = try conversion()
    guard let grid = grid?.transport, !grid.matches(study.grid) else {
      return try study.hounsfield.map { try MaterialMap(hounsfield: $0, conversion: conversion) }
    }
    return try study.ct.map { ct in
      let density = ct.values.map { Float(conversion.density(Double($0))) }
      return try MaterialMap(
        density: mean(density, on: grid), hounsfield: mean(ct.values, on: grid), conversion: conversion)
    }
  }

  /// Mean over the part of each voxel that the CT covers; NaN where that is less than half.
  private func mean(_ volume: Volume<Float>, on grid: Grid) -> Volume<Float> {
    var sum = Alignment.average(volume, onto: grid, outside: 0)
    let ones = Volume<Float>(grid: volume.grid, repeating: 1)
    let cover = Alignment.average(ones, onto: grid, outside: 0).voxels
    for n in cover.indices where cover[n] < 0.9999 {
      sum.voxels[n] = cover[n] < 0.5 ? .nan : sum.voxels[n] / cover[n]
    }
    return sum
  }

  /// The site's table, or the default.
  package func conversion() throws -> CTConversion {
    guard case .table(let url, let location)? = therapy.materials else { return .schneider2000 }
    let text: String
    do throws(Problem) { text = try readText(url.path, called: "CT table") } catch {
      throw Problem(
        error.kind, what: "\(url.lastPathComponent): \(error.what)", at: location, remedy: error.remedy)
    }
    return try CTConversion(table: text, from: url.lastPathComponent)
  }

  /// Structures drawn anew on the grid, filled as the case says.
  private func filled(
    _ choice: StructureMaterials, _ study: AlignedStudy, on grid: Grid, _ set: StructureSet,
    _ review: inout [Finding]
  ) throws -> MaterialMap {
    let known = set.structures
    try refuseUnknown(choice, known)
    let drawn =
      grid.matches(study.grid) ? known : try structures(study, set, on: grid)
    var body: FilledStructure?, others: [FilledStructure] = []
    for filling in choice.fillings {
      let meant = known.first { $0.name == filling.structure }!
      let structure = drawn.first { $0.id == meant.id }!
      let filled = FilledStructure(structure.name, region: structure.region, tissue: filling.tissue)
      if structure.role == .body { body = filled } else { others.append(filled) }
    }
    for structure in others { review += beside(body!, structure) }
    return try MaterialMap(
      body: body!, others: others, outside: choice.outside, on: grid, name: choice.title)
  }

  /// All that is wrong with the names at once.
  private func refuseUnknown(_ choice: StructureMaterials, _ known: [Structure]) throws {
    let names = known.map(\.name).joined(separator: ", ")
    var found = choice.fillings.filter { filling in !known.contains { $0.name == filling.structure } }.map {
      Problem(
        .dataRejected, what: "no structure is called “\($0.structure)”", at: choice.location,
        why: "nothing can be filled with \($0.tissue.name)", remedy: "structures: \(names)")
    }
    let bodies = choice.fillings.filter { filling in
      known.contains { $0.name == filling.structure && $0.role == .body }
    }
    if bodies.count != 1 {
      found.append(
        Problem(
          .inputMissing, what: "\(bodies.count) of the filled structures have the role “body”; one is needed",
          at: choice.location, why: "it fills all that no other structure fills",
          remedy:
            "draw the outline of the body, give it the role body and fill it, for example with soft tissue"))
    }
    if let first = found.first { throw found.count == 1 ? first : Problems(found) }
  }

  /// Tissue that was drawn outside the body.
  private func beside(_ body: FilledStructure, _ structure: FilledStructure) -> [Finding] {
    var (inside, all) = (0.0, 0.0)
    let dense = body.region.dense
    structure.region.forEach { n, part in
      all += Double(part)
      inside += Double(min(part, dense.voxels[n]))
    }
    guard all > 0, inside / all < 0.99 else { return [] }
    return [
      Finding(
        .structures(
          .tissueOutside(structure: structure.name, body: body.name, fraction: 1 - inside / all)))
    ]
  }
}
