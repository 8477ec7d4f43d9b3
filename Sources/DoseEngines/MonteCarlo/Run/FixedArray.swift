import Parallel

/// Values in memory that does not move, for loops that take pointers; never written after `init`.
final class FixedArray<Element: Sendable>: Sendable {
  private let values: ReadOnlyPointer<Element>
  let count: Int
  var pointer: UnsafePointer<Element> { values.pointer }

  init(count: Int, _ value: (Int) throws -> Element) rethrows {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(1, count))
    values = ReadOnlyPointer(UnsafePointer(memory))
    self.count = count
    for n in 0..<count { (memory + n).initialize(to: try value(n)) }
  }

  convenience init(_ values: [Element]) { self.init(count: values.count) { values[$0] } }

  deinit { pointer.deallocate() }
}
