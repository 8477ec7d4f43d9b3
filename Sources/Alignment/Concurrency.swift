import Foundation
import Volumes

/// A pointer into a buffer of which each thread writes its own part.
struct Pointer<T>: @unchecked Sendable {
  // The parts that threads write do not overlap, and the buffer outlives `concurrently`.
  let base: UnsafeMutablePointer<T>
  init(_ base: UnsafeMutablePointer<T>) { self.base = base }
}

/// A pointer that all threads only read.
struct ReadPointer<T>: @unchecked Sendable {
  // Nobody writes while it is read, and the buffer outlives `concurrently`.
  let base: UnsafePointer<T>
  init(_ base: UnsafePointer<T>) { self.base = base }
}

/// Runs `body` for 0..<count on all cores, in blocks so that short bodies pay.
func concurrently(_ count: Int, _ body: @Sendable (Int) -> Void) {
  let block = max(1, count / 64)
  let blocks = (count + block - 1) / block
  DispatchQueue.concurrentPerform(iterations: blocks) { b in
    for n in b * block..<min(count, (b + 1) * block) { body(n) }
  }
}

extension Volume {
  /// `map` compiled into this target, for large volumes.
  func mapped<T>(_ transform: (Element) -> T) -> Volume<T> {
    let values = voxels.withUnsafeBufferPointer { source in
      [T](unsafeUninitializedCapacity: source.count) { target, count in
        for n in source.indices { (target.baseAddress! + n).initialize(to: transform(source[n])) }
        count = source.count
      }
    }
    return try! Volume<T>(grid: grid, voxels: values)
  }
}
