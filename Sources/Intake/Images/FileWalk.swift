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
      let found = isFolder ? below(path) : [path]
      all += found.filter { seen.insert(URL(filePath: $0).standardizedFileURL.path).inserted }
    }
    return all
  }

  /// Hidden files are passed over; links are not followed, so a folder that contains itself does no harm.
  private static func below(_ folder: String) -> [String] {
    let root = URL(filePath: folder)
    let walker = FileManager.default.enumerator(
      at: root, includingPropertiesForKeys: [.isRegularFileKey], options: [.skipsHiddenFiles])
    var found: [String] = []
    while let url = walker?.nextObject() as? URL {
      let values = try? url.resourceValues(forKeys: [.isRegularFileKey])
      if values?.isRegularFile == true { found.append(url.path) }
    }
    return found.sorted()
  }
}
