import DICOM

/// Private attributes that may stay, by their private creator.
struct SafePrivate: Sendable {
  private struct Name: Hashable {
    var group: UInt16
    var element: UInt8
    var creator: String
  }
  private let representations: [Name: String]

  static let standard = SafePrivate(String(decoding: PackageResources.private_csv, as: UTF8.self))

  init(_ text: String) {
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
    representations = Dictionary(
      uniqueKeysWithValues: lines.map { line in
        let cells = line.split(separator: ",").map(String.init)
        let name = Name(
          group: UInt16(cells[0], radix: 16)!, element: UInt8(cells[1], radix: 16)!, creator: cells[2])
        return (name, cells[3])
      })
  }

  /// Creator and VR of a private element that is safe; `nil` for all others.
  func entry(_ tag: Tag, in source: DataSet) -> (creatorTag: Tag, creator: String, vr: String)? {
    let block = Tag(tag.group, tag.element >> 8)
    guard tag.element > 0xFF, let creator = source.string(block),
      let vr = representations[
        Name(group: tag.group, element: UInt8(tag.element & 0xFF), creator: creator)]
    else { return nil }
    return (block, creator, vr)
  }
}
