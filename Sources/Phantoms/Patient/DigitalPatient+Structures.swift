import Stages
import Volumes

extension DigitalPatient {
  public subscript(structure name: String) -> PatientStructure? { structures.first { $0.name == name } }

  /// Closed polygons of one structure on the slices of the reference CT, mm LPS; empty for an unknown name.
  public func contours(_ name: String) -> [[Vector3]] {
    guard let solid = self[structure: name]?.solid else { return [] }
    let grid = ctGrid(at: timePoints[reference])
    return (0..<grid.size.k).compactMap { k in
      let z = grid.position(Vector3(0, 0, Double(k))).z - options.position.z
      let polygon = solid.contour(z: z)
      return polygon.isEmpty ? nil : polygon.map { $0 + options.position }
    }
  }

  /// The true part of each voxel that a structure fills, at a time point's position of the patient.
  public func region(_ structure: PatientStructure, on grid: Grid, at point: PatientTimePoint) -> Occupancy {
    let map = Painting(solids: [structure.solid]).render(
      [[1]], on: grid, placement: placement(at: point), lines: 6)
    return Occupancy(map[0])
  }

  /// All structures on a grid, with their true volumes.
  public func structureSet(on grid: Grid, at point: PatientTimePoint) -> StructureSet {
    let all = structures.map { structure in
      Structure(
        program: structure.name, role: structure.role, side: structure.side,
        region: region(structure, on: grid, at: point),
        contourVolume: truth[structure.name]?.volume.value, origin: "analytic solid of the digital patient")
    }
    return try! StructureSet(all)
  }
}
