import Foundation

/// Memory that this process may still take, bytes.
enum Memory {
  /// What the kernel holds for available, or what a container's limit leaves, whichever is less; `nil` where neither can
  /// be read.
  static var free: Int? {
    [
      available(lines("/proc/meminfo")),
      allowance(lines(cgroup + "memory.max"), lines(cgroup + "memory.current")),
    ]
    .compactMap { $0 }.min()
  }

  private static let cgroup = "/sys/fs/cgroup/"

  static func available(_ meminfo: [Substring]) -> Int? {
    meminfo.first { $0.hasPrefix("MemAvailable:") }.flatMap {
      $0.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    }.map { $0 * 1024 }
  }

  /// `memory.max` and `memory.current` of the control group; `max` means no limit.
  static func allowance(_ limit: [Substring], _ used: [Substring]) -> Int? {
    guard let limit = limit.first.flatMap({ Int($0) }), let used = used.first.flatMap({ Int($0) }) else {
      return nil
    }
    return max(0, limit - used)
  }

  private static func lines(_ path: String) -> [Substring] {
    ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: "\n")
  }

  /// Workers that may have `bytes` each in half of what is free; at least one, at most `wanted`.
  static func workers(_ wanted: Int, each bytes: Int, free: Int? = Memory.free) -> Int {
    guard let free else { return wanted }
    return max(1, min(wanted, free / 2 / max(1, bytes)))
  }
}
