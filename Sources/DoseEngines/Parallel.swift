import Dispatch

/// Memory that several workers fill, each its own part.
struct Shared<Element>: @unchecked Sendable {
  // Sendable because every worker writes only the elements of the indices that it was given, and nobody reads them
  // before all workers are done.
  let pointer: UnsafeMutablePointer<Element>
  init(_ pointer: UnsafeMutablePointer<Element>) { self.pointer = pointer }
}

/// Runs `body` for every index; worker w takes w, w + workers, …, so the work of an index never depends on the number
/// of workers. `scratch` makes one private value per worker.
func parallel<Scratch>(
  _ count: Int, workers: Int, scratch: @Sendable () -> Scratch, _ body: @Sendable (Int, inout Scratch) -> Void
) {
  let used = max(1, min(workers, count))
  DispatchQueue.concurrentPerform(iterations: used) { worker in
    var own = scratch()
    for n in stride(from: worker, to: count, by: used) { body(n, &own) }
  }
}
