import Arguments
import Documents
import Files
import Foundation
import Stages

/// The structures of a case file: those of its images but for what was drawn since, then what was drawn.
struct CaseStructures {
  private let original: String
  /// The key of the list.
  private let place: String
  private let sources: [StructureSource]
  private let structures: [Structure]
  private let drawn: [StructureVersion.Drawn]
  /// Names that no source gives any more.
  private let gone: Set<String>

  init(_ scene: Scene, drawn: [StructureVersion.Drawn], gone: Set<String>) {
    self.init(
      text: scene.home.text ?? "", place: "structures", sources: scene.therapy.structures,
      structures: scene.structures, drawn: drawn, gone: gone)
  }

  init(
    text: String, place: String, sources: [StructureSource], structures: [Structure],
    drawn: [StructureVersion.Drawn], gone: Set<String>
  ) {
    (original, self.place, self.sources) = (text, place, sources)
    (self.structures, self.drawn, self.gone) = (structures, drawn, gone)
  }

  /// The whole file.
  /// - Throws: `Refusal` 422 if the file cannot be edited.
  var text: String {
    get throws {
      let document = try JSON5Text(original)
      let old = sources.enumerated().compactMap { n, source in kept(n, source, document) }
      let entries = old + drawn.map(entry)
      guard
        let text = document.setting(place, to: "[\n    \(entries.joined(separator: ",\n    ")),\n  ]")
      else {
        throw Self.unreadable
      }
      return text
    }
  }

  private static var unreadable: Refusal { Refusal(422, "the file cannot be edited", at: "structures") }

  private func isReplaced(_ name: String) -> Bool {
    gone.contains(name) || drawn.contains { $0.name == name }
  }

  private func kept(_ n: Int, _ source: StructureSource, _ document: JSON5Text) -> String? {
    guard let whole = document["\(place).\(n)"] else { return nil }
    switch source {
    case .threshold(let region): return isReplaced(region.name) ? nil : document.text(of: whole)
    case .file(let file):
      // Earlier drawings are named anew.
      if file.source.path.path.contains("/structures/versions/") { return nil }
      let names = self.names(file, n)
      let left = names.filter { !isReplaced($0) }
      if left.count == names.count { return document.text(of: whole) }
      return left.isEmpty ? nil : entry(n, file, left, document)
    }
  }

  /// Without roles all structures of a file are read.
  private func names(_ file: StructureFile, _ n: Int) -> [String] {
    guard file.roles.isEmpty else { return file.roles.keys.sorted() }
    return structures.filter { $0.identity.origin?.source == "structures \(n + 1)" }.map(
      \.identity.name)
  }

  private func entry(_ n: Int, _ file: StructureFile, _ names: [String], _ document: JSON5Text) -> String {
    let prefix = "\(place).\(n)."
    let members = document.values.filter { value in
      value.path.hasPrefix(prefix) && !value.path.dropFirst(prefix.count).contains(".")
    }.filter { $0.path != prefix + "roles" }.map {
      "\($0.path.dropFirst(prefix.count)): \(document.text(of: $0))"
    }
    let roles = names.map { role($0, (file.roles[$0] ?? .other).rawValue, file.sides[$0]?.rawValue) }
    return "{ \((members + ["roles: { \(roles.joined(separator: ", ")) }"]).joined(separator: ", ")) }"
  }

  private func entry(_ region: StructureVersion.Drawn) -> String {
    let name = JSON.text(region.name).printed
    return """
      { path: "\(region.file)", names: { "\(region.label)": \(name) }, \
      roles: { \(role(region.name, region.role, region.side)) } }
      """
  }

  private func role(_ name: String, _ role: String, _ side: String?) -> String {
    let value = side.map { "{ role: \"\(role)\", side: \"\($0)\" }" } ?? "\"\(role)\""
    return "\(JSON.text(name).printed): \(value)"
  }
}
