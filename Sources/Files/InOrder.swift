import Dispatch

/// Transforms a sequence on all processors and hands over the results in its order, holding no more than `chunk` of
/// them. The results do not depend on the number of threads.
///
/// - Parameters:
///   - transform: called from several threads at once.
///   - emit: called from the calling thread.
package func inOrder<Source: Sendable, Result: Sendable>(
  _ sources: some Sequence<Source>, chunk: Int = 512, _ transform: @Sendable (Source) -> Result,
  emit: (Result) throws -> Void
) rethrows {
  var waiting: [Source] = []
  func flush() throws {
    for result in concurrently(waiting, transform) { try emit(result) }
    waiting.removeAll(keepingCapacity: true)
  }
  for source in sources {
    waiting.append(source)
    if waiting.count >= chunk { try flush() }
  }
  try flush()
}

private func concurrently<Source: Sendable, Result: Sendable>(
  _ sources: [Source], _ transform: @Sendable (Source) -> Result
) -> [Result] {
  let block = 16
  return .init(unsafeUninitializedCapacity: sources.count) { buffer, count in
    // Each iteration writes its own elements only.
    nonisolated(unsafe) let results = buffer
    DispatchQueue.concurrentPerform(iterations: (sources.count + block - 1) / block) { n in
      for i in (n * block)..<min((n + 1) * block, sources.count) {
        results.initializeElement(at: i, to: transform(sources[i]))
      }
    }
    count = sources.count
  }
}
