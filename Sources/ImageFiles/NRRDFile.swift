import Diagnostics
import Foundation
import Volumes

/// The text header of an NRRD file (Nearly Raw Raster Data, https://teem.sourceforge.net/nrrd/format.html): `NRRD000n`, lines
/// `field: value` and `key:=value`, an empty line, then the voxels.
struct NRRDFile {
  var path: String
  private var fields: [String: String] = [:]
  /// What programs add of their own, such as the names of segments.
  private(set) var keys: [String: String] = [:]
  private var headerLength = 0

  private static let longestHeader = 1 << 22

  init(path: String) throws(Problem) {
    self.path = path
    let lines = try headerLines()
    guard lines.first?.hasPrefix("NRRD000") == true else {
      throw rejected("this is not an NRRD file: it does not begin with NRRD000")
    }
    for line in lines.dropFirst() where !line.hasPrefix("#") {
      if let mark = line.range(of: ":=") {
        keys[String(line[..<mark.lowerBound])] = String(line[mark.upperBound...])
      } else if let mark = line.range(of: ":") {
        let value = line[mark.upperBound...].trimmingCharacters(in: .whitespaces)
        fields[line[..<mark.lowerBound].lowercased()] = value
      }
    }
  }

  /// Up to the empty line.
  private mutating func headerLines() throws(Problem) -> [String] {
    let length = min(try fileSize(path, shownAs: path), Self.longestHeader)
    var bytes: [UInt8]
    do throws(StreamFault) { bytes = try PlainStream(path: path, offset: 0).bytes(length) } catch {
      throw error.problem(at: path)
    }
    var lines: [String] = [], start = 0
    while let end = bytes[start...].firstIndex(of: 10) {
      var line = bytes[start..<end]
      if line.last == 13 { line.removeLast() }
      start = end + 1
      if line.isEmpty {
        headerLength = start
        return lines
      }
      guard let text = String(validating: line, as: UTF8.self) else { break }
      lines.append(text)
    }
    throw rejected("the NRRD header does not end with an empty line")
  }

  func rejected(
    _ what: String, why: String = "", remedy: String = "export it again, as .nrrd in one file or as .nii.gz"
  )
    -> Problem
  {
    Problem(.dataRejected, what: what, at: path, why: why, remedy: remedy)
  }

  private func words(_ field: String) -> [String] {
    (fields[field] ?? "").split(separator: " ").map(String.init)
  }
}

extension NRRDFile {
  private static let components: [String: ComponentType] = {
    let names: [ComponentType: [String]] = [
      .uint8: ["uchar", "unsigned char", "uint8", "uint8_t"], .int8: ["signed char", "int8", "int8_t"],
      .uint16: ["ushort", "unsigned short", "unsigned short int", "uint16", "uint16_t"],
      .int16: ["short", "short int", "signed short", "signed short int", "int16", "int16_t"],
      .uint32: ["uint", "unsigned int", "uint32", "uint32_t"],
      .int32: ["int", "signed int", "int32", "int32_t"],
      .uint64: ["ulonglong", "unsigned long long", "uint64", "uint64_t"],
      .int64: ["longlong", "long long", "long long int", "int64", "int64_t"], .float32: ["float"],
      .float64: ["double"],
    ]
    return names.reduce(into: [:]) { all, pair in for name in pair.value { all[name] = pair.key } }
  }()

  func imageHeader() throws(Problem) -> ImageHeader {
    let (grid, findings) = try geometry()
    return ImageHeader(
      format: .nrrd, grid: grid, component: try component(), volumes: try layers(), slope: 1, intercept: 0,
      geometrySource: "space directions and space origin", findings: findings)
  }

