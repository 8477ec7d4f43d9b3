import Diagnostics
import Files
import Foundation
import Volumes

/// What a folder holds: series that were recognised, and files that were not, each with the reason.
public struct Inventory: Sendable {
  public struct Skipped: Sendable, Hashable, Codable {
    public var path: String
    public var reason: String
  }
  /// By kind, then by time.
  public var entries: [SeriesEntry]
  public var skipped: [Skipped]

  /// Reads the headers of all files in the given files and folders, at any depth; no pixels.
  ///
  /// - Throws: `inputMissing` if one of the paths does not exist. Files that cannot be read or are no images are
  ///   listed in `skipped`.
  public static func scan(_ paths: [String], progress: ProgressHandler? = nil) throws(Problem) -> Inventory {
    let files = try FileWalk.files(in: paths)
    let headers = HeaderReading.read(files, progress: progress)
    return Inventory(headers)
  }

  /// The entry with this identifier.
  /// - Throws: `inputMissing` naming the identifiers that there are.
  public func entry(_ id: String) throws(Problem) -> SeriesEntry {
    if let found = entries.first(where: { $0.id.lowercased() == id.lowercased() }) { return found }
    throw Problem(
      .inputMissing, what: "there is no series “\(id)”",
      remedy: entries.isEmpty
        ? "no series was found" : "choose one of \(entries.map(\.id).joined(separator: ", "))")
  }

  public func entries(of kind: SeriesKind) -> [SeriesEntry] { entries.filter { $0.kind == kind } }
}

extension Inventory {
  init(_ headers: HeaderReading) {
    skipped = headers.skipped.sorted { $0.path < $1.path }
    var instances = headers.instances
    Self.apply(Self.mappings(instances), to: &instances)
    let series = Dictionary(grouping: instances, by: \.seriesKey)
    let stacks = series.values.flatMap { StackBuilder.stacks(of: $0.sorted { $0.path < $1.path }) }
    entries = stacks.map { SeriesEntry($0) } + headers.volumes
    Self.name(&entries)
    entries.sort {
      ($0.kind.prefix, $0.start?.localSeconds ?? 0, $0.id) < (
        $1.kind.prefix, $1.start?.localSeconds ?? 0, $1.id
      )
    }
    Self.label(&entries)
    FrameOfReferenceCheck.compare(&entries)
  }

  private static func mappings(_ instances: [Instance]) -> [String: [RealWorldMapping]] {
    instances.reduce(into: [:]) { $0.merge($1.mappingsForOthers, uniquingKeysWith: +) }
  }

  /// Mappings from separate Real World Value Mapping objects join those in the images.
  private static func apply(_ mappings: [String: [RealWorldMapping]], to instances: inout [Instance]) {
    guard !mappings.isEmpty else { return }
    for n in instances.indices {
      guard let own = mappings[instances[n].sopInstance] else { continue }
      for f in instances[n].frames.indices { instances[n].frames[f].mappings += own }
    }
  }

  /// Four digits of a hash of series and part; as many more as it takes where two would be alike.
  private static func name(_ entries: inout [SeriesEntry]) {
    let keys = entries.map { entry in
      sha256(
        (entry.stack.map { "\($0.first.seriesKey) \($0.kind.rawValue) \($0.part)" } ?? entry.files[0]).utf8)
    }
    let names = zip(entries, keys).map { entry, key in (prefix: entry.kind.prefix, key: key) }
    func isTaken(_ n: Int, _ length: Int) -> Bool {
      names.indices.contains {
        $0 != n && names[$0].prefix == names[n].prefix
          && names[$0].key.prefix(length) == names[n].key.prefix(length)
      }
    }
    for n in names.indices {
      let length = [4, 8, 16].first { !isTaken(n, $0) } ?? 64
      entries[n].id = "\(names[n].prefix)-\(names[n].key.prefix(length))"
    }
  }

  private static func label(_ entries: inout [SeriesEntry]) {
    let first = Dictionary(
      entries.compactMap { e in e.study.map { ($0, e.start?.localSeconds ?? .infinity) } },
      uniquingKeysWith: min)
    let order = first.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key)
    let number = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0 + 1) })
    for n in entries.indices { entries[n].studyLabel = entries[n].study.map { "study \(number[$0]!)" } ?? "" }
  }
}
