import Alignment
import Checks
import Diagnostics
import Documents
import Files
import Foundation
import ImageFiles
import Intake
import Quantification
import Quantities
import Stages
import Volumes

/// Everything of a burden measurement on one grid: the PET's own where there is one, so that its maxima stay what they are.
package struct BurdenScene {
  package let grid: Grid
  /// SUV on the grid.
  package let suv: Volume<Float>?
  package let suvMethod: String
  /// Anatomy on its own grid, in the space of the grid.
  package let anatomy: ImageSeries?
  package let liver: Structure
  package let lobes: [Structure]
  /// Those that belong to the liver.
  package let lesions: [Structure]
  package let extrahepatic: [Structure]
  package let spleen: Structure?
  package let bloodPool: Structure?
  package let readers: [(name: String, liver: Occupancy?, lesions: [Structure])]
  package let registration: RigidRegistration?
  package let review: [Finding]
  /// How the structures fit to each other and to the uptake.
  package let geometry: GeometrySheet
  /// Maps points of the anatomy to points of the grid.
  package let toGrid: RigidTransform

  package init(_ input: Burden, progress: @escaping ProgressHandler) throws {
    let library = try ImageLibrary(input.sources, seriesOption: input.isFromFile ? nil : "--series") {
      progress(0.2 * $0, $1)
    }
    let pet = try input.pet.map { try library.load($0.image, as: "the PET", \.isEmission) }
    anatomy = try input.anatomy.map { try library.load($0, as: "the anatomy", \.isAnatomy) }
    progress(0.25, "registering")
    let found = try Self.register(input, library, pet, anatomy)
    registration = found
    // The registration maps the fixed anatomy to the moving PET session.
    toGrid = found?.transform ?? .identity
    grid = try Self.grid(input, pet, anatomy)
    let converted = try pet.flatMap { series in try input.pet.map { try SUVSeries(series, $0) } }
    (suv, suvMethod) = (converted?.values, converted?.method ?? "")
    progress(0.6, "reading structures")
    let space =
      pet == nil
      ? grid : grid.moved(by: toGrid.inverse, frameOfReference: anatomy?.values.grid.frameOfReference)
    let reading = BurdenStructures(
      library: library, space: anatomy == nil ? grid : space, grid: grid, inCase: input.isFromFile)
    let own = try reading.read(input.structures)
    var notes = own.review + (converted?.review ?? [])
    if let pet, let given = input.pet {
      notes += try library.questions(given.image, pet, as: "the PET", \.isEmission)
    }
    notes += try library.patients(input.sources)
    let livers = own.structures.filter { $0.role == .liver }
    guard livers.count == 1, let liver = livers.first else {
      throw Problem(
        .inputMissing,
        what: "\(counted(livers.count, "structure", "has", "have")) the role liver, one is needed",
        at: "structures",
        why: "burden is a part of the liver", remedy: "give the liver, with its tumours, the role liver")
    }
    let composed = try BurdenLiver(own.structures, liver: liver, around: input.around)
    (self.liver, lobes, lesions, extrahepatic) = (
      composed.liver, composed.lobes, composed.lesions, composed.extrahepatic
    )
    notes += composed.review
    notes += StructureProposal.doubts(own.structures.map { ($0.name, $0.role) })
    geometry = GeometryScene(
      .burden, own.structures, emission: suv, hounsfield: try Self.hounsfield(anatomy, in: space, on: grid)
    ).sheet()
    spleen = own.structures.first { $0.role == .spleen }
    bloodPool = try input.bloodPool.map { name in
      guard let found = try StructureSet(own.structures).called(name) else {
        throw Problem(
          .inputMissing, what: "there is no structure “\(name)” for the blood pool", at: "bloodPool")
      }
      return found
    }
    var all: [(name: String, liver: Occupancy?, lesions: [Structure])] = []
    for reader in input.readers {
      let drawn = try reading.read(reader.structures)
      notes += drawn.review.map { $0.seen(by: reader.name) }
      all.append(
        (
          reader.name,
          try drawn.structures.first { $0.role == .liver }.map {
            try BurdenLiver(drawn.structures, liver: $0, around: input.around).liver.region
          }, drawn.structures.filter { $0.role == .tumour }
        ))
    }
    readers = all
    review =
      notes + (found?.warnings ?? []).map { Finding(.registration(RegistrationNote($0))) }
      + Self.acrossModalities(found, anatomy)
  }

  /// CT numbers of the anatomy where the structures lie; `nil` where the anatomy is another image.
  private static func hounsfield(_ anatomy: ImageSeries?, in space: Grid, on grid: Grid) throws
    -> Volume<Float>?
  {
    guard let anatomy, anatomy.unit == .hounsfield else { return nil }
    let laid = Alignment.average(anatomy.values, onto: space, outside: .nan)
    return try Volume(grid: grid, voxels: laid.voxels)
  }

  private static func grid(_ input: Burden, _ pet: ImageSeries?, _ anatomy: ImageSeries?) throws -> Grid {
    if let pet { return pet.values.grid }
    if let anatomy { return anatomy.values.grid }
    guard let first = input.structures.first,
      let labels = try? ImageFiles.read(first.source.path.path)
    else {
      throw Problem(
        .inputMissing, what: "contours alone have no grid", at: "anatomy",
        remedy: "name the CT, MR or PET on which they were drawn, or give a label image")
    }
    return labels.grid
  }

  /// Mutual information has no scale of its own: a person looks at the picture.
  private static func acrossModalities(_ found: RigidRegistration?, _ anatomy: ImageSeries?) -> [Finding] {
    guard found != nil, let anatomy, anatomy.unit != .hounsfield else { return [] }
    return [Finding(BurdenNote.registeredAcrossModalities, at: "anatomy")]
  }

  /// The motion from anatomy to PET: none in a common frame of reference, else CT or MR to the CT of the PET, else refused.
  private static func register(
    _ input: Burden, _ library: ImageLibrary, _ pet: ImageSeries?, _ anatomy: ImageSeries?
  ) throws -> RigidRegistration? {
    guard let pet, let anatomy, let given = input.pet, !given.isRegistered else { return nil }
    let (a, b) = (anatomy.values.grid.frameOfReference, pet.values.grid.frameOfReference)
    if let a, a == b { return nil }
    guard let ct = given.ct else {
      throw Problem(
        .dataRejected, what: "PET and anatomy have no common frame of reference", at: given.image.location,
        why: "nothing states that they are aligned",
        remedy:
          "name the CT of the PET session (pet.ct), or register them and state registered: true"
      )
    }
    let moving = try library.load(ct, as: "the CT of the PET", \.isCT)
    let kind: RegistrationKind = anatomy.unit == .hounsfield ? .ct : .magnetic
    return try Alignment.registerRigid(
      fixed: anatomy.values, moving: moving.values, options: RegistrationOptions(kind: kind))
  }
}

