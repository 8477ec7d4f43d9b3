import Foundation

/// Bytes of a DICOM file put together by hand, right or wrong.
struct RawObject {
  var bytes: [UInt8] = []

  static func u16(_ v: Int) -> [UInt8] { [UInt8(v & 255), UInt8(v >> 8 & 255)] }
  static func u32(_ v: Int) -> [UInt8] { (0..<4).map { UInt8(v >> (8 * $0) & 255) } }

  /// Explicit VR, little endian; `length` lies about the value where it is given.
  static func element(_ group: Int, _ element: Int, _ vr: String, _ value: [UInt8], length: Int? = nil)
    -> [UInt8]
  {
    let isLong = ["OB", "OW", "OF", "SQ", "UN", "UT"].contains(vr)
    let n = length ?? value.count
    return u16(group) + u16(element) + Array(vr.utf8) + (isLong ? [0, 0] + u32(n) : u16(n)) + value
  }

  static func text(_ group: Int, _ number: Int, _ vr: String, _ value: String) -> [UInt8] {
    let bytes = Array(value.utf8)
    return element(group, number, vr, bytes.count % 2 == 0 ? bytes : bytes + [vr == "UI" ? 0 : 32])
  }

  static func item(_ content: [UInt8]) -> [UInt8] { u16(0xFFFE) + u16(0xE000) + u32(content.count) + content }

  /// A whole file: preamble, meta information, data set.
  init(_ dataSet: [UInt8], syntax: String = "1.2.840.10008.1.2.1") {
    let meta = Self.text(2, 0x10, "UI", syntax)
    bytes =
      [UInt8](repeating: 0, count: 128) + Array("DICM".utf8)
      + Self.element(2, 0, "UL", Self.u32(meta.count)) + meta + dataSet
  }

  /// Sequences in sequences.
  static func nested(_ depth: Int) -> [UInt8] {
    let open =
      u16(0x0008) + u16(0x1140) + Array("SQ".utf8) + [0, 0] + u32(0xFFFF_FFFF) + u16(0xFFFE) + u16(0xE000)
      + u32(0xFFFF_FFFF)
    let close = u16(0xFFFE) + u16(0xE00D) + u32(0) + u16(0xFFFE) + u16(0xE0DD) + u32(0)
    return Array(repeatElement(open, count: depth).joined())
      + Array(repeatElement(close, count: depth).joined())
  }
}
