import Diagnostics
import Files
import Foundation

/// Gives each entry of an inventory an identifier of its own.
///
/// The key of a DICOM part is its series, its kind and the lowest of its images (SOP Instance UID and frame). An image
/// belongs to one part only, so that no two keys are alike, and other grids or acquisitions of the same series do not
/// change the key. That of a volume file is its path.
enum SeriesIdentifier {
  static func name(_ entries: inout [SeriesEntry]) {
    let keys = entries.map { sha256(key($0).utf8) }
    let stems = zip(entries, keys).map { "\($0.kind.prefix)-\($1)" }
    for n in entries.indices {
      entries[n].fullID = stems[n]
      entries[n].id = shortest(stems[n], among: stems)
      entries[n].formerID = entries[n].stack.map { stack in
        "\(entries[n].kind.prefix)-\(sha256("\(stack.first.seriesKey) \(stack.kind.rawValue) ".utf8))"
      }
    }
  }

  private static func key(_ entry: SeriesEntry) -> String {
    guard let stack = entry.stack else { return URL(filePath: entry.files[0]).standardizedFileURL.path }
    return "\(stack.first.seriesKey) \(stack.kind.rawValue) \(stack.part)"
  }

  /// Two letters, a hyphen and four digits; as many more as it takes where another begins alike.
  private static func shortest(_ stem: String, among all: [String]) -> String {
    let lengths = [4, 6, 8, 12, 16].map { 3 + $0 }
    let length = lengths.first { length in all.count { $0.hasPrefix(stem.prefix(length)) } == 1 }
    return length.map { String(stem.prefix($0)) } ?? stem
  }
}

extension Inventory {
  /// The entry with this identifier: as `inspect` prints it, in full, or cut to at least four digits.
  ///
  /// Identifiers of version 0.1 named a series that was not taken apart by its UID alone; they are understood as long as
  /// one entry answers to them.
  /// - Throws: `inputMissing` if none or more than one answers, naming the identifiers that there are.
  public func entry(_ id: String) throws(Problem) -> SeriesEntry {
    let wanted = id.lowercased()
    let now = wanted.count < 7 ? [] : entries.filter { $0.fullID.lowercased().hasPrefix(wanted) }
    let hits =
      now.isEmpty && wanted.count >= 7
      ? entries.filter { $0.formerID?.lowercased().hasPrefix(wanted) == true } : now
    if hits.count == 1 { return hits[0] }
    let choice = (hits.isEmpty ? entries : hits).map(\.id).joined(separator: ", ")
    throw Problem(
      .inputMissing,
      what: hits.isEmpty ? "there is no series “\(id)”" : "“\(id)” names \(hits.count) series",
      why: hits.isEmpty ? "" : "which of them is meant cannot be known",
      remedy: entries.isEmpty ? "no series was found" : "choose one of \(choice)")
  }
}
