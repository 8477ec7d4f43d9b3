import Dispatch
import Foundation
import Synchronization

/// Runs `body` over 0 ..< `count` on several processors, in ranges of `block` indices.
///
/// The ranges depend on `count` and `block` alone. Which worker takes which range, and when, is left to the moment:
/// a body whose work on an index depends on nothing but that index gives the same result with any number of threads.
/// Returns when all ranges are done. It may be called from inside a body.
///
/// The body is called once per range, across the border of this target; a hot loop over the range belongs inside it.
///
/// ```swift
/// var squares = [Double](repeating: 0, count: values.count)
/// squares.withUnsafeMutableBufferPointer { buffer in
///   let out = DisjointBuffer(buffer)
///   parallelForEach(values.count, block: 4096) { range in
///     for n in range { out[n] = values[n] * values[n] }
///   }
/// }
/// ```
/// - Parameters:
///   - count: 0 or more; with 0 nothing is called.
///   - block: indices per range, at least 1; the last range may be shorter.
///   - threads: most workers at once, at least 1; by default one per active processor.
@inlinable
package func parallelForEach(
  _ count: Int, block: Int = 1, threads: Int? = nil, _ body: @Sendable (Range<Int>) -> Void
) {
  parallelForEach(count, block: block, threads: threads, scratch: { _ in }) { range, _ in body(range) }
}

/// Runs `body` over 0 ..< `count` as `parallelForEach(_:block:threads:_:)` does, with memory private to each worker.
///
/// - Parameters:
///   - scratch: makes a worker's own value from its number, 0 ..< `threads`; called at most once per worker, and only
///     by workers that find something to do. No two workers of one call have the same number.
///   - body: gets its worker's value; whatever the last range left in it is still there.
@inlinable
package func parallelForEach<Scratch>(
  _ count: Int, block: Int = 1, threads: Int? = nil, scratch: @Sendable (Int) -> Scratch,
  _ body: @Sendable (Range<Int>, inout Scratch) -> Void
) {
  precondition(count >= 0 && block >= 1, "a parallel loop over \(count) indices in blocks of \(block)")
  let blocks = (count + block - 1) / block
  let next = Atomic(0)
  DispatchQueue.concurrentPerform(iterations: workers(blocks, threads)) { worker in
    var n = next.wrappingAdd(1, ordering: .relaxed).oldValue
    guard n < blocks else { return }
    var own = scratch(worker)
    while n < blocks {
      body(n * block..<min(count, (n + 1) * block), &own)
      n = next.wrappingAdd(1, ordering: .relaxed).oldValue
    }
  }
}

@usableFromInline
func workers(_ blocks: Int, _ threads: Int?) -> Int {
  min(blocks, max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount))
}
