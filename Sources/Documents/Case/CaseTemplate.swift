import Diagnostics
import Files
import Foundation
import Intake
import Nuclides
import Quantities
import Stages

/// Writes a first case file from the images in a folder; all that no image states stays open, each with
/// its key, so that the file is refused until a human has filled it in.
public enum CaseTemplate {
  /// Marks what the user must replace; no key accepts it as a value.
  package static let open = "FILL IN"

  package static func text(_ inventory: Inventory, images: String) -> String {
    let emissions = inventory.entries.filter(\.isEmission).sorted { start($0) < start($1) }
    let nuclide = emissions.compactMap(\.nuclide).first ?? open
    let injected = emissions.compactMap(\.acquisition?.administered).first
    return """
      {
        // A Hepatica case file, written from what could be read from the images. Replace every “\(open)”; the manual's
        // article on the case file lists all keys.
        hepatica: 1,
        patient: { pseudonym: "\(open)" },
        therapy: {
          kind: "\(kind(nuclide))", product: "\(open)", nuclide: "\(nuclide)", cycle: 1,
        },
        administrations: [{
          start: "\(injected.map { "\($0)" } ?? open)", // date and time; as the images say, check it
          activityGBq: "\(open)",      // measured before the administration …
          measured: "\(open)",         // … at this time
          residualGBq: "\(open)",      // measured afterwards …
          residualMeasured: "\(open)", // … at this time
          route: "\(open)",
        }],
        timePoints: [
      \(timePoints(emissions, inventory, images, injected))
        ],
      \(unexplained(inventory, images))\
        \(calibration(emissions))
      \(structures(inventory, images))}

      """
  }

  /// By what the nuclide is given for today; open where that is not one thing.
  private static func kind(_ nuclide: String) -> String {
    NuclideEntry.named(nuclide)?.therapy ?? open
  }

  private static func timePoints(
    _ emissions: [SeriesEntry], _ inventory: Inventory, _ images: String, _ injected: DateTime?
  ) -> String {
    let cts = inventory.entries.filter(\.isCT)
    guard !emissions.isEmpty else { return "    // no emission image was understood: \(open)" }
    return emissions.enumerated().map { n, entry in
      let hours = injected.flatMap { t in entry.start.map { Int($0.since(t).inHours.rounded()) } }
      let name = hours.map { "\($0) h" } ?? "time point \(n + 1)"
      let ct =
        cts.first { $0.frameOfReference != nil && $0.frameOfReference == entry.frameOfReference }
        ?? cts.first { $0.study != nil && $0.study == entry.study }
      let questions = entry.findings.filter { $0.severity == .blocking }.map {
        "      // open: \($0.problem.what)\n"
      }
      return """
            { name: "\(name)",
        \(questions.joined())      emission: { path: "\(images)", series: "\(entry.id)"\(answers(entry)) },\(ct.map { "\n      ct: { path: \"\(images)\", series: \"\($0.id)\" }," } ?? "") },
        """
    }.joined(separator: "\n")
  }

  /// The keys that blocking findings ask for, as “state `key`”.
  private static func answers(_ entry: SeriesEntry) -> String {
    var keys: [String] = []
    for finding in entry.findings where finding.severity == .blocking {
      for match in finding.problem.remedy.matches(of: /`([A-Za-z]+)`/)
      where !keys.contains(String(match.output.1)) {
        keys.append(String(match.output.1))
      }
    }
    return keys.map { ", \($0): \"\(open)\"" }.joined()
  }

  /// Series that do not say what they show, ready to be moved to where they belong.
  private static func unexplained(_ inventory: Inventory, _ images: String) -> String {
    let entries = inventory.entries.filter(\.isUnexplained)
    guard !entries.isEmpty else { return "" }
    let lines = entries.map { entry in
      let size = entry.grid.map { ", \($0.size.i) × \($0.size.j) × \($0.size.k)" } ?? ""
      let what = "\(entry.kind.rawValue), \(entry.files.count) file(s)\(size)"
      let name = entry.files.count == 1 ? ", \(URL(filePath: entry.files[0]).lastPathComponent)" : ""
      return """
          //   \(what)\(name)
          //   { path: "\(images)", series: "\(entry.id)"\(answers(entry)) }
        """
    }
    return """
        // These do not state what they show. Move each to where it belongs (emission or ct of a time point, structures,
        // enter) and state what is asked; an emission image needs `start` too.
      \(lines.joined(separator: "\n"))

      """
  }

  private static func calibration(_ emissions: [SeriesEntry]) -> String {
    emissions.contains { $0.unit == .becquerelPerMillilitre }
      ? "calibration: \"none\", // the images are in Bq/mL"
      : "calibration: \"\(open)\", // file with the camera's factor, or { method: \"administered\", lungShuntFraction: 0.0 }"
  }

  private static func structures(_ inventory: Inventory, _ images: String) -> String {
    let sets = inventory.entries.filter(\.isStructures)
    guard !sets.isEmpty else { return "" }
    let blocks = sets.map { entry -> String in
      let listed = (try? entry.files.flatMap { try StructureReader.list($0) }) ?? []
      return """
            { path: "\(images)", series: "\(entry.id)",
              // Proposed from the names, confirm each: liver, liverLobe, perfusedVolume, tumour, kidney, spleen, lung, marrow,
              // body, other; of a lobe its side, right or left
              roles: {
        \(roles(listed.map(\.name)).joined(separator: "\n"))
              } },
        """
    }
    return "  structures: [\n\(blocks.joined(separator: "\n"))\n  ],\n"
  }

  /// One line per name; a lobe whose name states no side is left open.
  package static func roles(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }.map { name in
      let proposal = StructureProposal(name)
      let count = names.count { $0 == name }
      let role = proposal.role.rawValue
      let side = proposal.side?.rawValue ?? (proposal.role == .liverLobe ? open : nil)
      let value = side.map { "{ role: \"\(role)\", side: \"\($0)\" }" } ?? "\"\(role)\""
      return "      \"\(escaped(name))\": \(value),\(count > 1 ? " // \(count) structures of this name" : "")"
    }
  }

  /// A name as it may stand between quotation marks.
  private static func escaped(_ name: String) -> String {
    name.unicodeScalars.map { scalar in
      switch scalar {
      case "\"", "\\": "\\\(scalar)"
      case _ where scalar.value < 0x20 || scalar.value == 0x2028 || scalar.value == 0x2029:
        "\\u" + String(format: "%04x", scalar.value)
      default: String(scalar)
      }
    }.joined()
  }

  private static func start(_ entry: SeriesEntry) -> Double { entry.start?.localSeconds ?? .infinity }

  /// The folder as seen from the case file's folder, where that is simple.
  package static func relative(_ folder: URL, to file: URL) -> String {
    let home = file.deletingLastPathComponent().standardizedFileURL.path
    let path = folder.standardizedFileURL.path
    if path == home { return "." }
    return path.hasPrefix(home + "/") ? String(path.dropFirst(home.count + 1)) : path
  }
}

extension SeriesEntry {
  /// A human must say what it shows.
  package var isUnexplained: Bool { [.secondaryCapture, .volumeFile].contains(kind) }
}
