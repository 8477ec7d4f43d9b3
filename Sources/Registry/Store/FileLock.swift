import Diagnostics
import Foundation

/// A lock that the processes of one computer share, on a file next to the registry; a process that dies lets go of it.
final class FileLock {
  private let path: String
  private let milliseconds: Int
  private var descriptor: Int32 = -1

  init(_ path: String, milliseconds: Int) { (self.path, self.milliseconds) = (path, milliseconds) }

  deinit { release() }

  /// - Returns: false if somebody else held it all the time.
  /// - Throws: `Problem` if the file cannot be made.
  func take() throws(Problem) -> Bool {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw Problem(
        errno == ENOSPC || errno == EDQUOT ? .inputOutput : .cannotCreate,
        what: "the lock file cannot be made (\(String(cString: strerror(errno))))", at: path,
        remedy: "check that the folder exists and that you may write in it")
    }
    let end = ContinuousClock.now + .milliseconds(milliseconds)
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard ContinuousClock.now < end else {
        release()
        return false
      }
      usleep(UInt32.random(in: 1_000...8_000))
    }
    return true
  }

  func release() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }
}
