import Diagnostics
import Foundation

/// Bytes of the fuzzer to one reader.
enum Knock {
  /// Set once before the fuzzer starts, on its only thread.
  nonisolated(unsafe) static var reader = Reader.all[0]

  /// In memory: a file system's speed would be that of the fuzzer.
  static var place: URL { URL(filePath: "/dev/shm/hepatica-fuzz-\(getpid()).\(reader.suffix)") }

  static func at(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let data = bytes.map { Data(bytes: $0, count: count) } ?? Data()
    do { try reader.read(data, place) } catch { mustBeProblem(error) }
    return 0
  }

  private static func mustBeProblem(_ error: any Error) {
    let problems = (error as? Problems)?.all ?? (error as? Problem).map { [$0] }
    guard let problems, problems.allSatisfy({ $0.kind != .internalError && !$0.what.isEmpty }) else {
      fatalError("not a problem that a user can act on: \(error)")
    }
  }
}
