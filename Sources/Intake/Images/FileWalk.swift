import Files
import Diagnostics
import Foundation

/// All plain files below the given paths, in a fixed order.
enum FileWalk {
  static func files(in paths: [String]) throws(Problem) -> [String] {
    var all: [String] = [], seen: Set<String> = []
    for path in paths {
      guard let isFolder = isFolder(path) else {
        throw Problem(
          .inputMissing, what: "there is no such file or folder", at: path, remedy: "check the path")
      }
      try isFolder ? mustBeOpen(path) : mustBeFile(path)
      let found = isFolder ? below(path) : [path]
      all += found.filter { seen.insert(URL(filePath: $0).standardizedFileURL.path).inserted }
    }
    return all
  }

  private static func mustBeOpen(_ folder: String) throws(Problem) {
    guard access(folder, R_OK | X_OK) == 0 else {
      throw Problem(
        .inputMissing, what: "the folder may not be read (permission denied)", at: folder,
        remedy: "ask its owner, or change its permissions")
    }
  }

  /// Hidden files are passed over; links below the folder are not followed, so that one that contains itself does no harm. A
  /// path that is itself a link means the folder that it leads to; its files keep the name that was given.
  private static func below(_ folder: String) -> [String] {
    let given = URL(filePath: folder), root = given.resolvingSymlinksInPath()
    let walker = FileManager.default.enumerator(
      at: root, includingPropertiesForKeys: [.isRegularFileKey], options: [.skipsHiddenFiles])
    var found: [String] = []
    while let url = walker?.nextObject() as? URL {
      let values = try? url.resourceValues(forKeys: [.isRegularFileKey])
      if values?.isRegularFile == true { found.append(given.path + url.path.dropFirst(root.path.count)) }
    }
    return found.sorted()
  }
}
