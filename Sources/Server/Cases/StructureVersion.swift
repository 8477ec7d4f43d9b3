import Arguments
import Diagnostics
import Files
import Foundation

/// One state of the structures: who drew it, when, on what it is based.
struct StructureVersion: Codable, Sendable {
  var version: Int
  var author: String
  var time: String
  var note: String
  var base: Int
  /// All regions, with the numbers of the label image of this version.
  var regions: [LabelledRegion]
  /// Regions that differ from those of the images, by name: what the case file takes from `N-LABEL.nii.gz`.
  var drawn: [Drawn]

  struct Drawn: Codable, Sendable {
    var name: String
    var role: String
    var side: String?
    var label: Int
    /// Relative to the case file.
    var file: String
  }

  /// Who drew it, when, and why.
  struct Authorship {
    var author, time, note: String
  }

  static func all(_ home: CaseFolder) -> [StructureVersion] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: home.versions.path)) ?? []
    return names.filter { Int($0.prefix { $0 != "." }) != nil && $0.hasSuffix(".json") }.compactMap { name in
      FileManager.default.contents(atPath: home.versions.appending(path: name).path).flatMap {
        try? JSONDecoder().decode(StructureVersion.self, from: $0)
      }
    }.sorted { $0.version < $1.version }
  }

  /// - Throws: `Refusal` 409 where a drawing is based on another version than the last.
  static func refuseOutdated(_ base: Int, _ home: CaseFolder) throws(Refusal) {
    let latest = all(home).last
    guard base != latest?.version ?? 0 else { return }
    var refusal = Refusal(
      409, "\(latest?.author ?? "somebody") saved version \(latest?.version ?? 0) meanwhile", at: "base",
      why: "their change would be lost", remedy: "load it, and draw again on it")
    refusal.more = [("latest", .number(Double(latest?.version ?? 0))), ("author", text(latest?.author))]
    throw refusal
  }

  var json: JSON {
    .object([
      ("version", .number(Double(version))), ("author", .text(author)), ("time", .text(time)),
      ("note", .text(note)), ("base", .number(Double(base))), ("regions", .array(regions.map(\.json))),
    ])
  }
}
