import Diagnostics
import Files
import Foundation
import Volumes

extension MetaImageFile {
  static func write<Element: VoxelComponent>(
    _ volume: Volume<Element>, to path: String, description: String
  ) throws {
    let target = URL(filePath: path)
    if path.lowercased().hasSuffix(".mha") {
      let header = header(
        of: volume.grid, component: Element.component, description: description, data: "LOCAL")
      return try replaceAtomically(target) { try write(header, volume.voxels, to: $0) }
    }
    let data = target.deletingPathExtension().appendingPathExtension("raw")
    let header = header(
      of: volume.grid, component: Element.component, description: description, data: data.lastPathComponent)
    // The header is complete under its temporary name before the data appear, and appears after them.
    try replaceAtomically(target) { temporaryHeader in
      try write(header, [Element](), to: temporaryHeader)
      try replaceAtomically(data) { try write("", volume.voxels, to: $0) }
    }
  }

  private static func write<Element: VoxelComponent>(_ header: String, _ voxels: [Element], to path: String)
    throws
  {
    let sink = try ByteSink(path: path, compressed: false)
    try sink.write(Array(header.utf8))
    try voxels.withUnsafeBytes { try sink.write($0) }
    try sink.finish()
  }

  private static func header(of grid: Grid, component: ComponentType, description: String, data: String)
    -> String
  {
    func list(_ vectors: Vector3...) -> String {
      vectors.flatMap { [$0.x, $0.y, $0.z] }.map { "\($0 + 0)" }.joined(separator: " ")
    }
    let comment = description.split(whereSeparator: \.isNewline).joined(separator: " ")
    let lines = [
      "ObjectType = Image", "NDims = 3", comment.isEmpty ? nil : "Comment = \(comment)", "BinaryData = True",
      "BinaryDataByteOrderMSB = False", "CompressedData = False",
      "TransformMatrix = " + list(grid.direction.c(0), grid.direction.c(1), grid.direction.c(2)),
      "Offset = " + list(grid.origin), "CenterOfRotation = 0 0 0", "ElementSpacing = " + list(grid.spacing),
      "DimSize = \(grid.size.i) \(grid.size.j) \(grid.size.k)",
      "ElementType = \(components.filter { $0.value == component }.keys.max { $0.count > $1.count }!)",
      "ElementDataFile = \(data)",
    ]
    return lines.compactMap { $0 }.joined(separator: "\n") + "\n"
  }
}
