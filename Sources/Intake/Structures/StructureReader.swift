import Checks
import Files
import DICOM
import Diagnostics
import Foundation
import ImageFiles
import Stages
import Volumes

/// What a file says of one structure, before it is laid onto a grid.
public struct StructureListing: Sendable, Hashable {
  public var name: String
  /// ROI Number, Segment Number or label.
  public var number: Int
  /// RT ROI Interpreted Type or segmented property; empty where the file does not say.
  public var kind: String
  public var frameOfReference: String?
  /// Contours of a structure set, frames of a segmentation, voxels of a label file.
  public var parts: Int
  /// What `parts` counts: `contours`, `frames`, `voxels`.
  var partName: String
}

/// Reads structures from RT Structure Sets, segmentations and label images, one file or a folder of them.
public enum StructureReader {
  /// Lists all structures of a file or folder.
  /// - Parameter names: names of labels, for a NIfTI or MetaImage file.
  /// - Throws: `Problem` if there is no such file or it holds no structures.
  public static func list(_ path: String, names: [Int: String] = [:]) throws -> [StructureListing] {
    try files(path).flatMap { file in
      let proposed = try SegmentProposal.read(of: file)?.names ?? [:]
      return try StructureInput(file, names: proposed.merging(names) { _, own in own }).listings
    }
  }

  /// Reads structures as fractional occupancies of a reference grid.
  ///
  /// - Parameters:
  ///   - path: an RT Structure Set, a Segmentation, a NIfTI or MetaImage label file, or a folder with some of them.
  ///   - grid: the reference grid. Its frame of reference, where it has one, must be that of each structure.
  ///   - roles: role by structure name. With none, all structures are read, as `other`. Several structures of one name
  ///     are read as several of that role.
  ///   - sides: the lobe that a structure is or lies in, by structure name.
  ///   - names: names of labels, for a NIfTI or MetaImage file; a label without name is called `label 7`.
  ///   - place: of the file or folder among those that the user names, for identifiers.
  ///   - answers: what the case file states about the file, such as that its geometry was confirmed.
  ///   - inCase: false where there is no case file in which anything could be stated.
  /// - Returns: the structures in the order of the files, and what a reviewer has to know of them: parts outside the
  ///   grid, gaps, contours that could not be used, structures that were not wanted and are empty.
  /// - Throws: `Problem` or `Problems` if a file cannot be read, if a structure in `roles` is absent, if the liver, a part of it
  ///   or the body occurs twice, is empty on the grid or has another frame of reference, or if no structure at all is left.
  public static func read(
    _ path: String, onto grid: Grid, roles: [String: StructureRole] = [:], sides: [String: Lobe] = [:],
    names: [Int: String] = [:], at place: StructurePlace = StructurePlace(),
    answers: SeriesAnswers = SeriesAnswers(), inCase: Bool = false
  ) throws -> (StructureSet, [ImageFinding]) {
    try grid.checkPlausible(at: "reference grid")
    let files = try files(path)
    for file in files {
      try Inventory.check(file: file, answers: answers, apartFrom: [.unit, .role], inCase: inCase)
    }
    let proposals = try files.map { path in try SegmentProposal.read(of: path) }
    let sources = try files.indices.map { n in
      let proposed = proposals[n]?.names ?? [:]
      return try StructureInput(
        files[n], names: proposed.merging(names) { _, own in own }, at: place.holding(file: n, of: files))
    }
    let listed = sources.flatMap { $0.listings.map(\.name) }
    try checkNames(roles, listed, path)
    var structures: [Structure] = []
    var problems =
      sources.flatMap(\.problems) + zip(proposals, files).compactMap { $0?.doubt(on: $1) }
      + unchecked(sources, grid, path) + repeated(listed, roles, path)
    var fatal: [Problem] = []
    for source in sources {
      for reading in try source.read(onto: grid, roles: roles, sides: sides) {
        if let structure = reading.structure { structures.append(structure) }
        // A liver or body that cannot be read leaves nothing to compose; any other costs its own row alone.
        if reading.structure == nil, roles[reading.name]?.isSingle == true {
          fatal += reading.problems.map(\.problem)
        } else {
          problems += roles[reading.name] == nil ? reading.problems : reading.told
        }
      }
    }
    guard fatal.isEmpty else { throw Problems(fatal) }
    guard !structures.isEmpty else {
      throw Problems(
        [Problem(.dataRejected, what: "no structure is on the reference grid", at: path)]
          + problems.map(\.problem))
    }
    return (try StructureSet(structures), problems)
  }

  /// Said once if only one side names its frame of reference.
  private static func unchecked(_ sources: [StructureInput], _ grid: Grid, _ path: String)
    -> [ImageFinding]
  {
    let named = sources.flatMap(\.listings).count { $0.frameOfReference != nil }
    guard (grid.frameOfReference == nil) != (named == 0) else { return [] }
    return [.review(.structures(.frameUnknown(isImage: named != 0)), at: path)]
  }

  private static func checkNames(_ roles: [String: StructureRole], _ listed: [String], _ path: String) throws
  {
    let missing = roles.keys.sorted().filter { !listed.contains($0) }.map {
      Problem(
        .inputMissing, what: "there is no structure named \($0)", at: path,
        remedy: "list the structures of the file and use the exact name")
    }
    let repeated = roles.keys.sorted().filter { name in
      roles[name]!.isSingle && listed.count { $0 == name } > 1
    }.map {
      Problem(
        .dataRejected, what: "several structures are named \($0)", at: path,
        why: "which one is meant cannot be known", remedy: "rename them, or give a single file")
    }
    if !(missing + repeated).isEmpty { throw Problems(missing + repeated) }
  }

  /// Structures of one name stay apart, and are said.
  private static func repeated(
    _ listed: [String], _ roles: [String: StructureRole], _ path: String
  ) -> [ImageFinding] {
    Dictionary(grouping: listed.filter { roles.isEmpty || roles[$0] != nil }) { $0 }
      .filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.map { name, all in
        .review(.structures(.sameName(name, count: all.count)), at: path)
      }
  }

  /// The file itself, or the structure files of a folder, by name.
  private static func files(_ path: String) throws -> [String] {
    guard let isFolder = isFolder(path) else {
      throw Problem(
        .inputMissing, what: "there is no such file or folder", at: path, remedy: "check the path")
    }
    guard isFolder else {
      try mustBeFile(path, called: "file of structures")
      return [path]
    }
    let inside = try FileManager.default.contentsOfDirectory(atPath: path).sorted().map { path + "/" + $0 }
    let found = inside.filter(isStructureFile)
    guard !found.isEmpty else {
      throw Problem(.inputMissing, what: "the folder holds no structure set and no segmentation", at: path)
    }
    return found
  }

  private static func isStructureFile(_ path: String) -> Bool {
    guard DataSet.isDICOM(path), let header = try? DataSet.read(path, stopBeforePixels: true) else {
      return false
    }
    return StructureInput.sopClasses.contains(header.string(.sopClassUID) ?? "")
  }
}

extension StructureRole {
  /// Of these the calculation takes one, or composes regions of each: two of one name would leave open which.
  fileprivate var isSingle: Bool { [.liver, .liverLobe, .perfusedVolume, .body].contains(self) }
}

extension StructureInput.Reading {
  /// The last problem of a structure that was asked for and is not there says that it has no row.
  fileprivate var told: [ImageFinding] {
    guard structure == nil, var last = problems.last else { return problems }
    last.isLeftOut = true
    if last.severity == .blocking { last.severity = .review }
    return problems.dropLast() + [last]
  }
}
