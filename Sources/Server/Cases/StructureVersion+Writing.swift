import Files
import Foundation
import ImageFiles
import Volumes

/// The next version of the structures of a case or plan, as it comes onto the disk.
struct VersionWriter {
  let home: CaseFolder
  let before: [StructureVersion]
  private var number: Int { (before.last?.version ?? 0) + 1 }

  init(_ home: CaseFolder) { (self.home, before) = (home, StructureVersion.all(home)) }

  /// What was drawn before and is not drawn anew.
  func drawn(without names: Set<String>) -> [StructureVersion.Drawn] {
    (before.last?.drawn ?? []).filter { !names.contains($0.name) }
  }

  /// The mask of a region, in a file of its own.
  func write(_ region: LabelledRegion, _ mask: Volume<Bool>) throws -> StructureVersion.Drawn {
    try createFolder(home.versions)
    let file = "structures/versions/\(number)-\(region.label).nii.gz"
    try ImageFiles.write(
      mask.labels(UInt8(region.label)), home.url.appending(path: file).path, description: "label")
    return .init(name: region.name, role: region.role, side: region.side, label: region.label, file: file)
  }

  /// - Parameter text: the file of the case or plan that names what was drawn; it is written last.
  func finish(
    _ image: Volume<UInt8>, _ regions: [LabelledRegion], _ drawn: [StructureVersion.Drawn],
    _ by: StructureVersion.Authorship, text: String
  ) throws -> StructureVersion {
    try createFolder(home.versions)
    try ImageFiles.write(image, home.versions.appending(path: "\(number).nii.gz").path, description: "labels")
    let version = StructureVersion(
      version: number, author: by.author, time: by.time, note: by.note, base: number - 1, regions: regions,
      drawn: drawn)
    try writeAtomically(
      prettyJSON(version), to: home.versions.appending(path: "\(number).json"), over: .state)
    try writeAtomically(text, to: home.file, over: .state)
    return version
  }
}
