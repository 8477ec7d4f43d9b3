import Arguments
import Diagnostics
import Files
import Foundation

/// A folder that is being sent: `uploads/ID/files/`, with the case that it is for.
struct Upload {
  private struct Record: Codable { var `case`, account: String }
  let id: String
  let folder: URL
  let caseName: String

  static func begin(_ workspace: Workspace, case name: String, account: String) throws -> Upload {
    let id = "U" + hex(randomBytes(8))
    let folder = workspace.uploads.appending(path: id)
    try createFolder(folder.appending(path: "files"))
    let record = try JSONEncoder().encode(Record(case: name, account: account))
    try writeAtomically(record, to: folder.appending(path: "upload.json"), over: .state)
    return Upload(id: id, folder: folder, caseName: name)
  }

  private init(id: String, folder: URL, caseName: String) {
    (self.id, self.folder, self.caseName) = (id, folder, caseName)
  }

  /// - Throws: `Refusal` 404.
  init(_ workspace: Workspace, _ id: String) throws(Refusal) {
    let folder = workspace.uploads.appending(path: id)
    guard Workspace.isName(id),
      let data = FileManager.default.contents(atPath: folder.appending(path: "upload.json").path),
      let record = try? JSONDecoder().decode(Record.self, from: data)
    else { throw Refusal(404, "there is no such upload", at: id) }
    self.init(id: id, folder: folder, caseName: record.case)
  }

  var files: URL { folder.appending(path: "files") }

  /// Where a file goes. Hidden names would be taken for the program's own.
  func sink(_ path: String, offset: UInt64, total: UInt64?) throws -> any BodySink {
    guard let file = Workspace.inside(files, path), path.utf8.count < 1024 else {
      throw Refusal(400, "this is not the path of a file in a folder", at: path)
    }
    let isHidden = path.split(separator: "/").contains { $0.hasPrefix(".") || $0 == "Thumbs.db" }
    if isHidden { return IgnoredSink(path: path) }
    return try UploadSink(file, path: path, offset: offset, total: total)
  }

  var list: [(path: String, bytes: Int, isComplete: Bool)] {
    let base = files.path + "/"
    let all = FileManager.default.enumerator(
      at: files, includingPropertiesForKeys: [.fileSizeKey, .isRegularFileKey])
    var list: [(path: String, bytes: Int, isComplete: Bool)] = []
    while let url = all?.nextObject() as? URL {
      guard let values = try? url.resourceValues(forKeys: [.fileSizeKey, .isRegularFileKey]),
        values.isRegularFile == true
      else { continue }
      let name = url.path.hasPrefix(base) ? String(url.path.dropFirst(base.count)) : url.lastPathComponent
      let isPart = name.hasSuffix(".part")
      list.append((isPart ? String(name.dropLast(5)) : name, values.fileSize ?? 0, !isPart))
    }
    return list.sorted { $0.path < $1.path }
  }

  /// Moves the files to the images of the case.
  func finish(_ home: CaseFolder) throws {
    let all = list
    if let open = all.first(where: { !$0.isComplete }) {
      throw Refusal(409, "this file has not come whole", at: open.path, remedy: "send the rest of it")
    }
    guard !all.isEmpty else { throw Refusal(409, "no file has come", at: id) }
    try createFolder(home.url)
    let isFirst = !FileManager.default.fileExists(atPath: home.images.path)
    let target = isFirst ? home.images : home.images.appending(path: id)
    try FileManager.default.moveItem(at: files, to: target)
    try? FileManager.default.removeItem(at: folder)
  }
}
