import Diagnostics
import Files
import Foundation
import Intake
import Quantities
import Stages

/// What a folder of images says of one therapy, for the first case file.
struct ImageScene {
  let inventory: Inventory
  /// The folder, as the case file names it.
  let images: String
  /// The path of the folder.
  let root: String
  /// By time.
  let emissions: [SeriesEntry]
  /// Volume files by what they look like.
  let labels: [(entry: SeriesEntry, listings: [StructureListing])]
  let tomographies: [SeriesEntry]
  /// Of the patient who has the most series here.
  let entries: [SeriesEntry]
  /// Series of other patients.
  let foreign: Int
  /// An image that states nothing, where it is the only one that can be the distribution of activity.
  let distribution: SeriesEntry?

  init(_ inventory: Inventory, images: String, root: String) {
    (self.inventory, self.images, self.root) = (inventory, images, root)
    var labels: [(entry: SeriesEntry, listings: [StructureListing])] = [], tomographies: [SeriesEntry] = []
    var unknown: [SeriesEntry] = []
    let own = inventory.ofMainPatient
    for entry in own where entry.isUnexplained {
      switch VolumeNature(of: entry) {
      case .labels(let listed): labels.append((entry, listed))
      case .hounsfield: tomographies.append(entry)
      case .unknown: unknown.append(entry)
      }
    }
    let stated = own.filter(\.isEmission)
    distribution = stated.isEmpty && unknown.count == 1 ? unknown[0] : nil
    emissions = (stated + [distribution].compactMap { $0 }).sorted { $0.time < $1.time }
    (self.labels, self.tomographies) = (labels, tomographies)
    (entries, foreign) = (own, inventory.entries.count - own.count)
  }

  /// Where all that say it say the same.
  private func common<T: Hashable>(_ value: (SeriesEntry) -> T?) -> T? {
    let all = Set(emissions.compactMap(value))
    return all.count == 1 ? all.first : nil
  }

  var nuclide: String? { common(\.nuclide) }
  var product: String? { common(\.product) }
  var administered: DateTime? { common(\.acquisition?.administered) }
  var activity: Activity? { common(\.acquisition?.administeredActivity) }
  var kind: Therapy.Kind? { nuclide.flatMap { .usual(nuclide: $0, product: product ?? "") } }
  /// Counts, and images that do not state what they hold.
  var needsCalibration: Bool { emissions.contains { $0.unit == nil || $0.unit == .counts } }

  var patient: PatientSize {
    PatientSize(
      weight: common(\.acquisition?.patient?.weight), height: common(\.acquisition?.patient?.height),
      sex: common(\.acquisition?.patient?.sex))
  }

  /// Of the studies alone: an identifier that a clinic uses could be found again by trying all of them.
  var pseudonym: String {
    let studies = Set(entries.compactMap(\.study)).sorted()
    let text = studies.isEmpty ? entries.map(\.fullID).sorted().joined() : studies.joined()
    return "P-" + sha256(text.utf8).prefix(6)
  }
}

extension SeriesEntry {
  fileprivate var time: Double { start?.localSeconds ?? .infinity }
  /// A human must say what it shows.
  package var isUnexplained: Bool { [.secondaryCapture, .volumeFile].contains(kind) }
}

// MARK: Time points

extension ImageScene {
  var timePoints: String {
    guard !emissions.isEmpty else { return entered }
    let lines = emissions.enumerated().map { timePoint($1, $0) }
    let reference =
      reference.map { "\n  reference: \"\($0)\", // the structures were drawn on its images" } ?? ""
    return "  timePoints: [\n\(lines.joined(separator: "\n"))\n  ],\(reference)"
  }

  private func name(_ entry: SeriesEntry, _ n: Int) -> String {
    let hours = administered.flatMap { given in
      entry.start.map { Int(saturating: $0.since(given).inHours.rounded()) }
    }
    let own = hours.map { "\($0) h" } ?? "time point \(n + 1)"
    let others = emissions.enumerated().filter { other in
      hours != nil && other.offset < n
        && administered.flatMap { g in
          other.element.start.map { Int(saturating: $0.since(g).inHours.rounded()) }
        }
          == hours
    }
    return others.isEmpty ? own : "\(own) (\(n + 1))"
  }

