import Foundation

/// A real file system of its own that is small enough to be filled: a tmpfs, which only root can mount.
///
/// Tests that need one ask `SmallDisk.here` first and say why they did not run.
public final class SmallDisk {
  public let folder: URL
  private var ballast: Int32 = -1

  /// Whether this machine lets us mount.
  public static let here: Bool = {
    guard geteuid() == 0, let disk = try? SmallDisk(kilobytes: 64) else {
      print("A full file system is not tested here: mounting one needs root (CAP_SYS_ADMIN)")
      return false
    }
    return FileManager.default.fileExists(atPath: disk.folder.path)
  }()

  public struct CannotMount: Error { public var reason: String }

  public init(kilobytes: Int) throws {
    folder = try Fixtures.temporaryFolder()
    guard mount("tmpfs", folder.path, "tmpfs", 0, "size=\(kilobytes)k") == 0 else {
      let reason = String(cString: strerror(errno))
      try? FileManager.default.removeItem(at: folder)
      throw CannotMount(reason: reason)
    }
  }

  deinit {
    free()
    // Lazily, should a file of it still be open.
    umount2(folder.path, Int32(MNT_DETACH))
    try? FileManager.default.removeItem(at: folder)
  }

  /// Leaves not more than so many bytes, rounded down to whole pages.
  public func fill(leaving bytes: Int = 0) {
    free()
    let path = folder.appending(path: "ballast").path
    ballast = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    unlink(path)
    var size = Self.freeBytes(folder.path) - bytes
    // What posix_fallocate takes is taken.
    while size > 0, posix_fallocate(ballast, 0, off_t(size)) != 0 { size -= 4096 }
  }

  public func free() {
    if ballast >= 0 { close(ballast) }
    ballast = -1
  }

  private static func freeBytes(_ path: String) -> Int {
    var status = statvfs()
    statvfs(path, &status)
    return Int(status.f_bavail) * Int(status.f_bsize)
  }
}
