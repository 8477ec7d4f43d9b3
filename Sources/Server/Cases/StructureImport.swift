import Arguments
import Diagnostics
import Documents
import Files
import Foundation
import Intake
import Stages
import Volumes

/// Structures of another program, RT Structure Set or Segmentation, as regions of a drawing that is not saved yet.
struct StructureImport {
  let regions: [LabelledRegion]
  let image: Volume<UInt8>
  /// Names of structures that a drawing of one number a voxel cannot hold.
  let leftOut: [String]
  /// What whoever draws has to know, such as parts outside the grid.
  let notes: [String]

  /// - Throws: `Refusal` 422 for an object of another kind; `Problem` for one that lies on another patient or frame.
  init(_ data: Data, into scene: Scene, on place: Scene.Place, _ workspace: Workspace) throws {
    let grid = scene.grid(place)
    let (set, told) = try Self.read(data, grid, workspace)
    let named = Self.named(set.structures, scene.labelledRegions)
    let held = zip(set.structures, named).filter { $1.isPainted }
    leftOut = zip(set.structures, named).filter { !$1.isPainted }.map { $0.0.name }
    notes = told
    regions = held.map(\.1)
    var image = Volume<UInt8>(grid: grid, repeating: 0)
    // What is smaller lies on top: a lesion in its liver.
    for (structure, region) in held.sorted(by: { $0.0.region.millilitres > $1.0.region.millilitres }) {
      image.paint(structure.region, region.label)
    }
    self.image = image
  }

  private static func read(_ data: Data, _ grid: Grid, _ workspace: Workspace) throws -> (
    StructureSet, [String]
  ) {
    guard data.count > 132, data.dropFirst(128).prefix(4) == Data("DICM".utf8) else {
      throw Refusal(
        422, "this is not a DICOM file", at: "body", remedy: "choose an RT Structure Set or a Segmentation")
    }
    let file = workspace.uploads.appending(path: ".structures-\(hex(randomBytes(8))).dcm")
    try data.write(to: file)
    defer { unlink(file.path) }
    let (set, findings) = try StructureReader.read(file.path, onto: grid)
    return (set, findings.map(\.what))
  }

  /// Those that the case knows by name keep their number and role; a new one gets the role that its name suggests.
  private static func named(_ structures: [Structure], _ known: [LabelledRegion]) -> [LabelledRegion] {
    var free = (1...254).filter { number in !known.contains { $0.label == number } }[...]
    return structures.map { structure in
      if let old = known.first(where: { $0.name == structure.name }) { return old }
      let proposal = StructureProposal(structure.name)
      return LabelledRegion(
        label: free.popFirst() ?? 254, name: structure.name, role: proposal.role.rawValue,
        side: proposal.side?.rawValue)
    }
  }
}
