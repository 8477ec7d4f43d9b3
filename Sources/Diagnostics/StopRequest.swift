import Synchronization

/// Somebody asked this process to end (a signal), while it does work that can save its state first.
///
/// One per process, as signals are. Work that saves its state runs in `heeded` and looks at `isMade` now and then.
public enum StopRequest {
  private static let listeners = Atomic<Int>(0)
  private static let made = Atomic<Bool>(false)

  public static var isMade: Bool { made.load(ordering: .relaxed) }

  /// - Returns: true if work under way will save its state and end; false if nobody would, or was asked before: then the
  ///   process should end at once.
  public static func make() -> Bool {
    listeners.load(ordering: .relaxed) > 0 && !made.exchange(true, ordering: .relaxed)
  }

  public static func heeded<T>(_ work: () throws -> T) rethrows -> T {
    listeners.wrappingAdd(1, ordering: .relaxed)
    defer { listeners.wrappingSubtract(1, ordering: .relaxed) }
    return try work()
  }
}
