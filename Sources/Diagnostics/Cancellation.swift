import Synchronization

/// Asks one piece of work to end. Whoever runs the work makes it and keeps it; the work finds it in `Surroundings.current`.
///
/// Work that can save its state runs in `savingState` and looks at `isRequested` now and then; all other work ends at the
/// next file that it would write. Nothing is left half-written either way.
public final class Cancellation: Sendable {
  private let savers = Atomic<Int>(0)
  private let asked = Atomic<Bool>(false)

  public init() {}

  public var isRequested: Bool { asked.load(ordering: .relaxed) }

  /// - Returns: true if work under way will save its state and end; false if none would, or if it was asked before.
  @discardableResult
  public func request() -> Bool {
    !asked.exchange(true, ordering: .relaxed) && savers.load(ordering: .relaxed) > 0
  }

  /// - Throws: `Problem` of kind `interrupted` once the end was asked for.
  public func check() throws(Problem) {
    guard isRequested else { return }
    throw Problem(
      .interrupted, what: "cancelled", why: "no incomplete file was left", remedy: "start it again")
  }

  public func savingState<T>(_ work: () throws -> T) rethrows -> T {
    savers.wrappingAdd(1, ordering: .relaxed)
    defer { savers.wrappingSubtract(1, ordering: .relaxed) }
    return try work()
  }
}
