import DICOM
import Diagnostics
import Foundation
import Volumes

/// The stored frames of a segmentation, read segment by segment.
///
/// Single bits are looked at where they lie in the file's packed pixel data: one row is searched 64 pixels at a time,
/// so that a hundred mostly empty segments of a whole body cost little.
struct SegmentFrames: Sendable {
  private let rows, columns: Int
  private let slices: [Int]
  private let coding: SegmentationFile.Coding
  /// Frames of each segment; empty for a label map.
  private let frames: [Int: [Int]]
  private let pixels: PixelFrames
  private let packed: [UInt8]?
  /// The frames of a label map as one volume.
  private let labelVolume: LabelVolume?

  init(
    _ dataSet: DataSet, _ pixels: PixelFrames, stack: FrameStack, segments: [Int],
    coding: SegmentationFile.Coding
  ) throws {
    (rows, columns, slices) = (pixels.rows, pixels.columns, stack.slices)
    (self.pixels, self.coding) = (pixels, coding)
    frames = Dictionary(grouping: segments.indices, by: { segments[$0] })
    labelVolume = coding == .labels ? try SegmentFrames.labels(dataSet, pixels, stack) : nil
    if pixels.kind == .bit, !pixels.isCompressed {
      guard let bytes = dataSet.bytes(.pixelData), bytes.count * 8 >= pixels.frameCount * pixels.frames else {
        throw Problem(
          .dataRejected, what: "pixel data are shorter than the frames need", at: dataSet.place(.pixelData))
      }
      packed = bytes
    } else {
      packed = nil
    }
  }

  func region(of segment: Int, on grid: Grid) throws -> Occupancy {
    if let labelVolume { return labelVolume.region(of: segment) }
    if let packed { return packedRegion(frames[segment] ?? [], packed, grid) }
    var planes: [(slice: Int, values: [Float])] = []
    var extent = VoxelExtent()
    for frame in frames[segment] ?? [] {
      let values = try fractions(frame)
      guard include(values, slices[frame], &extent) else { continue }
      planes.append((slices[frame], values))
    }
    let box = extent.box
    var fractions = [Float](repeating: 0, count: box.count)
    for (slice, values) in planes { lay(values, slice, box, &fractions) }
    return Occupancy(grid: grid, box: box, fractions: fractions)
  }

  private func include(_ values: [Float], _ slice: Int, _ extent: inout VoxelExtent) -> Bool {
    var any = false
    for j in 0..<rows {
      let row = values[j * columns..<(j + 1) * columns]
      guard let first = row.firstIndex(where: { $0 > 0 }), let last = row.lastIndex(where: { $0 > 0 }) else {
        continue
      }
      extent.include(first - j * columns, j, slice)
      extent.include(last - j * columns, j, slice)
      any = true
    }
    return any
  }

  private func lay(_ values: [Float], _ slice: Int, _ box: IndexBox, _ fractions: inout [Float]) {
    for j in box.lower.j..<box.upper.j {
      let to = box.size.i * (j - box.lower.j + box.size.j * (slice - box.lower.k))
      for i in box.lower.i..<box.upper.i {
        fractions[to + i - box.lower.i] = max(fractions[to + i - box.lower.i], values[j * columns + i])
      }
    }
  }

  private func fractions(_ frame: Int) throws -> [Float] {
    switch coding {
    case .binary, .labels: try pixels.bytes(frame: frame).map { $0 == 0 ? 0 : 1 }
    case .occupancy(let maximum):
      try pixels.floats(frame: frame, slope: 1 / maximum).map { min(1, max(0, $0)) }
    case .probability(let maximum):
      try pixels.floats(frame: frame, slope: 1 / maximum).map { $0 >= 0.5 ? 1 : 0 }
    }
  }

  /// The greatest stored value. A frame that cannot be decoded is refused where a region is made of it.
  var greatest: Float {
    (0..<pixels.frames).reduce(0) { most, frame in
      max(most, (try? pixels.floats(frame: frame, slope: 1))?.max() ?? 0)
    }
  }

