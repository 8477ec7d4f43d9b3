/// The values of `body` for 0 ..< `count` in order, computed on several processors.
///
/// The result is the same with any number of threads, and so is the error: every index is tried, and of those that
/// fail the first in order decides. To see all failures, let `body` return a `Result`.
///
/// ```swift
/// let headers = try parallelMap(paths.count) { try Header(path: paths[$0]) }
/// ```
/// - Parameters:
///   - count: 0 or more.
///   - block: neighbouring indices that one worker takes at a time; larger for short bodies.
///   - threads: most workers at once, at least 1; by default one per active processor.
/// - Throws: what `body` throws for the lowest index at which it throws.
@inlinable
package func parallelMap<Value: Sendable, Failure: Error>(
  _ count: Int, block: Int = 1, threads: Int? = nil, _ body: @Sendable (Int) throws(Failure) -> Value
) throws(Failure) -> [Value] {
  var results = [Result<Value, Failure>?](repeating: nil, count: count)
  results.withUnsafeMutableBufferPointer { buffer in
    let slots = DisjointBuffer(buffer)
    parallelForEach(count, block: block, threads: threads) { range in
      for n in range { slots[n] = Result { () throws(Failure) in try body(n) } }
    }
  }
  var values: [Value] = []
  values.reserveCapacity(count)
  for result in results { values.append(try result!.get()) }
  return values
}
