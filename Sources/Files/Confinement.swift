import Diagnostics
import Foundation

/// The folder that a piece of work stays in, where others than its owner ask for it: files that their documents and requests
/// name lie below it, symbolic links followed, and hidden ones are the program's own.
///
/// Bound by whoever runs such work; without it every file may be named. Not asked about what the program chose itself, such as
/// a cache or a key.
package struct Confinement: Sendable {
  @TaskLocal package static var current: Confinement?
  private let root: String

  /// - Parameter folder: exists.
  package init(_ folder: URL) { root = resolvedPath(folder.path) ?? folder.standardizedFileURL.path }

  package func admits(_ path: String) -> Bool {
    guard !path.contains("\0"), let place = Self.place(path) else { return false }
    if place == root { return true }
    guard place.hasPrefix(root + "/") else { return false }
    return !place.dropFirst(root.count + 1).split(separator: "/").contains { $0.hasPrefix(".") }
  }

  /// - Throws: `Problem` of kind `dataRejected` for a file that whoever is confined must not name.
  package static func check(_ path: String, at place: String) throws(Problem) {
    guard let current, !current.admits(path) else { return }
    throw Problem(
      .dataRejected, what: "this names a file outside the workspace of the server", at: place,
      why: "whoever shares a server reads and writes nothing else",
      remedy: "put the file into the workspace, and name it by a relative path")
  }

  /// Where a file lies or would lie, links followed; `nil` where that cannot be said.
  private static func place(_ path: String) -> String? {
    var (known, rest) = (path, [Substring]())
    while !known.isEmpty {
      if let real = resolvedPath(known) {
        return rest.isEmpty ? real : ([Substring(real == "/" ? "" : real)] + rest).joined(separator: "/")
      }
      let cut = known.lastIndex(of: "/") ?? known.startIndex
      let name = known[cut...].drop { $0 == "/" }
      // A link that leads nowhere yet, and the way up from a folder that is not there.
      guard name != "..", !isLink(known) else { return nil }
      if !name.isEmpty, name != "." { rest.insert(name, at: 0) }
      known = String(known[..<cut])
    }
    return nil
  }

  private static func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }
}

/// A path without links, as the disk has it; `nil` where nothing is there.
package func resolvedPath(_ path: String) -> String? {
  guard let resolved = realpath(path, nil) else { return nil }
  defer { free(resolved) }
  return String(cString: resolved)
}
