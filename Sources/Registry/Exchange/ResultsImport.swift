import Checks
import Diagnostics
import Files
import Foundation
import Quantities
import Stages

extension Registry {
  /// The doses of a report that `hepatica run` wrote (`report.json`, schema `hepatica.report/2`; the earlier `/1` is
  /// read too).
  ///
  /// The patient must be known under the report's pseudonym. Course and administration are made if they are not there:
  /// each radioembolisation is a course of its own; a cycle of PRRT joins the course of its kind of the last 400 days.
  /// The same report again changes nothing; another report of the same administration replaces its doses, those of
  /// regions that it does not have any more too, and the audit record keeps both.
  /// - Parameter day: of the administration, for a report that does not say it.
  /// - Throws: `Problem` for a file that is not a report, an unknown patient or a missing day.
  public func importReport(_ url: URL, on day: String? = nil, by author: Author) throws -> ImportCount {
    let text = try text(of: url)
    let report = try RunReport(
      JSON5.parse(text, document: url.lastPathComponent).object(), on: day)
    guard try row(of: PatientColumn.self, report.pseudonym) != nil else {
      throw Problem(
        .inputMissing, what: "the registry has no patient of the report's pseudonym", at: url.path,
        remedy: "add the patient first, or correct the pseudonym of the case file")
    }
    let course = try course(of: report.pseudonym, kind: report.therapy, day: report.day)
    let rows = report.rows(
      course: course.id, began: course.began, path: url.lastPathComponent, sha256: sha256(text.utf8))
    let doses = Set(rows.filter { $0.table == "dose_summaries" }.compactMap { $0.texts["id"] })
    let given = report.given
    var count = try take(
      try rows.map {
        Incoming(table: try catalogue.table($0.table), place: url.lastPathComponent, texts: $0.texts)
      }, by: author
    ) { change in
      try self.removeEarlier(of: given, except: doses, change)
    }
    count.notes += report.notes
    return count
  }

  /// Doses that an earlier report gave this administration, of regions that were renamed or left out since: they would be
  /// added to the new ones.
  private func removeEarlier(
    of administration: String, except kept: Set<String>, _ change: Change
  ) throws -> [Finding] {
    let stale = try rows(of: DoseSummaryColumn.self, where: [.administration: .text(administration)]).filter {
      !kept.contains($0.id) && !$0[.sha256].isNull && $0.text(.program).hasPrefix("Hepatica")
    }
    for row in stale { try change.delete(row) }
    return stale.map { Finding(TransferNote.regionRemoved($0.text(.region))) }
  }
}

extension Registry {
  /// The course that an administration joins: each radioembolisation is a course of its own, a cycle of PRRT joins the
  /// course of its kind within 400 days. One that is not there yet gets a name.
  ///
  /// - Parameters:
  ///   - kind: `TARE`, `IV PRRT` or `IA PRRT`.
  ///   - day: of the administration, `YYYY-MM-DD`.
  /// - Returns: its id, and its first day: administrations may come in any order.
  /// - Throws: `Problem` if the database fails.
  public func course(of patient: String, kind: String, day: String) throws -> (id: String, began: String) {
    let known = try rows(of: CourseColumn.self, where: [.patient: .text(patient), .kind: .text(kind)])
    let joined = known.first { row in
      guard let start = CalendarDay(iso8601: row.text(.started)), let here = CalendarDay(iso8601: day) else {
        return false
      }
      return kind == "TARE" ? start == here : abs(here.days(since: start)) <= 400
    }
    if let joined { return (joined.id, min(joined.text(.started), day)) }
    return ("\(patient)/\(kind)/\(day)", day)
  }
}