extension SeriesEntry {
  fileprivate var isAnatomy: Bool { kind == .ct || kind == .mr }
}

/// Reads structure files that were drawn in one space onto a grid that may lie in another.
package struct BurdenStructures {
  package let library: ImageLibrary
  /// The grid as it lies in the space of the structures.
  package let space: Grid
  package let grid: Grid
  package let inCase: Bool

  package func read(_ files: [StructureFile]) throws -> (structures: [Structure], review: [Finding]) {
    var all: [Structure] = []
    var notes: [Finding] = []
    for (n, file) in files.enumerated() {
      let path =
        isFolder(file.source.path.path) == true
        ? try library.find(file.source, as: "the structures", \.isStructures).1.files[0]
        : file.source.path.path
      let (set, problems) = try StructureReader.read(
        path, onto: space, roles: file.roles, sides: file.sides, names: file.names,
        at: StructurePlace(entry: n + 1, source: files.count == 1 ? nil : "structures \(n + 1)"),
        answers: file.source.answers, inCase: inCase)
      notes += problems.map(\.finding)
      all += set.structures.filter { file.roles.isEmpty || file.roles[$0.identity.name] != nil }.map {
        structure in
        var moved = structure
        moved.region = Occupancy(grid: grid, box: structure.region.box, fractions: structure.region.fractions)
        return moved
      }
    }
    return (all.isEmpty ? [] : try StructureSet(all).structures, notes)
  }
}

extension Finding {
  /// With the reader in front of its place.
  fileprivate func seen(by reader: String) -> Finding {
    moved(to: place.isEmpty ? reader : "\(reader), \(place)")
  }
}
