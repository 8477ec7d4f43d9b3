import Stages

/// Where a file of structures stands among those that a user names.
public struct StructurePlace: Sendable, Hashable {
  /// Order of the entry that names the file or its folder, from 1.
  public var entry: Int
  /// What people call the entry, such as `structures 2` of a case file; `nil`: each file by its own name.
  public var source: String?
  /// Order of the file within the entry, from 1, and its name.
  var file = 1
  var fileName = ""

  public init(entry: Int = 1, source: String? = nil) { (self.entry, self.source) = (entry, source) }

  func holding(file: Int, of files: [String]) -> StructurePlace {
    var copy = self
    let name = files[file].split(separator: "/").last.map(String.init) ?? files[file]
    (copy.file, copy.fileName) = (file + 1, name)
    if let source, files.count > 1 { copy.source = "\(source), file \(file + 1)" }
    return copy
  }

  func identity(
    _ listing: StructureListing, _ object: RegionOrigin.Object, role: StructureRole, side: Lobe?
  ) -> Region {
    Region(
      id: RegionID(entry: entry, file: file, number: listing.number), name: listing.name, role: role,
      side: side,
      origin: RegionOrigin(source: source ?? fileName, object: object, number: listing.number))
  }
}
