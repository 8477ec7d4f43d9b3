/// Memory that several workers fill, each its own elements.
///
/// A view, not an owner: whoever lends or allocates the memory keeps it until all workers have ended.
/// It is *not* a lock: two workers that touch one element, or one that reads what another may still write, are a
/// mistake that nothing reports.
@usableFromInline
package struct DisjointBuffer<Element>: @unchecked Sendable {
  // Sendable because of the rule above: `parallelForEach` hands each index to one worker, a worker touches only the
  // elements of its indices, and the caller reads after the loop has returned, which orders all writes before it.

  /// The first element; of an empty buffer, an address that is never read.
  @usableFromInline package let pointer: UnsafeMutablePointer<Element>
  @usableFromInline package let count: Int

  @inlinable
  package init(_ buffer: UnsafeMutableBufferPointer<Element>) {
    pointer = buffer.baseAddress ?? UnsafeMutablePointer(bitPattern: MemoryLayout<Element>.alignment)!
    count = buffer.count
  }

  /// Memory of its own, filled with `value`; the caller must `deallocate` it.
  @inlinable
  package static func allocate(_ count: Int, repeating value: Element) -> DisjointBuffer {
    let buffer = UnsafeMutableBufferPointer<Element>.allocate(capacity: count)
    buffer.initialize(repeating: value)
    return DisjointBuffer(buffer)
  }

  /// Memory of its own that nobody has written yet; the caller must `deallocate` it.
  @inlinable
  package static func uninitialised(_ count: Int) -> DisjointBuffer where Element: BitwiseCopyable {
    DisjointBuffer(UnsafeMutableBufferPointer<Element>.allocate(capacity: count))
  }

  /// Frees what `allocate` or `uninitialised` returned, and releases its elements.
  @inlinable
  package func deallocate() {
    pointer.deinitialize(count: count)
    pointer.deallocate()
  }

  /// The element `n`, which must be initialised; the index is not checked in optimised builds.
  @inlinable
  package subscript(n: Int) -> Element {
    get {
      assert(n >= 0 && n < count)
      return pointer[n]
    }
    nonmutating set {
      assert(n >= 0 && n < count)
      pointer[n] = newValue
    }
  }

  /// The elements of a range, from index 0 on.
  @inlinable
  package subscript(range: Range<Int>) -> UnsafeMutableBufferPointer<Element> {
    assert(range.lowerBound >= 0 && range.upperBound <= count)
    return UnsafeMutableBufferPointer(start: pointer + range.lowerBound, count: range.count)
  }

  /// A copy of all elements, for the time after the loop.
  @inlinable
  package var array: [Element] { Array(UnsafeBufferPointer(start: pointer, count: count)) }
}