  private func timePoint(_ entry: SeriesEntry, _ n: Int) -> String {
    let asked = entry.id == distribution?.id ? [] : entry.findings.filter { $0.severity != .note }
    let questions = asked.map {
      "      // \($0.severity == .blocking ? "open" : "to be looked at"): \($0.problem.what)\n"
    }
    let ct = tomography(of: entry).map { "\n      ct: \(source($0))," } ?? ""
    return """
          { name: "\(name(entry, n))",
      \(questions.joined())      emission: \(source(entry)),\(ct) },
      """
  }

  private func tomography(of entry: SeriesEntry) -> SeriesEntry? {
    let cts = entries.filter(\.isCT)
    return largest(cts.filter { $0.frameOfReference != nil && $0.frameOfReference == entry.frameOfReference })
      ?? largest(cts.filter { $0.study != nil && $0.study == entry.study })
      ?? (cts.count + tomographies.count == 1 && emissions.count == 1 ? cts.first ?? tomographies.first : nil)
  }

  /// The one that can show the most of the patient: not the localiser, nor one that is refused.
  private func largest(_ cts: [SeriesEntry]) -> SeriesEntry? {
    func volume(_ entry: SeriesEntry) -> Double {
      guard let grid = entry.grid, entry.findings.allSatisfy({ $0.severity != .blocking }) else { return 0 }
      return Double(grid.size.count) * grid.voxelVolume.value
    }
    return cts.max { volume($0) < volume($1) }
  }

  /// `{ path: …, series: … }` with what is proposed and what is asked.
  func source(_ entry: SeriesEntry) -> String {
    var parts = ["path: \"\(images)\"", "series: \"\(entry.id)\""]
    if entry.id == distribution?.id {
      parts.append("role: \"emission\"")
      if entry.unit == nil { parts.append("unit: \"relative\"") }
      parts.append("start: \"\(entry.start.map { "\($0)" } ?? CaseTemplate.open)\"")
      parts.append("decay: \"start\"")
    } else if tomographies.contains(where: { $0.id == entry.id }) {
      parts += ["role: \"ct\"", "unit: \"HU\""]
    } else {
      parts += keys(asked: entry).map { "\($0): \"\(CaseTemplate.open)\"" }
    }
    return "{ \(parts.joined(separator: ", ")) }"
  }

  /// The keys that blocking findings ask for, as “state `key`”.
  private func keys(asked entry: SeriesEntry) -> [String] {
    var keys: [String] = []
    for finding in entry.findings where finding.severity == .blocking {
      for match in finding.problem.remedy.matches(of: /`([A-Za-z]+)`/)
      where !keys.contains(String(match.output.1)) {
        keys.append(String(match.output.1))
      }
    }
    return keys
  }

  /// The time point whose images the structures name as theirs.
  var reference: String? {
    let frames = Set(structureEntries.compactMap(\.frameOfReference))
    guard frames.count == 1, emissions.count > 1 else { return nil }
    let fitting = emissions.enumerated().filter { _, entry in
      frames.contains(entry.frameOfReference ?? "")
        || frames.contains(tomography(of: entry)?.frameOfReference ?? "")
    }
    return fitting.count == 1 ? name(fitting[0].element, fitting[0].offset) : nil
  }

  /// Without any emission image: decays that the user knows, per region.
  private var entered: String {
    guard let ct = largest(entries.filter(\.isCT)) ?? tomographies.first, let region = roles.first
    else {
      return "  // no emission image was understood: \(CaseTemplate.open)\n  timePoints: [],"
    }
    return """
        // No emission image was understood. Decays that you know, or a map, can be entered instead.
        enter: { ct: \(source(ct)), regionActivityMBqh: { "\(CaseTemplate.escaped(region.name))": "\(CaseTemplate.open)" } },
      """
  }
}

// MARK: Structures and the rest

extension ImageScene {
  private var structureEntries: [SeriesEntry] { entries.filter(\.isStructures) }

  /// Names and proposed roles of all structures, those of a role first.
  var roles: [(name: String, role: StructureRole)] {
    let drawn = structureEntries.flatMap { entry in
      ((try? entry.files.flatMap { try StructureReader.list($0) }) ?? []).map(\.name)
    }
    let labelled = labels.flatMap { entry, listings in listings.map { self.name($0, entry) } }
    let all = (drawn + labelled).map { (name: $0, role: StructureProposal($0).role) }
    return all.filter { $0.role != .other } + all.filter { $0.role == .other }
  }

