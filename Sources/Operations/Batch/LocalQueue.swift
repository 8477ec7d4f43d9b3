import Diagnostics
import Foundation
import Parallel
import Synchronization

/// Cases on this machine, several at a time.
struct LocalQueue: BatchQueue {
  let list: BatchList
  let workers: Int

  /// As many as processors and free memory allow, at least one.
  static func workers(gibibytes: Double) -> Int {
    let processors = ProcessInfo.processInfo.activeProcessorCount
    // A case uses all processors itself; two at a time fill the gaps in which it reads and writes.
    return max(1, min((processors + 1) / 2, Int(freeGibibytes / gibibytes)))
  }

  private static var freeGibibytes: Double {
    let text = (try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8)) ?? ""
    let kibibytes = text.firstMatch(of: /MemAvailable: +([0-9]+)/).flatMap { Double($0.output.1) }
    return (kibibytes ?? 4_194_304) / 1_048_576
  }

  func run(_ context: Context) throws {
    try list.begin()
    let done = Atomic(0)
    let faults = Mutex<[any Error]>([])
    let count = list.cases.count
    let list = list
    context.cancellation.savingState {
      parallelForEach(count, threads: workers) { range in
        for n in range where !context.cancellation.isRequested && faults.withLock({ $0.isEmpty }) {
          do { _ = try list.run(n + 1, context) } catch { faults.withLock { $0.append(error) } }
          let finished = done.wrappingAdd(1, ordering: .relaxed).newValue
          context.progress(Double(finished) / Double(count), "\(finished) of \(count) cases")
        }
      }
    }
    if let fault = faults.withLock({ $0.first }) { throw fault }
    try context.cancellation.check()
  }
}
