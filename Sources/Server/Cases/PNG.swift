internal import CZlib
import Foundation

/// A picture of 8-bit red, green and blue as PNG (RFC 2083).
struct PNG {
  let width, height: Int
  /// Three bytes a pixel, rows from above.
  var pixels: [UInt8]

  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    pixels = [UInt8](repeating: 0, count: width * height * 3)
  }

  var data: Data {
    var data = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    data += Self.chunk("IHDR", Self.big(UInt32(width)) + Self.big(UInt32(height)) + [8, 2, 0, 0, 0])
    data += Self.chunk("IDAT", compressed)
    data += Self.chunk("IEND", [])
    return data
  }

  /// Each row begins with its filter, none.
  private var compressed: [UInt8] {
    var raw: [UInt8] = []
    raw.reserveCapacity(pixels.count + height)
    for row in 0..<height {
      raw.append(0)
      raw += pixels[(row * width * 3)..<((row + 1) * width * 3)]
    }
    var size = compressBound(UInt(raw.count))
    var out = [UInt8](repeating: 0, count: Int(size))
    let result = compress2(&out, &size, raw, UInt(raw.count), 1)
    precondition(result == Z_OK, "compression into a buffer of the bound does not fail")
    return Array(out[..<Int(size)])
  }

  private static func chunk(_ name: String, _ content: [UInt8]) -> Data {
    let body = Array(name.utf8) + content
    let check = crc32(crc32(0, nil, 0), body, UInt32(body.count))
    return Data(big(UInt32(content.count)) + body + big(UInt32(check)))
  }
  private static func big(_ n: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: n >> $0) }
  }
}
