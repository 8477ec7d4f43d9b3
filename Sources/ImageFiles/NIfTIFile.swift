import Diagnostics
import Foundation
import Volumes

/// The header of a single-file NIfTI image: 348 bytes of NIfTI-1 (Cox et al., nifti1.h,
/// https://nifti.nimh.nih.gov/nifti-1) or 540 bytes of NIfTI-2 (nifti2.h, https://nifti.nimh.nih.gov/nifti-2), which has
/// the same fields in wider types. Field offsets are from there.
struct NIfTIFile {
  static let headerSize = 348, wideHeaderSize = 540
  /// Data begin beyond the header and four bytes that announce extensions.
  static let dataOffset = 352

  var path: String
  var bytes: [UInt8]
  var bigEndian: Bool
  /// NIfTI-2.
  private(set) var isWide = false

  init(path: String) throws(Problem) {
    _ = try fileSize(path, shownAs: path)
    (self.path, bytes, bigEndian) = (path, try Self.first(Self.headerSize, of: path), false)
    try findOrder()
    if isWide { bytes = try Self.first(Self.wideHeaderSize, of: path) }
    let mark = isWide ? Array(bytes[4..<12]) : Array(bytes[344..<348])
    let due = isWide ? Array("n+2\0\r\n\u{1a}\n".utf8) : Array("n+1\0".utf8)
    guard mark == due else {
      throw Self.foreign(
        path,
        "it has not the mark n+\(isWide ? 2 : 1); Analyze files and .hdr/.img pairs keep no trusted orientation"
      )
    }
  }

  private static func first(_ count: Int, of path: String) throws(Problem) -> [UInt8] {
    do throws(StreamFault) { return try GzipStream(path: path).bytes(count) } catch {
      if case .truncated = error { throw foreign(path, "it is shorter than a NIfTI header") }
      throw error.problem(at: path)
    }
  }

  /// The first field is the length of the header; it gives the version and the byte order.
  private mutating func findOrder() throws(Problem) {
    for order in [false, true] {
      bigEndian = order
      let length = int32(0)
      guard length == Self.headerSize || length == Self.wideHeaderSize else { continue }
      isWide = length == Self.wideHeaderSize
      return
    }
    bigEndian = false
    throw Self.foreign(path, "it does not begin with the length of a NIfTI header")
  }

  private static func foreign(_ path: String, _ reason: String) -> Problem {
    Problem(
      .dataRejected, what: "this is not a single-file NIfTI image: \(reason)", at: path,
      remedy: "convert it to NIfTI-1, to MetaImage, or give the DICOM series")
  }

  private func bits<T: FixedWidthInteger>(_ offset: Int, _: T.Type) -> T {
    let raw = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: T.self) }
    return bigEndian ? T(bigEndian: raw) : T(littleEndian: raw)
  }
  func int16(_ offset: Int) -> Int { Int(bits(offset, Int16.self)) }
  func int32(_ offset: Int) -> Int { Int(bits(offset, Int32.self)) }
  private func int64(_ offset: Int) -> Int { Int(bits(offset, Int64.self)) }
  /// A real number: 32 bits in NIfTI-1, 64 in NIfTI-2, at the offset of each.
  private func real(_ narrow: Int, _ wide: Int) -> Double {
    isWide
      ? Double(bitPattern: bits(wide, UInt64.self)) : Double(Float(bitPattern: bits(narrow, UInt32.self)))
  }
  private func vector(_ narrow: Int, _ wide: Int) -> Vector3 {
    Vector3(real(narrow, wide), real(narrow + 4, wide + 8), real(narrow + 8, wide + 16))
  }

  // Fields that are used, by the standard's names.
  func dim(_ n: Int) -> Int { isWide ? int64(16 + 8 * n) : int16(40 + 2 * n) }
  func pixdim(_ n: Int) -> Double { real(76 + 4 * n, 104 + 8 * n) }
  var datatype: Int { int16(isWide ? 12 : 70) }
  var voxOffset: Double { isWide ? Double(int64(168)) : real(108, 0) }
  var sclSlope: Double { real(112, 176) }
  var sclInter: Double { real(116, 184) }
  var xyztUnits: Int { isWide ? int32(500) : Int(bytes[123]) }
  var qformCode: Int { isWide ? int32(344) : int16(252) }
  var sformCode: Int { isWide ? int32(348) : int16(254) }
  var quatern: Vector3 { vector(256, 352) }
  var qoffset: Vector3 { vector(268, 376) }
  /// Rows of the sform; the last value of each is the offset.
  func srow(_ n: Int) -> SIMD4<Double> {
    let (narrow, wide) = (280 + 16 * n, 400 + 32 * n)
    return SIMD4(
      real(narrow, wide), real(narrow + 4, wide + 8), real(narrow + 8, wide + 16),
      real(narrow + 12, wide + 24))
  }
}

