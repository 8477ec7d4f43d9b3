import Files
import Alignment
import Checks
import Diagnostics
import Documents
import Foundation
import Intake
import Quantification
import Quantities
import Stages
import Volumes

extension Journey {
  /// All regions on the reference grid, with what their reading had to report.
  ///
  /// - Parameter activity: the reference activity, for regions by threshold.
  package func structures(
    _ study: AlignedStudy, activity: Volume<Float>?
  ) throws -> (set: StructureSet, review: [Finding]) {
    var all: [Structure] = []
    var review: [Finding] = []
    for source in therapy.structures {
      switch source {
      case .file(let file):
        let (structures, problems) = try read(file, study)
        all += structures
        review += problems.map(\.finding)
      case .threshold(let region):
        let (structure, notes) = try find(region, activity, among: all)
        all.append(structure)
        review += notes.findings(at: region.name)
      }
    }
    try refuseRepeatedNames(all)
    let set = try StructureSet(all)
    return (set, review + repeatedNames(set))
  }

  /// The same structures on another grid than they were first laid on: contours are laid on its voxels anew, regions by a
  /// threshold are carried over. The grid may hold a part of them, or nothing.
  package func structures(_ study: AlignedStudy, _ known: StructureSet, on grid: Grid) throws -> [Structure] {
    var whole = study
    whole.grid = grid.cropped(
      to: known.structures.reduce(IndexBox(grid)) {
        $0.union(grid.box(around: $1.region.box, of: $1.region.grid)).expanded(by: 1e-3, on: grid)
      })
    return try therapy.structures.flatMap { source -> [Structure] in
      switch source {
      case .file(let file): try read(file, whole).0
      case .threshold(let region): known[region.identity.id].map { [$0] } ?? []
      }
    }.map { structure in
      var part = structure
      part.identity = known[structure.id]?.identity ?? structure.identity
      part.region = structure.region.resampled(onto: grid).region
      return part
    }
  }

  /// Regions drawn at another time point are laid on the reference grid as it lies there.
  private func read(_ file: StructureFile, _ study: AlignedStudy) throws -> ([Structure], [ImageFinding]) {
    let point = file.timePoint ?? therapy.reference
    guard point == therapy.reference || therapy.timePoints.contains(where: { $0.name == point }) else {
      throw Problem(.dataRejected, what: "“\(point)” is not a time point", at: file.source.location)
    }
    let isReference = point == therapy.reference
    let grid =
      isReference ? study.grid : study.grid.moved(by: study.motion(to: point), frameOfReference: nil)
    let path = try structureFile(file.source)
    let (set, problems) = try StructureReader.read(
      path, onto: grid, roles: file.roles, sides: file.sides, names: file.names,
      at: StructurePlace(entry: file.entry, source: "structures \(file.entry)"),
      answers: file.source.answers, inCase: true)
    let structures = set.structures.map { structure in
      var moved = structure
      moved.region = Occupancy(
        grid: study.grid, box: structure.region.box, fractions: structure.region.fractions)
      return moved
    }
    return (structures, problems)
  }

  private func structureFile(_ source: ImageSource) throws -> String {
    guard isFolder(source.path.path) == true else { return source.path.path }
    return try library.find(source, as: "the structures", \.isStructures).1.files[0]
  }

  /// A structure of the case on the image's own grid, for a calibration that fills it with activity.
  package func region(_ name: String, on series: ImageSeries) throws -> Occupancy {
    for source in therapy.structures {
      switch source {
      case .threshold(let region) where region.name == name:
        return try find(region, series.values, among: []).0.region
      case .file(let file) where file.roles[name] != nil:
        let (set, _) = try StructureReader.read(
          structureFile(file.source), onto: series.values.grid, roles: [name: file.roles[name]!],
          names: file.names, answers: file.source.answers, inCase: true)
        if let structure = set.called(name) { return structure.region }
      default: continue
      }
    }
    throw Problem(
      .inputMissing, what: "no structure with a role is called “\(name)”", at: "calibration.over",
      remedy: "name one of the structures of the case file")
  }

  /// Of the liver, its parts and the body a calculation takes one each: two of one name would leave open which.
  private func refuseRepeatedNames(_ structures: [Structure]) throws {
    let single = structures.filter {
      [.liver, .liverLobe, .perfusedVolume, .body].contains($0.role)
    }
    let names = Dictionary(grouping: single, by: \.identity.name)
    for (name, same) in names.sorted(by: { $0.key < $1.key }) where same.count > 1 {
      throw Problem(
        .dataRejected, what: "\(counted(same.count, "structure", "is", "are")) called “\(name)”",
        at: "structures",
        why: "which of them is meant cannot be known",
        remedy: "give a role to the one that is meant, or rename them")
    }
  }

  private func repeatedNames(_ set: StructureSet) -> [Finding] {
    let marked = set.structures.filter { $0.identity.mark != nil }.map(\.name)
    guard !marked.isEmpty else { return [] }
    return [Finding(.structures(.sameName(names: marked)))]
  }
}
