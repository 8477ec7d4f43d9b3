import Diagnostics
import Nuclides
import Stages
import Volumes

/// A structure and what fills it.
public struct FilledStructure: Sendable {
  public var name: String
  public var region: Occupancy
  public var tissue: ReferenceTissue
  public init(_ name: String, region: Occupancy, tissue: ReferenceTissue) {
    (self.name, self.region, self.tissue) = (name, region, tissue)
  }

  var sentence: String { "\(name) \(tissue.name) of \(decimal(tissue.density, 3)) g/mL" }
}

extension MaterialMap {
  /// Density and tissue by structures, for studies without a CT.
  ///
  /// The body fills what no other structure fills; `outside` fills the rest. Of structures that overlap, the later one lies
  /// on top: it takes from the body first, then from those below it, so that neighbours that share a border voxel both
  /// keep their parts. A voxel's density is that of its parts, its tissue the one with most mass.
  ///
  /// - Parameters:
  ///   - body: everything inside the skin.
  ///   - others: in order, later ones on top.
  ///   - outside: what surrounds the body, usually air.
  ///   - name: name and edition of the assignment, for report and provenance.
  /// - Throws: `GridError.foreignGrid` if a structure lies on another grid; `Problem` (data rejected) for an empty body.
  public init(
    body: FilledStructure, others: [FilledStructure], outside: ReferenceTissue, on grid: Grid, name: String
  ) throws {
    for structure in [body] + others where !structure.region.grid.matches(grid) {
      throw GridError.foreignGrid("structure \(structure.name)")
    }
    guard !body.region.isEmpty else {
      throw Problem(
        .dataRejected, what: "the structure \(body.name) is empty", at: "materials",
        why: "all tissue would be air",
        remedy: "draw the outline of the body on the whole field of the dose")
    }
    var paint = Paint(grid)
    for structure in others { paint.add(structure) }
    paint.fill(body: body, outside: outside)
    try self.init(
      density: Volume(grid: grid, voxels: paint.mass), tissue: Volume(grid: grid, voxels: paint.tissue),
      tissues: paint.tissues.map(\.name), conversion: name)
    for tissue in paint.tissues where !tissue.percent.isEmpty {
      compositions[tissue.name] = TissueComposition(tissue)
    }
    assumptions = [
      "Mass density and composition by structures, \(name): "
        + ([body] + others).map(\.sentence).joined(separator: "; ") + "; outside \(outside.name). "
        + "Sources: \(Set(paint.tissues.map(\.source)).sorted().joined(separator: ", "))."
    ]
  }
}

/// Voxels while structures are laid into them.
private struct Paint {
  /// Per volume of the voxel, g/mL.
  var mass: [Float]
  var tissue: [UInt8]
  private(set) var tissues: [ReferenceTissue] = []
  /// Part of the voxel that structures fill.
  private var covered: [Float]
  /// Mass of the tissue that gives the voxel its name.
  private var largest: [Float]

  init(_ grid: Grid) {
    mass = Array(repeating: 0, count: grid.size.count)
    (covered, largest) = (mass, mass)
    tissue = Array(repeating: 0, count: grid.size.count)
  }

  private mutating func number(of tissue: ReferenceTissue) -> UInt8 {
    if let n = tissues.firstIndex(where: { $0.name == tissue.name }) { return UInt8(n) }
    tissues.append(tissue)
    return UInt8(tissues.count - 1)
  }

  mutating func add(_ structure: FilledStructure) {
    let (number, density) = (number(of: structure.tissue), Float(structure.tissue.density))
    structure.region.forEach { n, part in
      let taken = max(0, part - (1 - covered[n]))
      if taken > 0 {
        let kept = 1 - taken / covered[n]
        mass[n] *= kept
        largest[n] *= kept
      }
      covered[n] = min(1, covered[n] - taken + part)
      put(part * density, number, n)
    }
  }

  mutating func fill(body: FilledStructure, outside: ReferenceTissue) {
    let (inside, around) = (number(of: body.tissue), number(of: outside))
    let (dense, thin) = (Float(body.tissue.density), Float(outside.density))
    body.region.forEach { n, part in
      let rest = max(0, part - covered[n])
      covered[n] += rest
      put(rest * dense, inside, n)
    }
    for n in mass.indices where covered[n] < 1 { put((1 - covered[n]) * thin, around, n) }
  }

  private mutating func put(_ more: Float, _ number: UInt8, _ n: Int) {
    mass[n] += more
    if more > largest[n] { (largest[n], tissue[n]) = (more, number) }
  }
}
