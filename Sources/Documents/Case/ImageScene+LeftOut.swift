import Diagnostics
import Intake

// What was found and is not in the case file.

extension ImageScene {
  /// What a case file does not name: label files of parts without a role, and series of another kind or choice.
  func leftOut(of text: String) -> (parts: [SeriesEntry], series: [SeriesEntry]) {
    let unused = entries.filter { entry in
      !text.contains("\"\(entry.id)\"") && !text.contains("\"\(path(of: entry))\"")
    }
    let known = Set(labels.map(\.entry.id))
    return (unused.filter { known.contains($0.id) }, unused.filter { !known.contains($0.id) })
  }

  /// In the case file: nothing that was found vanishes without a word.
  func account(of left: (parts: [SeriesEntry], series: [SeriesEntry])) -> String {
    var lines: [String] = []
    if let first = left.parts.first {
      let name = labels.first { $0.entry.id == first.id }.map { self.name($0.listings[0], first) } ?? ""
      lines.append("Left out: label files of one part each, whose names have no role in the dose of a liver.")
      lines += left.parts.map { "  " + path(of: $0) }
      lines.append(
        "To take one in, add to structures: { path: \"\(path(of: first))\", roles: { \"\(CaseTemplate.escaped(name))\": \"other\" } }"
      )
    }
    if !left.series.isEmpty {
      lines.append("Not used; to use one, name its series where it belongs:")
      lines += left.series.map { "  \($0.id) (\($0.kind.rawValue), \(counted($0.files.count, "file")))" }
    }
    return lines.map { "  // " + $0 }.joined(separator: "\n")
  }
}