  /// One block for each file with structures.
  var structures: [String] {
    structureEntries.map { entry in
      let listed = (try? entry.files.flatMap { try StructureReader.list($0) }) ?? []
      return block(entry, listed.map(\.name), reference: reference)
    } + labels.compactMap { block($0.entry, $0.listings) }
  }

  private func block(_ entry: SeriesEntry, _ names: [String], reference: String? = nil) -> String {
    let point = reference.map { " timePoint: \"\($0)\"," } ?? ""
    return """
          { path: "\(images)", series: "\(entry.id)",\(point)
            roles: {
      \(CaseTemplate.roles(names).map { "  " + $0 }.joined(separator: "\n"))
            } },
      """
  }

  /// A label file; one of a single part is known by its file name, as TotalSegmentator and others write them. Files of
  /// parts that play no role in a liver are left out, as there may be a hundred.
  private func block(_ entry: SeriesEntry, _ listings: [StructureListing]) -> String? {
    let names = listings.map { name($0, entry) }
    let file = URL(filePath: entry.files[0]).lastPathComponent
    if listings.count == 1, StructureProposal(names[0]).role == .other, labels.count > 1 { return nil }
    let renamed = zip(listings, names).filter { $0.name != $1 }.map {
      "\"\($0.number)\": \"\(CaseTemplate.escaped($1))\""
    }
    let naming = renamed.isEmpty ? "" : " names: { \(renamed.joined(separator: ", ")) },"
    let volume = entry.grid?.voxelVolume.value ?? 0
    let sizes = zip(names, listings).map { "\($0) \(rounded(Double($1.parts) * volume)) mL" }
    let isNamed = zip(listings, names).allSatisfy { "label \($0.number)" != $1 }
    let advice =
      isNamed
      ? ""
      : "\n        // No name states what a label is. Give names, names: { \"\(listings[0].number)\": \"Liver\" }, and use them below, or state each role."
    return """
          { path: "\(path(of: entry))",\(naming) // \(file): \(sizes.prefix(8).joined(separator: ", "))\(advice)
            roles: {
      \(CaseTemplate.roles(names).map { "  " + $0 }.joined(separator: "\n"))
            } },
      """
  }

  func name(_ listing: StructureListing, _ entry: SeriesEntry) -> String {
    let isOnly = labels.first { $0.entry.id == entry.id }?.listings.count == 1
    guard isOnly, listing.name == "label \(listing.number)" else { return listing.name }
    let file = URL(filePath: entry.files[0]).lastPathComponent
    return String(file.prefix { $0 != "." })
  }

  /// Of a file, below the folder of the images.
  func path(of entry: SeriesEntry) -> String {
    let file = entry.files[0]
    guard file.hasPrefix(root + "/") else { return CaseTemplate.escaped(file) }
    let inside = CaseTemplate.escaped(String(file.dropFirst(root.count + 1)))
    return images == "." ? inside : images + "/" + inside
  }

  private var others: String {
    foreign == 0
      ? ""
      : "  // \(counted(foreign, "series", plural: "series")) of another patient in this folder \(foreign == 1 ? "is" : "are") left out."
  }

  /// Series that do not state what they show, ready to be moved to where they belong.
  var unexplained: String {
    let known = Set(labels.map(\.entry.id) + tomographies.map(\.id) + [distribution?.id].compactMap { $0 })
    let entries = self.entries.filter { $0.isUnexplained && !known.contains($0.id) }
    guard !entries.isEmpty else { return others }
    let lines = entries.map { entry in
      let size = entry.grid.map { ", \($0.size.i) × \($0.size.j) × \($0.size.k)" } ?? ""
      let what = "\(entry.kind.rawValue), \(counted(entry.files.count, "file"))\(size)"
      let name = entry.files.count == 1 ? ", \(URL(filePath: entry.files[0]).lastPathComponent)" : ""
      return "    //   \(what)\(name)\n    //   \(source(entry))"
    }
    return others + (others.isEmpty ? "" : "\n")
      + """
        // These do not state what they show. Move each to where it belongs (emission or ct of a time point, structures,
        // enter) and state what is asked; an emission image needs `start` too.
      \(lines.joined(separator: "\n"))
      """
  }
}
