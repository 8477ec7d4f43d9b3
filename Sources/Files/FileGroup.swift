import Diagnostics
import Foundation

/// Files that belong together, such as the tables of one export: all of them, or none where the disk is full.
///
/// Each file is written and synchronised under a temporary name; when all are there they are renamed, which needs no
/// space. Only a crash between the renames can leave new files next to old ones, each of them whole.
public struct FileGroup {
  private var waiting: [(temporary: String, url: URL)] = []
  private var made: [URL] = []

  /// - Throws: `Problem` as `writeAtomically` does.
  public mutating func add(_ data: Data, to url: URL) throws(Problem) {
    let temporary = try writeTemporary(for: url) { descriptor throws(Problem) in
      try writeAll(data, to: descriptor, of: url)
    }
    waiting.append((temporary, url))
  }

  /// Adds a text file in UTF-8.
  ///
  /// - Throws: `Problem` as `writeAtomically` does.
  public mutating func add(_ text: String, to url: URL) throws(Problem) {
    try add(Data(text.utf8), to: url)
  }

  /// Creates a folder, which is removed again if the group is abandoned.
  ///
  /// - Throws: `Problem` if the folder cannot be created.
  public mutating func folder(_ url: URL) throws(Problem) {
    let isNew = !FileManager.default.fileExists(atPath: url.path)
    try createFolder(url)
    if isNew { made.append(url) }
  }

  public var urls: [URL] { waiting.map(\.url) }

  fileprivate mutating func finish() throws(Problem) {
    while let next = waiting.first {
      try rename(next.temporary, to: next.url, over: .own)
      waiting.removeFirst()
    }
  }

  fileprivate func abandon() {
    for file in waiting { unlink(file.temporary) }
    // Only folders that are empty go.
    for folder in made.reversed() { rmdir(folder.path) }
  }
}

/// Writes files that belong together: `body` adds them, and they are there when this returns.
///
/// - Throws: what `body` throws; `Problem` where a file cannot be written. Then no file is new and no temporary one left.
/// - Returns: what `body` returns.
@discardableResult
public func writeTogether<R>(_ body: (inout FileGroup) throws -> R) throws -> R {
  var group = FileGroup()
  do {
    let result = try body(&group)
    try group.finish()
    return result
  } catch {
    group.abandon()
    throw error
  }
}
