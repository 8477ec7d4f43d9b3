import Diagnostics
import Files
import Foundation
import Studies

/// The cases of a batch: each with a name of its own, which is its folder of results.
struct BatchList: Sendable {
  struct Case: Sendable, Equatable {
    var name: String
    var file: URL
  }
  let cases: [Case]
  let folder: URL
  static let file = "cases.txt"

  /// Every case file below the places, in the order of their paths; a name is the way from the place to the case.
  ///
  /// - Throws: `Problem` where there is no case, or where two would have one folder.
  init(_ places: [URL], into folder: URL) throws {
    self.folder = folder.standardizedFileURL
    var cases: [Case] = []
    for place in places.map(\.standardizedFileURL) { cases += try Self.find(place, apartFrom: self.folder) }
    var seen: [String: URL] = [:]
    self.cases = try cases.filter { one in
      guard let other = seen.updateValue(one.file, forKey: one.name.lowercased()) else { return true }
      if other == one.file { return false }
      throw Problem(
        .dataRejected, what: "two cases would share the folder “\(one.name)”",
        at: "\(other.path), \(one.file.path)",
        why: "the results of one would replace those of the other", remedy: "name the folder that holds both")
    }
    guard !self.cases.isEmpty else {
      throw Problem(
        .inputMissing, what: "there is no case.json5 here", at: places.map(\.path).joined(separator: ", "),
        remedy: "hepatica init FOLDER writes a first one for each patient")
    }
  }

  /// The list of an earlier call.
  ///
  /// - Throws: `Problem` for a folder without one, or a damaged list.
  init(reading folder: URL) throws(Problem) {
    self.folder = folder.standardizedFileURL
    let text = String(
      decoding: try readFile(folder.appending(path: Self.file).path, called: "list of cases"), as: UTF8.self)
    cases = text.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: "\t", maxSplits: 1)
      return parts.count == 2 ? Case(name: String(parts[0]), file: URL(filePath: String(parts[1]))) : nil
    }
  }

  private static func find(_ place: URL, apartFrom results: URL) throws(Problem) -> [Case] {
    guard let isFolder = isFolder(place.path) else {
      throw Problem(
        .inputMissing, what: "there is no file or folder of this name", at: place.path,
        remedy: "check the path")
    }
    guard isFolder else {
      return [Case(name: name([place.deletingLastPathComponent().lastPathComponent]), file: place)]
    }
    let files = FileManager.default.enumerator(
      at: place, includingPropertiesForKeys: nil, options: .skipsHiddenFiles)
    var found: [URL] = []
    while let url = files?.nextObject() as? URL {
      if url.standardizedFileURL == results { files?.skipDescendants() }
      if url.lastPathComponent == "case.json5" { found.append(url.standardizedFileURL) }
    }
    let depth = place.pathComponents.count
    return found.sorted { $0.path < $1.path }.map { file in
      let way = Array(file.deletingLastPathComponent().pathComponents.dropFirst(depth))
      return Case(name: name(way.isEmpty ? [place.lastPathComponent] : way), file: file)
    }
  }

  private static func name(_ way: [String]) -> String {
    safeFileName(way.joined(separator: "-"))
  }

  func results(of one: Case) -> URL { folder.appending(path: one.name) }

  /// What is known of each case.
  var results: [BatchResult] { cases.map(result) }

  func result(_ one: Case) -> BatchResult {
    let data = FileManager.default.contents(atPath: results(of: one).appending(path: BatchResult.file).path)
    return data.flatMap { try? JSONDecoder().decode(BatchResult.self, from: $0) } ?? .waiting(one.name)
  }

  /// Writes the list for jobs of an array, which know the place of their case in it, and forgets what became of the cases
  /// the last time: a case that is not reached waits, and is not done because it was done before.
  func begin() throws {
    try createFolder(folder)
    for one in cases { unlink(results(of: one).appending(path: BatchResult.file).path) }
    try writeAtomically(
      cases.map { "\($0.name)\t\($0.file.path)\n" }.joined(), to: folder.appending(path: Self.file))
  }
}
