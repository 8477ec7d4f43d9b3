import Diagnostics
import Foundation
import Quantities
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
  /// Half-life of a nuclide such as `Lu-177`, against which that of a header is held; `nil` for one that is not known.
  let halfLife: HalfLifeTable

  /// Reads the headers of all files in the given files and folders, at any depth; no pixels.
  ///
  /// Every file that was walked is then in `entries` (in `files`, or in `copies`) or in `skipped`.
  ///
  /// - Parameter halfLife: half-lives of nuclides; without it those of headers are not compared.
  /// - Throws: `inputMissing` if one of the paths does not exist. Files that cannot be read or are not images are
  ///   listed in `skipped`.
  public static func scan(
    _ paths: [String], halfLife: @escaping HalfLifeTable = { _ in nil }, progress: ProgressHandler? = nil
  ) throws(Problem) -> Inventory {
    let files = try FileWalk.files(in: paths)
    let headers = HeaderReading.read(files, progress: progress)
    return Inventory(headers, halfLife)
  }

  public func entries(of kind: SeriesKind) -> [SeriesEntry] { entries.filter { $0.kind == kind } }
}

extension Inventory {
  init(_ headers: HeaderReading, _ halfLife: @escaping HalfLifeTable = { _ in nil }) {
    self.halfLife = halfLife
    skipped = headers.skipped.sorted { $0.path < $1.path }
    var instances = headers.instances
    Self.apply(Self.mappings(instances), to: &instances)
    let series = Dictionary(grouping: instances, by: \.seriesKey)
    let stacks = series.values.flatMap { StackBuilder.stacks(of: $0.sorted { $0.path < $1.path }) }
    entries = stacks.map { SeriesEntry($0, halfLife) } + headers.volumes
    SeriesIdentifier.name(&entries)
    entries.sort {
      ($0.kind.prefix, $0.start?.localSeconds ?? 0, $0.id) < (
        $1.kind.prefix, $1.start?.localSeconds ?? 0, $1.id
      )
    }
    Self.label(&entries)
    FrameOfReferenceCheck.compare(&entries)
    DoseSliceCheck.compare(&entries)
    PatientCheck.compare(&entries)
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

  private static func label(_ entries: inout [SeriesEntry]) {
    let first = Dictionary(
      entries.compactMap { e in e.study.map { ($0, e.start?.localSeconds ?? .infinity) } },
      uniquingKeysWith: min)
    let order = first.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key)
    let number = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0 + 1) })
    for n in entries.indices { entries[n].studyLabel = entries[n].study.map { "study \(number[$0]!)" } ?? "" }
  }
}
