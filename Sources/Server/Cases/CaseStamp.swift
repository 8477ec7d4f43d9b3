import Documents
import Files
import Foundation
import Workflow

extension CaseFolder {
  /// Changes with each file that the case is made of or that it came to, wherever that lies.
  /// - Parameter parts: folders and files of the case that count; all without them.
  func stamp(_ parts: [URL]? = nil) -> String {
    var lines: [String] = []
    for place in (parts ?? [file, images, results, url.appending(path: "structures")]) + outside {
      Self.list(place.path, &lines)
    }
    return sha256(lines.joined(separator: "\n").utf8)
  }

  /// What the images and structures on the screen are made of.
  var seen: [URL] {
    [file, images, url.appending(path: "structures"), results.appending(path: "alignment.json")]
  }

  /// Files that the case file names elsewhere.
  private var outside: [URL] {
    guard case .success(let therapy) = read() else { return [] }
    return therapy.sources.map(\.path).filter { !$0.path.hasPrefix(url.path + "/") }
  }

  /// Names, sizes, inodes and times below a path; hidden files are the program's own notes.
  private static func list(_ path: String, _ lines: inout [String]) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFDIR {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
      for name in names.sorted() where !name.hasPrefix(".") { list(path + "/" + name, &lines) }
    } else {
      let (m, c) = (status.st_mtim, status.st_ctim)
      lines.append(
        "\(path) \(status.st_ino) \(status.st_size) \(m.tv_sec).\(m.tv_nsec) \(c.tv_sec).\(c.tv_nsec)")
    }
  }
}
