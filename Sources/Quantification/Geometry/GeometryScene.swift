import Checks
import Stages
import Volumes

/// Everything that lies on one grid: structures, and the images that they were drawn for.
package struct GeometryScene {
  /// What the structures are for: the same doubt weighs more where activity is still to be chosen.
  package enum Purpose: Sendable { case plan, dose, burden, uptake }

  package var purpose: Purpose
  package var structures: [Structure]
  /// What the injections reach, as structures or parts of them; of the role `perfusedVolume` unless a plan says otherwise.
  package var perfused: [Structure]
  /// Counts or activity concentration.
  package var emission: Volume<Float>?
  /// CT numbers averaged onto the grid; NaN outside the CT.
  package var hounsfield: Volume<Float>?
  /// The counts of the whole field were set equal to what was administered, so that counts elsewhere lower every dose.
  package var isFieldAdministered = false

  /// - Parameter perfused: what injections reach; by default every structure of that role.
  package init(
    _ purpose: Purpose, _ structures: [Structure], perfused: [Structure]? = nil,
    emission: Volume<Float>? = nil, hounsfield: Volume<Float>? = nil
  ) {
    self.purpose = purpose
    // An empty structure is told where it is read.
    self.structures = structures.filter { !$0.region.isEmpty }
    self.perfused = perfused ?? structures.filter { $0.role == .perfusedVolume }
    (self.emission, self.hounsfield) = (emission, hounsfield)
  }

  /// Every check that applies.
  package func sheet() -> GeometrySheet {
    var sheet = GeometrySheet()
    checkVolumes(&sheet)
    checkDensities(&sheet)
    checkOverlaps(&sheet)
    checkContainment(&sheet)
    remarkRoles(&sheet)
    if purpose == .plan { checkPerfusion(&sheet) }
    checkCounts(&sheet)
    // A plan holds the ratios of its own compartments against the table.
    if purpose != .plan { checkRatios(&sheet) }
    return sheet
  }

  func all(_ role: StructureRole) -> [Structure] {
    structures.filter { $0.role == role }
  }

  /// The rank of what matters in a plan and is good to know elsewhere.
  var minor: Finding.Rank { purpose == .plan ? .decision : .information }

  /// Liver with everything that was drawn as tumour: a liver may have been drawn around its tumours.
  var liverWithTumours: Occupancy? {
    all(.liver).isEmpty ? nil : Occupancy(unionOf: (all(.liver) + all(.tumour)).map(\.region))
  }

  /// Tumours of which at least half lies in the liver, and those that it was drawn around, as everywhere in the program.
  var hepaticTumours: [Structure] {
    guard let liver = Occupancy(unionOf: all(.liver).map(\.region)) else { return [] }
    let around = holes(of: liver, in: all(.tumour)).map(\.id)
    return all(.tumour).filter {
      $0.region.millilitres(outside: liver) <= 0.5 * $0.region.millilitres || around.contains($0.id)
    }
  }

  /// The liver with the tumours that it was drawn around: in a label image with all of them.
  var filledLiver: Occupancy? {
    guard let liver = Occupancy(unionOf: all(.liver).map(\.region)) else { return nil }
    return Occupancy(unionOf: [liver] + holes(of: liver, in: all(.tumour)).map(\.region))
  }

  /// Structures that fill holes of a parent.
  func holes(of parent: Occupancy, in parts: [Structure], unknown: Bool = false) -> [Structure] {
    let enclosures = Enclosures(parts.map(\.region))
    return parts.indices.filter { enclosures.fills($0, holeOf: parent, unknown: unknown) }.map { parts[$0] }
  }
}

extension [Structure] {
  /// `Left lung, Right lung`.
  var names: String { map(\.name).joined(separator: ", ") }

  /// The same of many: the first of them, and how many more.
  var fewNames: String {
    let shown = count > 8 ? prefix(6) : self[...]
    return shown.map(\.name).joined(separator: ", ") + (count > 8 ? " and \(count - 6) more" : "")
  }
}
