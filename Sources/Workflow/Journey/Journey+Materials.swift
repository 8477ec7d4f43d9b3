import Alignment
import Checks
import Diagnostics
import Documents
import DoseEngines
import Files
import Foundation
import Intake
import Nuclides
import Quantities
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
    let meant = choice.fillings.map { filling in
      let id = known.first { $0.name == filling.structure }!.id
      return (structure: drawn.first { $0.id == id }!, tissue: filling.tissue)
    }
    let body = meant.first { $0.structure.role == .body }!
    let others = meant.filter { $0.structure.role != .body }
    review += beside(body.structure, others.map(\.structure))
    return try MaterialMap(
      body: filled(body.structure, body.tissue), others: others.map { filled($0.structure, $0.tissue) },
      outside: choice.outside, on: grid, name: choice.title)
  }

  /// Without its name, which is for people: the dose says what it was made in, and a structure may be renamed.
  private func filled(_ structure: Structure, _ tissue: ReferenceTissue) -> FilledStructure {
    FilledStructure(structure.place, region: structure.region, tissue: tissue)
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

  /// Tissue that was drawn outside the body. A body may be labelled around its organs.
  private func beside(_ body: Structure, _ others: [Structure]) -> [Finding] {
    let dense = body.region.dense
    let enclosures = Enclosures(others.map(\.region))
    return others.enumerated().compactMap { n, structure in
      var (inside, all) = (0.0, 0.0)
      structure.region.forEach { n, part in
        all += Double(part)
        inside += Double(min(part, dense.voxels[n]))
      }
      guard all > 0, inside / all < 0.99, !enclosures.fills(n, holeOf: body.region, unknown: true) else {
        return nil
      }
      return Finding(
        .structures(.tissueOutside(structure: structure.name, body: body.name, fraction: 1 - inside / all)))
    }
  }
}

extension Structure {
  /// What it is and where it was read: `liver (structures 2, label 3)`.
  var place: String { "\(role.rawValue) (\(identity.origin?.description ?? id.rawValue))" }
}
