import Foundation

/// The shared libraries that this process has loaded, as the disk names them: `libsqlite3` → `0.8.6`.
enum LoadedLibraries {
  /// By name; the version is empty where the file's name has none.
  static var versions: [(name: String, version: String)] {
    // A file of the kernel has no size: it is read to its end.
    let data = try? FileHandle(forReadingAtPath: "/proc/self/maps")?.readToEnd()
    let maps = String(decoding: data ?? Data(), as: UTF8.self)
    let files = Set(
      maps.split(separator: "\n").compactMap { line in line.firstIndex(of: "/").map { String(line[$0...]) } })
    let named = files.compactMap { parts(URL(filePath: $0).lastPathComponent) }
    return Dictionary(named, uniquingKeysWith: max).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// `libpq.so.5.15` is `libpq`, `5.15`.
  private static func parts(_ file: String) -> (String, String)? {
    guard let cut = file.range(of: ".so") else { return nil }
    return (String(file[..<cut.lowerBound]), String(file[cut.upperBound...].drop { $0 == "." }))
  }
}
