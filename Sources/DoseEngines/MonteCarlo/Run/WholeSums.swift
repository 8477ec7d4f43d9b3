import Foundation

/// The growing sums of a simulation, shared by all workers.
final class WholeSums: @unchecked Sendable {
  // Sendable because each slab is touched under its lock only.
  private var sums: UnsafeMutablePointer<Int64>
  private var squares: UnsafeMutablePointer<Int64>
  private let locks: [NSLock]
  private let entries: Int
  private let scale: Float
  private let squareScale: Double
  private static let slabs = 32

  /// - Parameter tally: what was done before; with no entries, nothing.
  init(_ tally: MonteCarloTally, entries: Int) {
    self.entries = entries
    sums = .allocate(capacity: entries)
    squares = .allocate(capacity: entries)
    for (memory, values) in [(sums, tally.sums), (squares, tally.squares)] {
      if values.isEmpty {
        memory.initialize(repeating: 0, count: entries)
      } else {
        memory.initialize(from: values, count: entries)
      }
    }
    locks = (0..<WholeSums.slabs).map { _ in NSLock() }
    scale = Float(exp2(-Double(tally.exponent)))
    squareScale = exp2(-Double(tally.squareExponent))
  }

  deinit {
    sums.deallocate()
    squares.deallocate()
  }

  /// Adds a batch and sets its memory to zero; `extra` follows the voxels.
  func add(_ values: UnsafeMutablePointer<Float>, extra: [Double]) {
    let voxels = entries - extra.count
    let width = (voxels + WholeSums.slabs - 1) / WholeSums.slabs
    for slab in 0..<WholeSums.slabs {
      let range = min(voxels, slab * width)..<min(voxels, (slab + 1) * width)
      locks[slab].lock()
      for n in range where values[n] != 0 {
        add(Double(values[n]), n)
        values[n] = 0
      }
      locks[slab].unlock()
    }
    locks[0].lock()
    for (n, value) in extra.enumerated() where value != 0 { add(value, voxels + n) }
    locks[0].unlock()
  }

  @inline(__always)
  private func add(_ value: Double, _ n: Int) {
    sums[n] &+= Int64((value * Double(scale)).rounded())
    // Far beyond anything a batch can hold; saturated, so that no value wraps.
    squares[n] &+= Int64(min(0x1p58, (value * value * squareScale).rounded()))
  }

  /// How noisy the dose is so far; infinite without a variance.
  func noise(_ work: MonteCarloCase, tally: MonteCarloTally) -> DoseNoise? {
    let count = Double(tally.batchCount)
    guard count >= 2 else { return nil }
    let known = work.known?.energy
    let unit = exp2(Double(tally.exponent)) / count
    let square = exp2(Double(tally.squareExponent))
    return DoseNoise(work) { n in
      Double(sums[n]) * unit + Double(known?[n] ?? 0)
    } sigma: { n in
      let mean = Double(sums[n]) * unit
      return (max(0, Double(squares[n]) * square / count - mean * mean) / (count - 1)).squareRoot()
    }
  }

  /// The state as it is now, a copy.
  func write(to tally: inout MonteCarloTally) {
    tally.sums = Array(UnsafeBufferPointer(start: sums, count: entries))
    tally.squares = Array(UnsafeBufferPointer(start: squares, count: entries))
  }

  /// The state at the end; nothing may be added afterwards. Frees one array before it copies the next.
  func finish(into tally: inout MonteCarloTally) {
    tally.sums = Array(UnsafeBufferPointer(start: sums, count: entries))
    sums.deallocate()
    sums = .allocate(capacity: 1)
    tally.squares = Array(UnsafeBufferPointer(start: squares, count: entries))
    squares.deallocate()
    squares = .allocate(capacity: 1)
  }
}
