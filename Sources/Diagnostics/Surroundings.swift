import Foundation

/// What work may know of the world around it: environment, clock, whether it is still wanted, and what it worked out before.
///
/// Bound for the length of one operation by whoever runs it, so that a server can run several at once; outside of that it is
/// the process's own. Threads that an operation starts itself do not inherit it: what they need is read before they start.
public struct Surroundings: Sendable {
  public var environment: @Sendable (_ name: String) -> String?
  public var now: @Sendable () -> Date
  public var cancellation: Cancellation
  public let kept = Kept()

  public init(
    environment: @escaping @Sendable (_ name: String) -> String? = {
      ProcessInfo.processInfo.environment[$0]
    },
    now: @escaping @Sendable () -> Date = { Date() }, cancellation: Cancellation = Cancellation()
  ) {
    (self.environment, self.now, self.cancellation) = (environment, now, cancellation)
  }

  @TaskLocal public static var current = Surroundings()
}
