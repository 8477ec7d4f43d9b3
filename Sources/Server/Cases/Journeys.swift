import Documents
import Files
import Foundation
import Synchronization
import Workflow

/// The journeys of a few cases: headers of images are read once, and again when an image has changed.
final class Journeys: Sendable {
  private struct Entry {
    var id, key: String
    var journey: Journey
  }
  private let kept = Mutex<[Entry]>([])
  private static let limit = 4

  /// - Throws: what reading the case's images throws.
  func journey(_ home: CaseFolder, _ therapy: Case) throws -> Journey {
    let key = try home.imagesKey
    let old = kept.withLock { $0.first { $0.id == home.id && $0.key == key }?.journey }
    let journey = try Journey(therapy, folder: WorkFolder(home.results), knowing: old?.library)
    kept.withLock { kept in
      kept.removeAll { $0.id == home.id }
      kept = Array(([Entry(id: home.id, key: key, journey: journey)] + kept).prefix(Self.limit))
    }
    return journey
  }
}

extension CaseFolder {
  /// Changes with the images of a case and all that is said of them, and not with its structures.
  var imagesKey: String {
    get throws {
      let text = text ?? ""
      let bare = try JSON5Text(text).setting("structures", to: "[]") ?? text
      return sha256(bare.utf8) + stamp([images, results.appending(path: "alignment.json")] + elsewhere)
    }
  }

  /// Images that the case file names in this folder, but not among the images; drawings get a new name each time.
  private var elsewhere: [URL] {
    guard case .success(let therapy) = read() else { return [] }
    return Set(therapy.sources.map(\.path)).filter { path in
      ![images, versions].contains { path.path.hasPrefix($0.path + "/") }
    }.sorted { $0.path < $1.path }
  }
}
