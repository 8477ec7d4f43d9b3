import Diagnostics
import Foundation
import Volumes

/// The 348-byte header of NIfTI-1 (Cox et al., nifti1.h, https://nifti.nimh.nih.gov/nifti-1; field offsets from there).
struct NIfTIFile {
  static let headerSize = 348
  /// Data begin after the header and four bytes that announce extensions.
  static let dataOffset = 352

  var path: String
  var bytes: [UInt8]
  var bigEndian: Bool

  init(path: String) throws(Problem) {
    _ = try fileSize(path, shownAs: path)
    let bytes: [UInt8]
    do throws(StreamFault) { bytes = try GzipStream(path: path).bytes(Self.headerSize) } catch {
      if case .truncated = error { throw Self.foreign(path, "it is shorter than a NIfTI-1 header") }
      throw error.problem(at: path)
    }
    (self.path, self.bytes, bigEndian) = (path, bytes, false)
    if int32(0) != Self.headerSize { bigEndian = true }
    guard int32(0) == Self.headerSize else {
      bigEndian = false
      let isNIfTI2 = int32(0) == 540 || UInt32(truncatingIfNeeded: int32(0)).byteSwapped == 540
      throw Self.foreign(
        path, isNIfTI2 ? "it is NIfTI-2" : "it does not begin with the length of a NIfTI-1 header")
    }
    guard Array(bytes[344..<348]) == Array("n+1\0".utf8) else {
      throw Self.foreign(
        path, "it has not the mark n+1; Analyze files and .hdr/.img pairs keep no trusted orientation")
    }
  }

  private static func foreign(_ path: String, _ reason: String) -> Problem {
    Problem(
      .dataRejected, what: "this is not a single-file NIfTI-1 image: \(reason)", at: path,
      remedy: "convert it to NIfTI-1, to MetaImage, or give the DICOM series")
  }

  private func bits<T: FixedWidthInteger>(_ offset: Int, _: T.Type) -> T {
    let raw = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: T.self) }
    return bigEndian ? T(bigEndian: raw) : T(littleEndian: raw)
  }
  func int16(_ offset: Int) -> Int { Int(bits(offset, Int16.self)) }
  func int32(_ offset: Int) -> Int { Int(bits(offset, Int32.self)) }
  func float(_ offset: Int) -> Double { Double(Float(bitPattern: bits(offset, UInt32.self))) }
  func vector(_ offset: Int) -> Vector3 { Vector3(float(offset), float(offset + 4), float(offset + 8)) }

  // Fields that are used, by the standard's names.
  func dim(_ n: Int) -> Int { int16(40 + 2 * n) }
  func pixdim(_ n: Int) -> Double { float(76 + 4 * n) }
  var datatype: Int { int16(70) }
  var voxOffset: Double { float(108) }
  var sclSlope: Double { float(112) }
  var sclInter: Double { float(116) }
  var xyztUnits: Int { Int(bytes[123]) }
  var qformCode: Int { int16(252) }
  var sformCode: Int { int16(254) }
  var quatern: Vector3 { vector(256) }
  var qoffset: Vector3 { vector(268) }
  /// Rows of the sform; the last value of each is the offset.
  func srow(_ n: Int) -> SIMD4<Double> {
    let at = 280 + 16 * n
    return SIMD4(float(at), float(at + 4), float(at + 8), float(at + 12))
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
    guard voxOffset.isFinite, voxOffset >= Double(Self.dataOffset), voxOffset < 1e9,
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