extension NIfTIFile {
  static let components: [Int: ComponentType] = [
    2: .uint8, 4: .int16, 8: .int32, 16: .float32, 64: .float64, 256: .int8, 512: .uint16, 768: .uint32,
    1024: .int64, 1280: .uint64,
  ]

  func imageHeader(orientation: NIfTITransform?) throws(Problem) -> ImageHeader {
    let size = try size()
    let geometry = try geometry(size: size, chosen: orientation)
    let scale = try scale()
    return ImageHeader(
      format: .nifti, grid: geometry.grid, component: try component(),
      volumes: max(1, dim(0) > 3 ? dim(4) : 1),
      slope: scale.slope, intercept: scale.intercept, geometrySource: geometry.source,
      findings: geometry.findings)
  }

  func layout(volume: Int) throws(Problem) -> VoxelLayout {
    guard voxOffset.isFinite, voxOffset >= Double(isWide ? Self.wideHeaderSize + 4 : Self.dataOffset),
      voxOffset < 1e9,
      voxOffset.rounded() == voxOffset
    else {
      throw Problem(.dataRejected, what: "the place of the voxels (vox_offset) makes no sense", at: path)
    }
    let (size, component, scale) = (try size(), try component(), try scale())
    return VoxelLayout(
      path: path, shownPath: path, container: try isCompressed() ? .gzip : .plain, offset: Int(voxOffset),
      skipped: volume * size.count * component.bytes, component: component, bigEndian: bigEndian,
      count: size.count, slope: scale.slope, intercept: scale.intercept)
  }

  private func isCompressed() throws(Problem) -> Bool {
    do throws(StreamFault) {
      return try PlainStream(path: path, offset: 0).bytes(2) == [0x1f, 0x8b]
    } catch { throw error.problem(at: path) }
  }

  private func size() throws(Problem) -> GridSize {
    let dimensions = (1...7).map { $0 <= dim(0) ? dim($0) : 1 }
    guard (3...7).contains(dim(0)), dimensions.allSatisfy({ $0 > 0 }),
      dimensions[4...].allSatisfy({ $0 == 1 })
    else {
      throw Problem(
        .dataRejected, what: "the image has not three axes, or four of which the fourth counts volumes",
        at: path,
        why: "planar images and vector fields have no voxel grid here", remedy: "give a volume")
    }
    // The wide numbers of NIfTI-2 can ask for more than there is.
    guard dimensions.allSatisfy({ $0 < 1 << 20 }), dimensions[0] * dimensions[1] * dimensions[2] <= 1 << 34
    else {
      throw Problem(
        .dataRejected,
        what: "the image has \(dimensions[0]) × \(dimensions[1]) × \(dimensions[2]) voxels: too many",
        at: path)
    }
    return GridSize(dimensions[0], dimensions[1], dimensions[2])
  }

  private func component() throws(Problem) -> ComponentType {
    guard let component = Self.components[datatype] else {
      throw Problem(
        .dataRejected,
        what: "voxels of NIfTI data type \(datatype) (colour, complex or bits) are not numbers",
        at: path, remedy: "store integers or floats")
    }
    return component
  }

  /// A slope of 0 means that the file has no scale (nifti1.h).
  private func scale() throws(Problem) -> (slope: Double, intercept: Double) {
    if sclSlope == 0 { return (1, 0) }
    guard sclSlope.isFinite, sclInter.isFinite else {
      throw Problem(
        .dataRejected, what: "the scale of the values (scl_slope, scl_inter) is not finite", at: path,
        why: "the voxel values cannot be known", remedy: "export the image again")
    }
    return (sclSlope, sclInter)
  }
}
