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
    let ready = waiting
    for result in parallelMap(ready.count, block: 16, { transform(ready[$0]) }) { try emit(result) }
    waiting.removeAll(keepingCapacity: true)
  }
  for source in sources {
    waiting.append(source)
    if waiting.count >= chunk { try flush() }
  }
  try flush()
}
