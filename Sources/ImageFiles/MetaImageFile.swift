import Diagnostics
import Files
import Foundation
import Volumes

/// The text header of a MetaImage (MetaIO of the Insight Toolkit,
/// https://itk.org/Wiki/ITK/MetaIO/Documentation): lines `Key = Value` up to `ElementDataFile`.
struct MetaImageFile {
  var path: String
  var fields: [String: String]
  /// Bytes up to and including the line of `ElementDataFile`.
  var headerLength: Int

  /// No sound header is longer.
  static let longestHeader = 1 << 16

  init(path: String) throws(Problem) {
    let bytes = try Self.beginning(of: path)
    (self.path, fields, headerLength) = (path, [:], 0)
    var start = 0
    while fields["ElementDataFile"] == nil {
      guard let end = bytes[start...].firstIndex(of: 10) ?? (start < bytes.count ? bytes.count : nil),
        let line = String(validating: bytes[start..<end], as: UTF8.self),
        let equals = line.firstIndex(of: "=")
      else {
        throw rejected(
          "this is not a MetaImage header: a line is not `Key = Value`, or ElementDataFile is missing")
      }
      let key = line[..<equals].trimmingCharacters(in: .whitespaces)
      fields[key] = line[line.index(after: equals)...].trimmingCharacters(in: .whitespacesAndNewlines)
      start = min(end + 1, bytes.count)
    }
    headerLength = start
  }

  private static func beginning(of path: String) throws(Problem) -> [UInt8] {
    let length = min(try fileSize(path, shownAs: path), longestHeader)
    do throws(StreamFault) {
      return try PlainStream(path: path, offset: 0).bytes(length)
    } catch { throw error.problem(at: path) }
  }

  func rejected(_ what: String, why: String = "", remedy: String = "export the image again") -> Problem {
    Problem(.dataRejected, what: what, at: path, why: why, remedy: remedy)
  }

  func text(_ keys: String...) -> String? { keys.lazy.compactMap { fields[$0] }.first }
  func isTrue(_ keys: String...) -> Bool {
    keys.contains { fields[$0].map { ["true", "1", "t", "y", "yes"].contains($0.lowercased()) } ?? false }
  }
  func numbers(_ keys: String..., count: Int) throws(Problem) -> [Double]? {
    guard let text = keys.lazy.compactMap({ fields[$0] }).first else { return nil }
    let values = text.split(separator: " ").map { Double($0) ?? .nan }
    guard values.count == count, values.allSatisfy(\.isFinite) else {
      throw rejected("\(keys[0]) is not \(count) numbers")
    }
    return values
  }
}

extension MetaImageFile {
  static let components: [String: ComponentType] = [
    "MET_UCHAR": .uint8, "MET_CHAR": .int8, "MET_USHORT": .uint16, "MET_SHORT": .int16, "MET_UINT": .uint32,
    "MET_INT": .int32, "MET_ULONG": .uint32, "MET_LONG": .int32, "MET_ULONG_LONG": .uint64,
    "MET_LONG_LONG": .int64, "MET_FLOAT": .float32, "MET_DOUBLE": .float64,
  ]

  func imageHeader() throws(Problem) -> ImageHeader {
    let sizes = try sizes()
    let (grid, findings) = try geometry(sizes)
    return ImageHeader(
      format: .metaImage, grid: grid, component: try component(), volumes: sizes.count > 3 ? sizes[3] : 1,
      slope: 1,
      intercept: 0, geometrySource: "TransformMatrix and Offset", findings: findings)
  }

  func layout(volume: Int) throws(Problem) -> VoxelLayout {
    let (sizes, component, data) = (try sizes(), try component(), try dataFile())
    let count = sizes[0] * sizes[1] * sizes[2]
    let bytes = count * component.bytes
    return VoxelLayout(
      path: data.path, shownPath: path, container: isTrue("CompressedData") ? .deflate : .plain,
      offset: try dataOffset(
        data.path, isLocal: data.isLocal, bytes: bytes * (sizes.count > 3 ? sizes[3] : 1)),
      skipped: volume * bytes, component: component,
      bigEndian: isTrue("BinaryDataByteOrderMSB", "ElementByteOrderMSB"), count: count)
  }

  private func sizes() throws(Problem) -> [Int] {
    guard let rank = text("NDims").flatMap({ Int($0) }), rank == 3 || rank == 4 else {
      throw rejected("NDims is not 3, or 4 of which the fourth counts volumes", remedy: "give a volume")
    }
    let sizes = try (numbers("DimSize", count: rank) ?? []).map { Int(exactly: $0) ?? 0 }
    guard sizes.count == rank, sizes.allSatisfy({ (1...1 << 15).contains($0) }) else {
      throw rejected("DimSize is not \(rank) whole numbers from 1 to 32768")
    }
    guard Int(text("ElementNumberOfChannels") ?? "1") == 1 else {
      throw rejected(
        "each voxel holds several values", why: "a vector is not a number", remedy: "give a scalar image")
    }
    return sizes
  }

  private func component() throws(Problem) -> ComponentType {
    guard let component = text("ElementType").flatMap({ Self.components[$0] }) else {
      throw rejected("ElementType is missing or no number type", remedy: "store integers or floats")
    }
    guard isTrue("BinaryData") || fields["BinaryData"] == nil else {
      throw rejected("the voxels are stored as text", remedy: "store them as binary data")
    }
    return component
  }

  func dataFile() throws(Problem) -> (path: String, isLocal: Bool) {
    let name = fields["ElementDataFile"] ?? ""
    if name.uppercased() == "LOCAL" { return (path, true) }
    guard !name.isEmpty, !name.hasPrefix("LIST"), !name.contains("%") else {
      throw rejected("the voxels are spread over several files", remedy: "store them in one file")
    }
    let folder = URL(filePath: path).deletingLastPathComponent()
    let file = name.hasPrefix("/") ? name : folder.appending(path: name).path
    guard FileManager.default.fileExists(atPath: file) else {
      throw Problem(
        .inputMissing, what: "the file of the voxels that ElementDataFile names is not there", at: path,
        remedy: "copy the header together with its data file")
    }
    try Confinement.check(file, at: path)
    return (file, false)
  }

  /// A header size of −1 means that the data are the end of the file.
  private func dataOffset(_ file: String, isLocal: Bool, bytes: Int) throws(Problem) -> Int {
    guard let skipped = Int(text("HeaderSize") ?? "0"), skipped >= -1, skipped < 1 << 31 else {
      throw rejected("HeaderSize makes no sense")
    }
    if skipped == -1 {
      let offset = try fileSize(file, shownAs: path) - bytes
      guard offset >= 0 else { throw StreamFault.truncated.problem(at: path) }
      return offset
    }
    return skipped + (isLocal ? headerLength : 0)
  }
}