  /// True if no two voxels hold different values other than 0.
  var isTwoValued: Bool {
    guard pixels.kind != .bit else { return true }
    var full: Float?
    for frame in 0..<pixels.frames {
      for value in (try? pixels.floats(frame: frame, slope: 1)) ?? [] where value != 0 && value != full {
        guard full == nil else { return false }
        full = value
      }
    }
    return true
  }

  /// Labels that occur in a label map; empty for the other codings.
  var labels: [Int] { labelVolume?.labels ?? [] }

  /// One volume of labels; pixels of the padding value are background.
  private static func labels(_ dataSet: DataSet, _ pixels: PixelFrames, _ stack: FrameStack) throws
    -> LabelVolume
  {
    guard pixels.samples == 1, [8, 16].contains(pixels.bitsAllocated), !pixels.isSigned else {
      throw Problem(
        .dataRejected, what: "a label map needs unsigned pixels of 8 or 16 bits",
        at: dataSet.place(.bitsAllocated))
    }
    let padding = dataSet.int(.pixelPaddingValue).flatMap { UInt16(exactly: $0) }
    let wide = pixels.bitsAllocated == 16
    let count = pixels.frameCount
    var voxels = [UInt16](repeating: 0, count: stack.grid.size.count)
    for frame in stack.slices.indices {
      let bytes = try pixels.bytes(frame: frame)
      let base = stack.slices[frame] * count
      for n in 0..<count {
        let value = wide ? UInt16(bytes[2 * n]) | UInt16(bytes[2 * n + 1]) << 8 : UInt16(bytes[n])
        if value != 0, value != padding { voxels[base + n] = value }
      }
    }
    return LabelVolume(grid: stack.grid, voxels: voxels)
  }

  private func packedRegion(_ own: [Int], _ packed: [UInt8], _ grid: Grid) -> Occupancy {
    packed.withUnsafeBytes { raw in
      let bits = PackedBits(raw)
      var extent = VoxelExtent()
      for frame in own {
        for j in 0..<rows {
          guard let (first, last) = bits.extent(from: (frame * rows + j) * columns, count: columns) else {
            continue
          }
          extent.include(first, j, slices[frame])
          extent.include(last, j, slices[frame])
        }
      }
      let box = extent.box
      var fractions = [Float](repeating: 0, count: box.count)
      for frame in own where box.count > 0 {
        for j in box.lower.j..<box.upper.j {
          let start = (frame * rows + j) * columns
          guard let (first, last) = bits.extent(from: start, count: columns) else { continue }
          let to = box.size.i * (j - box.lower.j + box.size.j * (slices[frame] - box.lower.k)) - box.lower.i
          for i in first...last where bits[start + i] { fractions[to + i] = 1 }
        }
      }
      return Occupancy(grid: grid, box: box, fractions: fractions)
    }
  }
}

/// Bits of a byte string, the lowest bit of each byte first (PS3.5 8.1.1).
private struct PackedBits {
  private let bytes: UnsafeRawBufferPointer
  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  subscript(bit: Int) -> Bool { bytes[bit >> 3] >> UInt8(bit & 7) & 1 != 0 }

  /// First and last set bit among `count` bits, counted from `start`; `nil` if none is set.
  func extent(from start: Int, count: Int) -> (Int, Int)? {
    var position = start
    let end = start + count
    while position < end, word(position, end) == 0 { position += 64 - position & 7 }
    guard position < end else { return nil }
    let first = position + word(position, end).trailingZeroBitCount
    var tail = max(first, end - 57)
    while word(tail, end) == 0 { tail = max(first, tail - 57) }
    let last = tail + 63 - word(tail, end).leadingZeroBitCount
    return (first - start, last - start)
  }

  /// The bits from `position` to the end of eight bytes or to `end`; the lowest one is that at `position`.
  private func word(_ position: Int, _ end: Int) -> UInt64 {
    let byte = position >> 3
    var value: UInt64 = 0
    if byte + 8 <= bytes.count {
      value = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: byte, as: UInt64.self))
    } else {
      for n in byte..<bytes.count { value |= UInt64(bytes[n]) << UInt64(8 * (n - byte)) }
    }
    value >>= UInt64(position & 7)
    let valid = min(64 - position & 7, end - position)
    return valid < 64 ? value & (1 << UInt64(valid) - 1) : value
  }
}
