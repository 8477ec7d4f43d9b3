import Diagnostics

extension VoxelLayout {
  /// Stored values × slope + intercept, as floats.
  func floats() throws(Problem) -> [Float] {
    let (slope, intercept) = (slope, intercept)
    if isScaled {
      return try decode(
        integer: { Float(slope * Double($0) + intercept) }, floating: { Float(slope * $0 + intercept) },
        failing: "")
    }
    return try decode(
      integer: { Float(exactly: $0) }, floating: { Float($0) },
      failing: "are integers that 32-bit floats cannot represent exactly")
  }

  /// Stored values × slope + intercept, which must be whole numbers of 32 bits.
  func labels() throws(Problem) -> [Int32] {
    let (slope, intercept, scaled) = (slope, intercept, isScaled)
    return try decode(
      integer: { scaled ? Int32(exactly: slope * Double($0) + intercept) : Int32(exactly: $0) },
      floating: { Int32(exactly: slope * $0 + intercept) },
      failing: "are not 32-bit integers, so they are not labels")
  }

  private func decode<Output>(
    integer: (Int64) -> Output?, floating: (Double) -> Output?, failing reason: String
  ) throws(Problem) -> [Output] where Output: ExpressibleByIntegerLiteral {
    try checkSize()
    var failures = 0
    var values: [Output]
    do throws(StreamFault) {
      let stream = try open()
      values = try decode(stream, integer: integer, floating: floating, failures: &failures)
      try stream.finish()
    } catch { throw error.problem(at: shownPath) }
    guard failures == 0 else {
      throw Problem(
        .dataRejected, what: "\(counted(failures, "voxel")) \(reason)", at: shownPath,
        why: "they would be changed without a word", remedy: "store the image in another type")
    }
    return values
  }

  private func decode<Output: ExpressibleByIntegerLiteral>(
    _ stream: ByteStream, integer: (Int64) -> Output?, floating: (Double) -> Output?, failures: inout Int
  ) throws(StreamFault) -> [Output] {
    func each<Bits: FixedWidthInteger>(_ bits: Bits.Type, _ value: (Bits) -> Output?) throws(StreamFault)
      -> [Output]
    {
      try decode(stream, bits, value, failures: &failures)
    }
    switch component {
    case .uint8: return try each(UInt8.self) { integer(Int64($0)) }
    case .int8: return try each(Int8.self) { integer(Int64($0)) }
    case .uint16: return try each(UInt16.self) { integer(Int64($0)) }
    case .int16: return try each(Int16.self) { integer(Int64($0)) }
    case .uint32: return try each(UInt32.self) { integer(Int64($0)) }
    case .int32: return try each(Int32.self) { integer(Int64($0)) }
    case .uint64: return try each(UInt64.self) { Int64(exactly: $0).flatMap(integer) }
    case .int64: return try each(Int64.self, integer)
    case .float32: return try each(UInt32.self) { floating(Double(Float(bitPattern: $0))) }
    case .float64: return try each(UInt64.self) { floating(Double(bitPattern: $0)) }
    }
  }

  /// Reads a megabyte at a time, so that no second copy of the volume exists.
  private func decode<Bits: FixedWidthInteger, Output: ExpressibleByIntegerLiteral>(
    _ stream: ByteStream, _: Bits.Type, _ value: (Bits) -> Output?, failures: inout Int
  ) throws(StreamFault) -> [Output] {
    let width = MemoryLayout<Bits>.size
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { buffer.deallocate() }
    var values: [Output] = []
    values.reserveCapacity(count)
    while values.count < count {
      let n = min(buffer.count / width, count - values.count)
      let part = UnsafeMutableRawBufferPointer(rebasing: buffer[0..<n * width])
      try stream.fill(part)
      for bits in part.bindMemory(to: Bits.self) {
        let decoded = value(bigEndian ? Bits(bigEndian: bits) : Bits(littleEndian: bits))
        if decoded == nil { failures += 1 }
        values.append(decoded ?? 0)
      }
    }
    return values
  }
}
