import Diagnostics

/// What is written as pixel data.
public enum Pixels: Sendable {
  case unsigned8([UInt8])
  case unsigned16([UInt16])
  case signed16([Int16])
  case unsigned32([UInt32])
  /// Parametric Map, (7FE0,0008).
  case float([Float])
  /// (7FE0,0009).
  case double([Double])
  /// One byte per pixel, 0 or not 0; written as packed single bits.
  case bits([UInt8])
}

extension DataSet {
  /// Sets pixel data with everything that describes them: rows, columns, frames, samples 1, photometric
  /// interpretation, bits and signedness.
  /// - Throws: `internalError` if the number of values is not rows × columns × frames.
  public func setPixels(
    _ pixels: Pixels, rows: Int, columns: Int, frames: Int? = nil, photometric: String = "MONOCHROME2"
  ) throws(Problem) {
    guard pixels.count == rows * columns * (frames ?? 1) else {
      throw Problem(
        .internalError, what: "\(pixels.count) pixels for \(rows) × \(columns) × \(frames ?? 1)",
        at: place(.pixelData))
    }
    try set(.samplesPerPixel, 1)
    try set(.photometricInterpretation, photometric)
    if let frames { try set(.numberOfFrames, frames) }
    try set(.rows, rows)
    try set(.columns, columns)
    try set(.bitsAllocated, pixels.bits)
    if pixels.isInteger {
      try set(.bitsStored, pixels.bits)
      try set(.highBit, pixels.bits - 1)
      try set(.pixelRepresentation, pixels.isSigned ? 1 : 0)
    }
    try set(pixels.tag, bytes: pixels.bytes, vr: pixels.vr)
  }
}

extension DataSet {
  /// Sets a picture in colour: three bytes for each pixel, rows from the top.
  /// - Throws: `internalError` if the bytes do not fill the picture.
  public func setColours(_ bytes: [UInt8], rows: Int, columns: Int) throws(Problem) {
    guard bytes.count == rows * columns * 3 else {
      throw Problem(
        .internalError, what: "\(bytes.count) bytes for \(rows) × \(columns) pixels in colour",
        at: place(.pixelData))
    }
    try set(.samplesPerPixel, 3)
    try set(.photometricInterpretation, "RGB")
    try set(.planarConfiguration, 0)
    for (tag, value) in [
      (Tag.rows, rows), (.columns, columns), (.bitsAllocated, 8), (.bitsStored, 8), (.highBit, 7),
      (.pixelRepresentation, 0),
    ] { try set(tag, value) }
    try set(.pixelData, bytes: bytes, vr: "OB")
  }
}

extension Pixels {
  public var count: Int {
    switch self {
    case .unsigned8(let v), .bits(let v): v.count
    case .unsigned16(let v): v.count
    case .signed16(let v): v.count
    case .unsigned32(let v): v.count
    case .float(let v): v.count
    case .double(let v): v.count
    }
  }

  var bits: Int {
    switch self {
    case .unsigned8: 8
    case .bits: 1
    case .unsigned16, .signed16: 16
    case .unsigned32, .float: 32
    case .double: 64
    }
  }

  var isSigned: Bool { if case .signed16 = self { true } else { false } }

  var isInteger: Bool {
    switch self {
    case .float, .double: false
    default: true
    }
  }

  var tag: Tag {
    switch self {
    case .float: .floatPixelData
    case .double: .doubleFloatPixelData
    default: .pixelData
    }
  }

  var vr: String {
    switch self {
    case .unsigned8, .bits: "OB"
    case .float: "OF"
    case .double: "OD"
    default: "OW"
    }
  }

  /// Little endian, as this program runs on little-endian machines only.
  var bytes: [UInt8] {
    switch self {
    case .unsigned8(let v): v
    case .unsigned16(let v): v.withUnsafeBytes(Array.init)
    case .signed16(let v): v.withUnsafeBytes(Array.init)
    case .unsigned32(let v): v.withUnsafeBytes(Array.init)
    case .float(let v): v.withUnsafeBytes(Array.init)
    case .double(let v): v.withUnsafeBytes(Array.init)
    case .bits(let v): Pixels.packed(v)
    }
  }

  /// The first pixel is the lowest bit of the first byte (PS3.5 8.1.1).
  static func packed(_ values: [UInt8]) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: (values.count + 7) / 8)
    for (n, value) in values.enumerated() where value != 0 { bytes[n >> 3] |= 1 << UInt8(n & 7) }
    return bytes
  }
}

extension DataSet {
  /// Bytes of uncompressed pixel data; `nil` without pixel data, or where they are compressed.
  package var nativePixelLength: Int? {
    let native = [
      "1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99",
    ]
    guard native.contains(transferSyntax) else { return nil }
    return [Tag.pixelData, .floatPixelData, .doubleFloatPixelData].lazy.compactMap { self.element($0) }.first
      .map { Int($0.length) }
  }
}
