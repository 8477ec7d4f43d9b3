import Diagnostics
import Files
import Foundation
import Stages

// Results of a therapy that `hepatica run` has left.

/// - Parameters:
///   - place: what messages call the file; its name if not stated.
///   - remedy: which file is meant.
/// - Throws: `Problem` for a file that is not a summary, one that was edited, or one that its folder's chain of custody does
///   not hold.
package func readSummary(
  _ url: URL, at place: String? = nil, remedy: String = "name the summary.json in the results of hepatica run"
) throws -> DoseSummary {
  guard let data = try? Data(contentsOf: url),
    let summary = try? JSONDecoder().decode(DoseSummary.self, from: data)
  else {
    throw Problem(
      .dataRejected, what: "this is not a summary of Hepatica", at: place ?? url.lastPathComponent,
      remedy: remedy)
  }
  let again = "hepatica summarise CASE makes it again"
  try checkSeal(data, of: .summary, at: place ?? url.lastPathComponent, remedy: again)
  try Custody.check(url)
  return summary
}

/// Records that carry a seal since version 0.2, by what those of before do not hold.
package enum SealedRecord: String, Sendable {
  case summary = "\"custody\""
  case report = "\"hepatica.report/2\""
}

/// A record whose seal holds. One whose seal was taken out does not count as a record of an earlier version.
/// - Throws: `Problem` of kind `dataRejected`.
package func checkSeal(
  _ data: Data, of record: SealedRecord, at place: String, remedy: String
) throws(Problem) {
  guard try !SealedText.check(data, at: place, remedy: remedy) else { return }
  guard data.range(of: Data(record.rawValue.utf8)) != nil else { return }
  throw Problem(
    .dataRejected, what: "this record has lost its seal", at: place,
    why: "its numbers may no longer be those that were computed", remedy: remedy)
}

/// - Throws: `Problem` naming the regions that there are.
package func regionDose(_ name: String, of summary: DoseSummary, at url: URL) throws -> RegionDose {
  if let found = summary.called(name) { return found }
  throw Problem(
    .inputMissing, what: "the summary has no region “\(name)”", at: url.lastPathComponent,
    remedy: "regions: \(summary.regions.map(\.region.label).joined(separator: ", "))")
}

extension DoseSummary {
  /// The region that a user means by a word: its name as printed; `nil` if no region or several are called so.
  package func called(_ word: String) -> RegionDose? {
    let found = regions.filter { $0.region.label == word }
    return found.count == 1 ? found[0] : nil
  }
}
