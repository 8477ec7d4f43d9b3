/// Sorts finite keys in falling order and carries the values along; stable, linear in the number of entries.
///
/// A radix sort over the order-preserving bits of the key: a body contour on a CT grid has tens of millions of voxels.
func sortedFalling(_ keys: [Float], with values: [Float]) -> (keys: [Float], values: [Float]) {
  var entries = [UInt64](repeating: 0, count: keys.count)
  for n in keys.indices { entries[n] = UInt64(fallingBits(keys[n])) << 32 | UInt64(values[n].bitPattern) }
  if entries.count < 4096 { sortByKey(&entries) } else { radixSort(&entries) }
  var sortedKeys = keys
  var sortedValues = values
  for n in entries.indices {
    sortedKeys[n] = key(fallingBits: UInt32(truncatingIfNeeded: entries[n] >> 32))
    sortedValues[n] = Float(bitPattern: UInt32(truncatingIfNeeded: entries[n]))
  }
  return (sortedKeys, sortedValues)
}

/// Bits whose unsigned order is the falling order of the floating-point values.
private func fallingBits(_ value: Float) -> UInt32 {
  let bits = value.bitPattern
  return ~(bits & 0x8000_0000 != 0 ? ~bits : bits | 0x8000_0000)
}

private func key(fallingBits: UInt32) -> Float {
  let bits = ~fallingBits
  return Float(bitPattern: bits & 0x8000_0000 != 0 ? bits & 0x7FFF_FFFF : ~bits)
}

private func sortByKey(_ entries: inout [UInt64]) { entries.sort() }

/// Three passes of 11, 11 and 10 bits over the upper half of each entry.
private func radixSort(_ entries: inout [UInt64]) {
  var other = [UInt64](repeating: 0, count: entries.count)
  for (shift, bits) in [(32, 11), (43, 11), (54, 10)] {
    let mask = UInt64((1 << bits) - 1)
    var starts = [Int](repeating: 0, count: (1 << bits) + 1)
    for e in entries { starts[Int(e >> UInt64(shift) & mask) + 1] += 1 }
    for n in 1..<starts.count { starts[n] += starts[n - 1] }
    for e in entries {
      let bin = Int(e >> UInt64(shift) & mask)
      other[starts[bin]] = e
      starts[bin] += 1
    }
    swap(&entries, &other)
  }
}
