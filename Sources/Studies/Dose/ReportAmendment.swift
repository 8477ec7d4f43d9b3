import Diagnostics
import Files
import Foundation
import Quantities
import Reporting

/// A report that replaces an earlier one, with the reason and the chain of those before it.
public struct ReportAmendment: Sendable {
  let amendments: [Amendment]
  let pseudonym: String
  /// The earlier report's own identifier.
  var previousReportUID: String { amendments.last?.previousReportUID ?? "" }
  /// The folder of the earlier report.
  let folder: URL

  /// What an amendment asks of an earlier `report.json`.
  private struct Earlier: Decodable {
    struct Header: Decodable { var reportUID, pseudonym: String }
    struct Chain: Decodable { var previousReportUID, time, reason: String }
    var header: Header
    var amendments: [Chain]?
  }

  /// - Parameters:
  ///   - url: `report.json` of the report that is amended.
  ///   - time: when it is amended; `nil`: now.
  /// - Throws: `Problem` of kind `usage` without a reason, `dataRejected` for a file that is not a report.
  public init(of url: URL, because reason: String, at time: DateTime? = nil) throws(Problem) {
    let reason = reason.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !reason.isEmpty else {
      throw Problem(
        .usage, what: "an amendment needs a reason", at: "--why",
        why: "readers of the first report must know it",
        remedy: "--why “the calibration of the activity meter was corrected”")
    }
    let data = try readFile(url.path, called: "report")
    guard let earlier = try? JSONDecoder().decode(Earlier.self, from: data) else {
      throw Problem(
        .dataRejected, what: "this is not a report.json of Hepatica", at: url.lastPathComponent,
        remedy: "name the report.json of the report that is amended")
    }
    let before = (earlier.amendments ?? []).compactMap { chain in
      DateTime(iso8601: chain.time).map {
        Amendment(previousReportUID: chain.previousReportUID, time: $0, reason: chain.reason)
      }
    }
    guard before.count == (earlier.amendments ?? []).count else {
      throw Problem(
        .dataRejected, what: "an amendment of the earlier report has no date", at: url.lastPathComponent,
        why: "the chain of amendments would break", remedy: "name the report.json as Hepatica wrote it")
    }
    amendments =
      before + [Amendment(previousReportUID: earlier.header.reportUID, time: time ?? .now, reason: reason)]
    pseudonym = earlier.header.pseudonym
    folder = url.deletingLastPathComponent()
  }

  /// Puts the earlier report away where the new one takes its place.
  /// - Returns: the files that were kept.
  func keepEarlier(in results: URL) throws -> [URL] {
    let (old, new) = (folder.standardizedFileURL.path, results.standardizedFileURL.path)
    guard old == new else { return [] }
    let place = results.appending(path: "amended").appending(path: safeFileName(previousReportUID))
    try createFolder(place)
    return try ["report.json", "report.pdf", "report.html"].compactMap { name in
      guard let data = FileManager.default.contents(atPath: folder.appending(path: name).path) else {
        return nil
      }
      let copy = place.appending(path: name)
      try writeAtomically(data, to: copy)
      return copy
    }
  }
}
