import DoseEngines
import Foundation
import Stages

/// Wall and processor seconds (best of several) and peak memory of one calculation.
struct Measurement {
  var seconds: Double
  /// User time of all threads; hardly touched by other work on the machine.
  var processorSeconds: Double
  /// Peak resident memory of the whole process, MB; `nil` where the system does not tell.
  var megabytes: Double?
  var dose: DoseVolume

  init(_ engine: DoseEngine, _ activity: TimeIntegratedActivityVolume, threads: Int, repeats: Int) throws {
    var options = DoseOptions()
    options.threads = threads
    Memory.resetPeak()
    var best = Double.infinity, processor = Double.infinity, last: DoseVolume?
    for _ in 0..<repeats {
      let start = DispatchTime.now().uptimeNanoseconds, used = clock()
      last = try engine.dose(activity, options: options).dose
      processor = min(processor, Double(clock() - used) / Double(CLOCKS_PER_SEC))
      best = min(best, Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9)
    }
    (seconds, processorSeconds, dose) = (best, processor, last!)
    megabytes = Memory.peak.map { Double($0) / 1024 }
  }
}

/// Resident memory as Linux reports it, kB.
enum Memory {
  static var peak: Int? { value("VmHWM:") }

  /// See proc(5), /proc/self/clear_refs: 5 resets the peak.
  static func resetPeak() { try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs")) }

  private static func value(_ key: String) -> Int? {
    let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status?.split(separator: "\n").first { $0.hasPrefix(key) }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
  }
}
