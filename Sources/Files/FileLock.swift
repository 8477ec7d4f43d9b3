import Diagnostics
import Foundation

/// A lock that the processes of one computer share, on a file of its own; a process that dies lets go of it.
package final class FileLock {
  private let path: String
  private let milliseconds: Int
  private var descriptor: Int32 = -1

  /// - Parameter milliseconds: how long to wait for others.
  package init(_ path: String, milliseconds: Int) { (self.path, self.milliseconds) = (path, milliseconds) }

  deinit { release() }

  /// - Parameter shared: several may hold it who only read, and nobody who writes.
  /// - Returns: false if somebody else held it all the time.
  /// - Throws: `Problem` if the file cannot be made.
  package func take(shared: Bool = false) throws(Problem) -> Bool {
    // A link that somebody planted in a shared folder must not make a file elsewhere.
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else {
      throw Problem(
        errno == ENOSPC || errno == EDQUOT ? .inputOutput : .cannotCreate,
        what: "the lock file cannot be made (\(String(cString: strerror(errno))))", at: path,
        remedy: "check that the folder exists and that you may write in it")
    }
    let end = ContinuousClock.now + .milliseconds(milliseconds)
    while flock(descriptor, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0 {
      guard ContinuousClock.now < end else {
        release()
        return false
      }
      usleep(UInt32.random(in: 1_000...8_000))
    }
    return true
  }

  package func release() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }
}
