import Synchronization

/// What an operation worked out once and needs again, such as a kernel: kept as long as its surroundings, and by nobody else.
public final class Kept: Sendable {
  private let values = Mutex<[AnyHashable: any Sendable]>([:])

  public init() {}

  /// The value of this key; made where there is none yet. Two that ask at once may both make it: it is the same.
  /// - Throws: what `make` throws.
  public func value<Key: Hashable & Sendable, Value: Sendable, Failure: Error>(
    of key: Key, make: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    if let known = values.withLock({ $0[key] }) as? Value { return known }
    let made = try make()
    values.withLock { $0[key] = made }
    return made
  }
}
