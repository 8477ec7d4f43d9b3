import Foundation

/// The choice between this program and a copy of it that was compiled for wider vectors, made when it starts.
///
/// `make install WIDE=1` puts `hepatica-x86-64-v3` (AVX2 and fused multiply-add) next to `hepatica`, which runs on any x86-64
/// processor. Both give the same bytes; `HEPATICA_BASELINE=1` in the environment keeps the plain one.
enum Processor {
  static let level = "x86-64-v3"
  /// What the level asks for beyond the one before, as the kernel names it (x86-64 psABI, table 3.1).
  static let needed: Set<String> = ["avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe"]

  /// Whether this is the wider copy.
  static var isWide: Bool {
    #if HEPATICA_WIDE
      true
    #else
      false
    #endif
  }

  /// Continues as the wider copy, if there is one next to this program and the processor can run it; else returns.
  static func takeWiderCopy() {
    #if !HEPATICA_WIDE
      guard ProcessInfo.processInfo.environment["HEPATICA_BASELINE"] == nil,
        let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
        FileManager.default.isExecutableFile(atPath: "\(own)-\(level)"),
        let cpu = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8), canRunWide(cpu)
      else { return }
      replace(by: "\(own)-\(level)", CommandLine.arguments)
    #endif
  }

  /// Whether the first processor that Linux lists has all that the level needs.
  static func canRunWide(_ cpuinfo: String) -> Bool {
    guard let line = cpuinfo.split(separator: "\n").first(where: { $0.hasPrefix("flags") }) else {
      return false
    }
    return needed.isSubset(of: line.split(whereSeparator: { " \t:".contains($0) }).map(String.init))
  }

  /// Returns only if that fails, and then this program does the work.
  private static func replace(by path: String, _ arguments: [String]) {
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    words.append(nil)
    execv(path, words)
    for word in words { free(word) }
  }
}