  /// All voxels; of several layers those of one place follow each other.
  func layout() throws(Problem) -> VoxelLayout {
    let container: VoxelLayout.Container
    switch fields["encoding"]?.lowercased() {
    case "raw": container = .plain
    case "gzip", "gz": container = .deflate
    default:
      throw rejected(
        "the voxels are encoded as “\(fields["encoding"] ?? "")”", remedy: "store them raw or as gzip")
    }
    guard fields["data file"] == nil, fields["datafile"] == nil, fields["byte skip"] ?? "0" == "0",
      fields["line skip"] ?? "0" == "0"
    else { throw rejected("the voxels are not in the same file, right behind the header") }
    let component = try component()
    let order = fields["endian"]?.lowercased()
    guard component.bytes == 1 || order == "little" || order == "big" else {
      throw rejected("the byte order (endian) is missing", why: "every value would be another")
    }
    return VoxelLayout(
      path: path, shownPath: path, container: container, offset: headerLength, component: component,
      bigEndian: order == "big", count: try sizes().reduce(1, *))
  }

  private func component() throws(Problem) -> ComponentType {
    guard let component = Self.components[fields["type"]?.lowercased() ?? ""] else {
      throw rejected(
        "the type “\(fields["type"] ?? "")” is not a number type", remedy: "store integers or floats")
    }
    return component
  }

  private func sizes() throws(Problem) -> [Int] {
    let sizes = words("sizes").map { Int($0) ?? 0 }
    guard sizes.count == 3 || sizes.count == 4, fields["dimension"].flatMap({ Int($0) }) == sizes.count,
      sizes.allSatisfy({ (1...1 << 15).contains($0) })
    else { throw rejected("the image has not three axes, or four of which the first counts layers") }
    return sizes
  }

  /// Layers of a segmentation with overlapping parts: the first of four axes, which has no direction in space.
  func layers() throws(Problem) -> Int {
    let sizes = try sizes()
    if sizes.count == 3 { return 1 }
    guard words("kinds").first.map({ ["list", "vector", "???"].contains($0.lowercased()) }) == true else {
      throw rejected(
        "the first of four axes is not a list of layers", remedy: "store one volume, or a segmentation")
    }
    return sizes[0]
  }

  private func geometry() throws(Problem) -> (Grid, [Problem]) {
    let sizes = try sizes().suffix(3).map { $0 }
    guard let space = fields["space"]?.lowercased(), let signs = Self.spaces[space] else {
      throw rejected(
        "the space “\(fields["space"] ?? "")” is not known", why: "left and right could be exchanged",
        remedy: "store it in left-posterior-superior or right-anterior-superior")
    }
    let axes = try vectors("space directions").suffix(3).map { $0 * signs }
    guard axes.count == 3, let origin = try vectors("space origin").first else {
      throw rejected(
        "space directions or space origin are missing", why: "the place in the patient is not known")
    }
    let grid = try grid(
      size: GridSize(sizes[0], sizes[1], sizes[2]), columns: Matrix3(axes[0], axes[1], axes[2]),
      origin: origin * signs, at: path)
    return (grid, [])
  }

  /// Signs that make LPS of it.
  private static let spaces: [String: Vector3] = [
    "left-posterior-superior": Vector3(1, 1, 1), "lps": Vector3(1, 1, 1),
    "right-anterior-superior": Vector3(-1, -1, 1), "ras": Vector3(-1, -1, 1),
    "left-anterior-superior": Vector3(1, -1, 1), "las": Vector3(1, -1, 1),
  ]

  /// `(a,b,c) (a,b,c) …`; axes without direction are `none`.
  private func vectors(_ field: String) throws(Problem) -> [Vector3] {
    let parts = (fields[field] ?? "").matches(of: /\(([^)]*)\)/).map { String($0.output.1) }
    return try parts.map { part throws(Problem) in
      let numbers = part.split(separator: ",").map { Double($0.trimmingCharacters(in: .whitespaces)) ?? .nan }
      guard numbers.count == 3, numbers.allSatisfy(\.isFinite) else {
        throw rejected("\(field) is not a list of three numbers each")
      }
      return Vector3(numbers[0], numbers[1], numbers[2])
    }
  }
}
