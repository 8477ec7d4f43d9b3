import Checks
import Diagnostics
import Documents
import Foundation
import Quantities
import Records
import Registry
import Reporting
import Stages
import Workflow

/// Imaging reports searched for phrases, as a step of the screening log.
public enum ReportScreening {
  /// - Parameters:
  ///   - reports: CSV with patient, date and text.
  ///   - step: name of the step in the log.
  ///   - author: `nil` prints what would be recorded.
  /// - Throws: `Problem` for reports that cannot be read, or a registry that lacks a patient.
  public static func run(
    _ reports: URL, phrases: [String], step: String, in place: String, columns: URL?, by author: Author?
  ) throws -> Outcome {
    var options = LaboratoryFile.Options()
    if let columns { try options.read(columns.path) }
    let answers = try ReportSearch(phrases).answers(reports.path, options: options)
    let registry = try Registry.open(Location(place))
    let known = try registry.rows(of: PatientColumn.self).map(\.id)
    let searched = Set(answers.map { $0.patient.lowercased() })
    let steps = answers.map { answer -> RecordedSelection.Step in
      let passed = !answer.found.isEmpty ? true : answer.denied.isEmpty ? false : nil
      return .init(
        patient: answer.patient, day: answer.last, passed: passed,
        reason: passed == nil ? "a report has the phrase in a denial" : "no report with the phrase")
    }
    let silent = known.filter { !searched.contains($0.lowercased()) }.count
    let added = try author.map {
      try RecordedSelection.write(steps, named: step, to: registry, by: $0)
    }
    let record = Record(
      step: step, phrases: phrases, patients: answers.count, reports: answers.reduce(0) { $0 + $1.reports },
      found: steps.count { $0.passed == true }, toRead: steps.filter { $0.passed == nil }.map(\.patient),
      withoutReport: silent, recorded: added)
    let findings = record.toRead.isEmpty ? [] : [Finding(RecordNote.reportsToRead(record.toRead.count))]
    return try Outcome(text: record.text(answers), content: record, findings: findings)
  }

  package struct Record: Encodable {
    var hepatica = 1
    var schema = "hepatica.report-screening/1"
    package var step: String
    var phrases: [String]
    package var patients, reports, found: Int
    var toRead: [String]
    /// Patients of the registry without a report.
    var withoutReport: Int
    package var recorded: Int?

    func text(_ answers: [ReportSearch.Answer]) -> String {
      let rows = answers.map { one in
        [
          one.patient, "\(one.reports)",
          one.found.isEmpty ? (one.denied.isEmpty ? "no" : "to be read") : "yes",
          (one.found.isEmpty ? one.denied : one.found).map(\.description).joined(separator: ", "),
        ]
      }
      let sum =
        "\(counted(patients, "patient")) with \(counted(reports, "report")): \(found) with the phrase, \(toRead.count) to be read; \(counted(withoutReport, "patient")) of the registry \(withoutReport == 1 ? "has" : "have") no report"
      return listing(["patient", "reports", step, "days"], rows) + "\n" + sum
        + (recorded.map { "\n\(counted($0, "step")) recorded, \(patients - $0) were there already" } ?? "")
    }
  }
}
