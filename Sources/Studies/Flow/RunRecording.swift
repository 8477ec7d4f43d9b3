import Diagnostics
import Documents
import Files
import Foundation
import Quantities
import Records
import Registry
import Reporting
import Workflow

/// The doses of a run in the patient's record.
public enum RunRecording {
  /// Imports the report, if that was asked for, and adds the account of the liver to the answer.
  /// - Throws: `Problem` if the patient is not in the registry, or it does not permit the import.
  public static func complete(_ outcome: Outcome, in folder: URL, _ link: RecordLink) throws -> Outcome {
    var answer = outcome
    let report = folder.appending(path: "report.json")
    if let (who, why) = link.recording {
      var reading = RegistryExchange.Reading()
      reading.day = link.day
      let taken = try RegistryExchange.take(
        [report], into: link.place, reading, by: Author(who: who, why: why))
      answer = answer.recorded(taken.text)
      answer.findings += taken.findings
    }
    let record = try link.record(pseudonym(report))
    return answer.recorded(account(try record.registry.ledger(record.patients[0].id)))
  }

  /// The doses of earlier therapies that the record holds, for the cumulative limits of the case.
  /// - Throws: `Problem` if the patient is not in the registry, or no day of the therapy is known.
  public static func knowing(_ link: RecordLink, _ therapy: inout Case) throws {
    let record = try link.record(therapy.patient.pseudonym)
    let given = therapy.administrations.map { String($0.start.description.prefix(10)) }.min()
    let day = try given.flatMap { CalendarDay(iso8601: $0) } ?? link.date()
    therapy.recorded = try RecordedDoses.past(of: therapy, record, on: day)
  }

  private static func pseudonym(_ report: URL) throws -> String {
    let text = try readText(report.path, called: "report")
    let header = try JSON5.parse(text, document: report.lastPathComponent).object().required("header", "head")
    return try header.object().required("pseudonym", "pseudonym").string()
  }

  private static func account(_ ledger: Ledger) -> String {
    let sums = ledger.totals.filter { $0.entries > 0 }.map { total in
      "  \(total.lobe.title): \(total.mean.printed(uncertainty: total.uncertainty)) Gy of \(counted(total.entries, "dose"))"
        + (total.isComplete ? "" : ", incomplete")
    }
    let words = sums.isEmpty ? ["  no dose to normal liver"] : sums
    return (["Normal liver over all therapies on record:"] + words).joined(separator: "\n")
  }
}
