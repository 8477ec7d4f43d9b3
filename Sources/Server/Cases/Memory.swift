import Files
import Foundation
import Synchronization

/// What was read from files, for as long as size, inode and times of all of them stay what they were.
final class Memory<Value: Sendable>: Sendable {
  private struct Entry {
    var stamp: Stamp
    var value: Value
  }
  /// How files were when they were read.
  struct Stamp: Hashable, Sendable {
    var text = ""
    var files: [FileStamp?] = []
  }
  private let kept = Mutex<[(key: String, entry: Entry)]>([])
  private let limit: Int

  /// - Parameter limit: how many are kept; the one that was made first goes first.
  init(limit: Int) { self.limit = limit }

  func value(_ key: String, _ stamp: Stamp, make: () throws -> Value) rethrows -> Value {
    if let known = known(key), known.stamp == stamp { return known.value }
    let value = try make()
    kept.withLock { kept in
      kept.removeAll { $0.key == key }
      kept = Array(([(key, Entry(stamp: stamp, value: value))] + kept).prefix(limit))
    }
    return value
  }

  func value(_ file: URL, make: () throws -> Value) rethrows -> Value {
    try value(file.path, Stamp(files: [FileStamp(file.path)]), make: make)
  }

  /// The last one, whatever has become of its files.
  func last(_ key: String) -> Value? { known(key)?.value }

  private func known(_ key: String) -> Entry? { kept.withLock { $0.first { $0.key == key }?.entry } }
}
