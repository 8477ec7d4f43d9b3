/// Memory that several workers read and nobody writes.
///
/// A view, not an owner: made inside `withUnsafeBufferPointer`, it must not outlive that closure; made from memory
/// that an object owns, it must not outlive the object.
@usableFromInline
package struct ReadOnlyPointer<Element>: @unchecked Sendable {
  // Sendable because nobody writes while it is lent: the array that owns the memory is held by the caller, who waits
  // for all workers, or the owner has no way to write after `init`.

  /// The first element; of empty memory, an address that is never read.
  @usableFromInline package let pointer: UnsafePointer<Element>

  @inlinable
  package init(_ pointer: UnsafePointer<Element>) { self.pointer = pointer }

  @inlinable
  package init(_ buffer: UnsafeBufferPointer<Element>) {
    pointer = buffer.baseAddress ?? UnsafePointer(bitPattern: MemoryLayout<Element>.alignment)!
  }

  /// The element `n`; the index is not checked.
  @inlinable
  package subscript(n: Int) -> Element { pointer[n] }

  @inlinable
  package static func + (base: ReadOnlyPointer, offset: Int) -> UnsafePointer<Element> {
    base.pointer + offset
  }
}
