import Files
import Foundation

/// The files of the page, from the first of several folders that has them.
struct Assets: Sendable {
  let folders: [URL]

  /// - Parameter first: a folder that comes before the usual ones.
  init(first: URL? = nil) {
    let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let beside = URL(filePath: program).deletingLastPathComponent()
    let usual = [
      beside.appending(path: "Hepatica_Server.resources/Resources"),
      // NiiVue, where the set-up puts it.
      beside.appending(path: "../../niivue"),
      beside.appending(path: "../share/hepatica/web"), URL(filePath: "/usr/share/hepatica/web"),
    ]
    folders = ([first].compactMap(\.self) + usual).filter { FileManager.default.fileExists(atPath: $0.path) }
  }

  /// - Throws: `Refusal` 404.
  func response(_ path: String, _ request: Request) throws(Refusal) -> Response {
    for folder in folders {
      guard let file = Workspace.inside(folder, path), FileManager.default.isReadableFile(atPath: file.path),
        let real = resolvedPath(file.path)
      else { continue }
      return try .file(URL(filePath: real), request, type: mediaType(path))
    }
    throw Refusal(404, "there is no such page", at: path)
  }
}
