import Arguments
import Diagnostics
import Files
import Foundation
import Registry

/// Data sets that were frozen: tables with their digests, which never change again.
struct FrozenData: Sendable {
  private let folder: URL

  init(_ folder: URL) throws(Problem) {
    self.folder = folder
    try createFolder(folder)
  }

  /// - Throws: `Refusal` 409 for a name that is taken; `Problem` for a broken audit record.
  func freeze(_ name: String, _ title: String, _ registry: Registry) throws -> JSON {
    let place = folder.appending(path: name)
    guard !FileManager.default.fileExists(atPath: place.path) else {
      throw Refusal(
        409, "there is a frozen data set of this name", at: name, why: "what is frozen never changes",
        remedy: "choose another name")
    }
    _ = try registry.freeze(to: place, title: title)
    return try entry(name)
  }

  var list: [JSON] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: folder.path).filter(Workspace.isName).sorted()
        .map(entry)
    }
  }

  /// - Throws: `Refusal` 404 for anything but a file of a frozen data set.
  func file(_ name: String, _ file: String) throws(Refusal) -> URL {
    guard Workspace.isName(name), let url = Workspace.inside(folder.appending(path: name), file),
      FileManager.default.fileExists(atPath: url.path)
    else { throw Refusal(404, "there is no such file of a frozen data set", at: "\(name)/\(file)") }
    return url
  }

  /// Held against its own manifest each time that it is shown.
  private func entry(_ name: String) throws -> JSON {
    let place = folder.appending(path: name)
    let (hash, faults) = try Registry.checkFrozen(place)
    let manifest = String(
      decoding: try Data(contentsOf: place.appending(path: "MANIFEST.sha256")), as: UTF8.self)
    let lines = manifest.split(separator: "\n")
    let notes = lines.filter { $0.hasPrefix("#") }.map { $0.dropFirst(2) }
    let files = lines.filter { !$0.hasPrefix("#") }.compactMap { line -> JSON? in
      let words = line.split(separator: " ", maxSplits: 1).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      guard words.count == 2 else { return nil }
      return .object([("name", .text(words[1])), ("sha256", .text(words[0]))])
    }
    return .object([
      ("name", .text(name)), ("title", .text(notes.first.map(String.init) ?? "")),
      ("notes", .array(notes.dropFirst().map { .text(String($0)) })), ("digest", .text(hash)),
      ("files", .array(files)), ("faults", .array(faults.map { .text($0) })),
    ])
  }
}
