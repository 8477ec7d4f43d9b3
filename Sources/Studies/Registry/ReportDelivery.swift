import Diagnostics
import Documents
import Foundation
import Registry

/// A report as it goes to a clinical information system.
package struct ReportDelivery {
  /// A FHIR R4 transaction.
  package let bundle: String
  package let regions: Int

  /// - Throws: `Problem` if there is no report, it was changed after it was written, or what it rests on was made again since.
  package init(_ results: URL, to subject: String, isFinal: Bool) throws {
    for name in ["report.json", "report.pdf"] { try Custody.check(results.appending(path: name)) }
    let report = try FHIRReport(results: results, subject: subject, isFinal: isFinal)
    (bundle, regions) = (report.bundle, report.regions)
  }

  /// - Throws: `Problem` if the report is of another pseudonym.
  package static func check(_ results: URL, isOf pseudonym: String) throws {
    guard try FHIRReport.pseudonym(results) != pseudonym else { return }
    throw Problem(
      .dataRejected, what: "the report is of another pseudonym than the one that is stated", at: results.path,
      why: "doses would go into the record of somebody else",
      remedy: "state the pseudonym of the report with --pseudonym, once you know that it is this patient")
  }
}
