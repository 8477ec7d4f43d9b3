import Diagnostics
import Files
import Foundation

/// The folder that a server works in.
///
///     cases/ID/case.json5, images/, results/, structures/versions/
///     plans/ID/
///     uploads/       what is on its way
///     .server/       jobs, the record of actions, the lock
package struct Workspace: Sendable {
  package let url: URL

  /// - Throws: `Problem` if its folders cannot be made.
  package init(_ url: URL) throws(Problem) {
    self.url = URL(filePath: resolvedPath(url.path) ?? url.path)
    for name in ["cases", "plans", "uploads", ".server/jobs"] { try createFolder(url.appending(path: name)) }
    chmod(url.appending(path: ".server").path, 0o700)
  }

  package var jobs: URL { url.appending(path: ".server/jobs") }
  package var audit: URL { url.appending(path: ".server/audit.jsonl") }
  package var cases: URL { url.appending(path: "cases") }
  package var plans: URL { url.appending(path: "plans") }
  package var uploads: URL { url.appending(path: "uploads") }

  /// One server for a workspace. The lock ends with the process, however that ends.
  /// - Throws: `Problem` of kind `tryAgain` while another server holds it.
  func locked() throws(Problem) -> FileLock {
    let lock = FileLock(url.appending(path: ".server/lock").path, milliseconds: 0)
    guard try lock.take() else {
      throw Problem(
        .tryAgain, what: "another server works in this folder", at: url.path,
        why: "two would overwrite each other's work", remedy: "use that one, or end it first")
    }
    return lock
  }

  /// The file of a path below a folder of the workspace, links followed; `nil` if it leaves the folder.
  package static func inside(_ folder: URL, _ path: String) -> URL? {
    guard !path.hasPrefix("/"), !path.split(separator: "/").contains(".."), !path.contains("\0") else {
      return nil
    }
    let file = folder.appending(path: path)
    var existing = file
    while resolvedPath(existing.path) == nil, existing.path.count > folder.path.count {
      existing.deleteLastPathComponent()
    }
    guard let root = resolvedPath(folder.path), let found = resolvedPath(existing.path),
      found == root || found.hasPrefix(root + "/")
    else { return nil }
    return file
  }

  /// A name for a folder of its own: letters, digits, point, hyphen, underscore; at most 64, and no point in front.
  static func isName(_ text: String) -> Bool {
    text.wholeMatch(of: /[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}/) != nil
  }
}
